// One entry of the journal: what changed or why it was not taken, and what to do about it.
import { useState, type ReactNode } from 'react';
import { hour, longDay } from '../../format';
import { useProgram } from '../../program';
import type { JournalRow, NotificationMeans } from '../../types';
import { useAct } from '../../ui/act';
import { ProblemsContext } from '../../ui/fields';
import { Dialog, EntryTag, MainAct, Notice } from '../../ui/parts';
import { printPaper } from '../../ui/print';
import { useSpeech } from '../../words';
import { MeansField } from '../dossier/Told';

// Of a slip that was printed with a provisional code; empty: it has its own.
export function finalCodeOf(row: JournalRow): string {
  const code = row.answer?.dossier?.dossierCode ?? '';
  return code === row.dossierCode ? '' : code;
}

interface Props {
  row: JournalRow;
  kind: string;
  onClose: () => void;
  onMend: () => Promise<void>;
  onVoid: () => void;
  onSeen: () => void;
}

export function Entry(props: Props): ReactNode {
  if (props.row.state === 'ENTRY_STATE_RECORDED_WITH_CHANGE') return <Changed {...props} />;
  return props.row.state === 'ENTRY_STATE_NEEDS_REVIEW' ? <Refused {...props} /> : <Written {...props} />;
}

function useNotice(row: JournalRow): { print: () => void; state: 'not' | 'asked' | 'failed'; title: string } {
  const { pick } = useSpeech();
  const [state, setState] = useState<'not' | 'asked' | 'failed'>('not');
  const paper = row.papers?.[0];
  const print = (): void => {
    printPaper(paper?.path ?? '').then(
      () => setState('asked'),
      () => setState('failed'),
    );
  };
  return { print, state, title: pick(paper?.titleVi, paper?.titleEn) };
}

function Head({ row }: { row: JournalRow }): ReactNode {
  return (
    <p>
      <EntryTag state={row.state} /> {row.recordedAt && hour(row.recordedAt)}
    </p>
  );
}

// Papers of an act that was done: printed now, or again.
function Written({ row, kind, onClose, onSeen }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const notice = useNotice(row);
  const acting = useAct();
  const mark = (): void =>
    acting.run([], async () => {
      await ask('MarkPrinted', { position: row.position ?? '0' });
      onSeen();
    });
  const act = notice.state === 'asked' ? mark : notice.print;
  return (
    <Dialog title={`${kind} ${row.dossierCode ?? ''}`} onClose={onClose} mainAct={act} print={notice.print}>
      <Head row={row} />
      {notice.state === 'failed' && <Notice tone="red">{say('notPrinted')}</Notice>}
      {acting.problems.map((one) => <Notice key={one.text} tone="red">{one.text}</Notice>)}
      <div className="acts">
        <MainAct label={notice.state === 'asked' ? say('printed') : `${say('print')}: ${notice.title}`} onPress={act} busy={acting.busy} />
        <button type="button" onClick={onClose}>
          {say('close')}
          <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

// The notice is printed, the citizen called; then it is said so, and leaves the list of what needs us.
function Changed({ row, kind, onClose, onSeen }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { ask } = useProgram();
  const notice = useNotice(row);
  const [means, setMeans] = useState<NotificationMeans | ''>('');
  const acting = useAct();
  const toPrint = (row.papers ?? []).length > 0 && notice.state !== 'asked';
  const seen = (): void =>
    acting.run(means ? [] : [{ field: 'means', text: say('chooseNotifyMeans') }], async () => {
      await ask('MarkSeen', { position: row.position ?? '0', ...(means && { means }) });
      onSeen();
    });
  const act = toPrint ? notice.print : seen;
  return (
    <Dialog title={`${kind} ${row.dossierCode ?? ''}`} onClose={onClose} mainAct={act} print={notice.print}>
      <ProblemsContext.Provider value={acting.problems}>
        {notice.state === 'failed' && <Notice tone="red">{say('notPrinted')}</Notice>}
        {acting.problems.filter((one) => one.field === 'main').map((one) => <Notice key={one.text} tone="red">{one.text}</Notice>)}
        <Head row={row} />
        <dl className="facts">
          <dt>{say('slipSays')}</dt>
          <dd>
            {row.dossierCode}, {longDay(row.told?.date, language)}
          </dd>
          <dt>{say('ledgerSays')}</dt>
          <dd>
            <strong>
              {finalCodeOf(row) || row.dossierCode}, {longDay(row.recorded?.date, language)}
            </strong>
            <p className="derivation">{pick(row.recorded?.derivationVi, row.recorded?.derivationEn)}</p>
          </dd>
          <dt>{say('whatToDo')}</dt>
          <dd>{say('callTheCitizen')}</dd>
        </dl>
        {!toPrint && <MeansField value={means} onChange={setMeans} />}
        <div className="acts">
          <MainAct label={toPrint ? `${say('print')}: ${notice.title}` : say('notified')} onPress={act} busy={acting.busy} />
          {!toPrint && (row.papers ?? []).length > 0 && (
            <button type="button" onClick={notice.print}>
              {say('printAgain')}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {say('close')}
            <kbd>Esc</kbd>
          </button>
        </div>
      </ProblemsContext.Provider>
    </Dialog>
  );
}

function Refused({ row, kind, onClose, onMend, onVoid }: Props): ReactNode {
  const { say, pick } = useSpeech();
  const acting = useAct();
  const canMend = row.kind === 'intake.AcceptDossier';
  const mend = (): void => acting.run([], onMend);
  const act = canMend ? mend : onVoid;
  return (
    <Dialog title={`${kind} ${row.dossierCode ?? ''}`} onClose={onClose} mainAct={act}>
      {acting.problems.map((one) => <Notice key={one.text} tone="red">{one.text}</Notice>)}
      <Head row={row} />
      <dl className="facts">
        <dt>{say('refusedBecause')}</dt>
        <dd>
          {(row.problems ?? []).length === 0 && row.message}
          <ul>
            {(row.problems ?? []).map((problem) => (
              <li key={problem.field}>{pick(problem.descriptionVi, problem.descriptionEn) || problem.field}</li>
            ))}
          </ul>
        </dd>
        <dt>{say('whatToDo')}</dt>
        <dd>{say(canMend ? 'mendOrVoid' : 'voidOnly')}</dd>
      </dl>
      <div className="acts">
        <MainAct label={say(canMend ? 'mend' : 'voidEntry')} onPress={act} busy={acting.busy} />
        {canMend && (
          <button type="button" className="danger" onClick={onVoid}>
            {say('voidEntry')}
          </button>
        )}
        <button type="button" className="quiet" onClick={onClose}>
          {say('close')}
          <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}
