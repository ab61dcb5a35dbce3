// What was taken in: its papers, printed or not, and the way to the dossier.
import { useState, type ReactNode } from 'react';
import { dayOf, hour, longDay, money } from '../format';
import { useProgram } from '../program';
import type { TodayRow } from '../types';
import { Dialog, EntryTag, MainAct, Notice } from '../ui/parts';
import { printPaper } from '../ui/print';
import { useSpeech } from '../words';

export function PrintState({ row }: { row: TodayRow }): ReactNode {
  const { say } = useSpeech();
  return row.printed ? (
    <span>{say('printedTimes')}</span>
  ) : (
    <span className="tag tag-red">
      <span aria-hidden="true">!</span> {say('printedNever')}
    </span>
  );
}

export function Detail({ row, onClose, onDossier, reload }: { row: TodayRow; onClose: () => void; onDossier: () => void; reload: () => Promise<void> }): ReactNode {
  const { say, pick, language } = useSpeech();
  const { ask, refresh } = useProgram();
  const [failed, setFailed] = useState(false);
  const [opened, setOpened] = useState(false); // The print dialog was, and F9 now says that paper came out.
  const first = row.papers?.[0];
  const print = async (path: string | undefined): Promise<void> => {
    try {
      await printPaper(path ?? '');
      setFailed(false);
      setOpened(true);
    } catch {
      setFailed(true);
    }
  };
  const mark = async (byHand: boolean): Promise<void> => {
    await ask('MarkPrinted', { position: row.position ?? '0', byHand });
    await Promise.all([reload(), refresh()]);
    onClose();
  };
  const act = (): void => void (opened ? mark(false) : print(first?.path)).catch(() => setFailed(true));
  return (
    <Dialog title={row.dossierCode ?? ''} onClose={onClose} mainAct={act} print={() => void print(first?.path)}>
      {failed && <Notice tone="red">{say('notPrinted')}</Notice>}
      <dl className="facts">
        <dt>{say('colProcedure')}</dt>
        <dd>{row.procedureNameVi}</dd>
        <dt>{say('colOwner')}</dt>
        <dd>{row.ownerName}</dd>
        <dt>{say('acceptedAt')}</dt>
        <dd>
          {hour(row.acceptedAt)} {longDay(row.acceptedAt ? dayOf(row.acceptedAt) : undefined, language)}
        </dd>
        <dt>{say('colPromised')}</dt>
        <dd>
          <strong>{longDay(row.appointment?.date, language)}</strong>
          <p className="derivation">{pick(row.appointment?.derivationVi, row.appointment?.derivationEn)}</p>
        </dd>
        <dt>{say('colPaid')}</dt>
        <dd>{money(row.paidVnd)}</dd>
        <dt>{say('colState')}</dt>
        <dd>
          <EntryTag state={row.state} /> <PrintState row={row} />
        </dd>
      </dl>
      <p className="muted small">{row.printed ? say('reprintMarked') : ''}</p>
      <div className="acts">
        {first && <MainAct label={opened ? say('printed') : `${say(row.printed ? 'printAgain' : 'print')}: ${pick(first.titleVi, first.titleEn)}`} onPress={act} />}
        {(row.papers ?? []).slice(1).map((paper) => (
          <button key={paper.path} type="button" onClick={() => void print(paper.path)}>
            {say(row.printed ? 'printAgain' : 'print')}: {pick(paper.titleVi, paper.titleEn)}
          </button>
        ))}
        {!row.printed && (
          <button type="button" onClick={() => void mark(true).catch(() => setFailed(true))}>
            {say('writtenByHand')}
          </button>
        )}
        <button type="button" onClick={onDossier}>
          {say('openWhole')}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {say('close')}
            <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}
