// Dossiers as lists and heads show them.
import type { ReactNode } from 'react';
import { deadlineOf, TURNS } from '../desk/standing';
import { useProgram } from '../program';
import type { DossierView, ItemView } from '../types';
import { useSpeech } from '../words';

// Whose turn it is: sign, colour and words say the same.
export function TurnTag({ view }: { view: DossierView }): ReactNode {
  const { say } = useSpeech();
  const { word, sign, tone } = TURNS[view.turn && view.turn in TURNS ? view.turn : 'TURN_UNSPECIFIED'];
  return (
    <span className={`tag tag-${tone}`}>
      <span aria-hidden="true">{sign}</span> {say(word)}
    </span>
  );
}

export function DeadlineText({ view }: { view: DossierView }): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { text, tone } = deadlineOf(view, state.now ?? '', say);
  return <span className={`deadline deadline-${tone}`}>{text}</span>;
}

// Where the things of a dossier are, in few words.
export function Where({ items }: { items: readonly ItemView[] | undefined }): ReactNode {
  const { pick } = useSpeech();
  return <>{[...new Set((items ?? []).map((item) => pick(item.holderVi, item.holderEn)))].join(', ')}</>;
}

interface TableProps {
  rows: readonly DossierView[];
  onOpen: (code: string) => void;
}

export function DossierTable({ rows, onOpen }: TableProps): ReactNode {
  const { say, pick } = useSpeech();
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('colCode')}</th>
          <th scope="col">{say('colProcedure')}</th>
          <th scope="col">{say('colOwner')}</th>
          <th scope="col">{say('colWhere')}</th>
          <th scope="col">{say('colTurn')}</th>
          <th scope="col">{say('colDeadline')}</th>
        </tr>
      </thead>
      <tbody data-rows>
        {rows.map((view) => (
          <tr key={view.dossierCode} data-row onClick={() => onOpen(view.dossierCode ?? '')}>
            <th scope="row">
              <button type="button" className="link code" data-column="code" aria-label={say('openDossier', { code: view.dossierCode ?? '' })}>
                {view.dossierCode}
              </button>
            </th>
            <td data-label={say('colProcedure')}>{pick(view.procedureNameVi, view.procedureNameEn)}</td>
            <td data-label={say('colOwner')}>{view.ownerName}</td>
            <td data-label={say('colWhere')}><Where items={view.items} /></td>
            <td data-label={say('colTurn')}><TurnTag view={view} /></td>
            <td data-label={say('colDeadline')}><DeadlineText view={view} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
