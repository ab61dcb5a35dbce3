// What waits to be sent, what was recorded, what the centre changed or did not take.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { hourOrDay, shortDay } from '../format';
import { useProgram, useTitle } from '../program';
import type { JournalRow } from '../types';
import { VoidEntry } from './outbox/VoidEntry';
import { Entry, finalCodeOf } from './outbox/Entry';
import { Packets } from './outbox/Packets';
import { usePageKeys } from '../ui/keys';
import { EntryTag, MainAct, Notice } from '../ui/parts';
import { isWord, useSpeech } from '../words';

function useRows(): { rows: JournalRow[] | undefined; reload: () => Promise<void> } {
  const { ask, state } = useProgram();
  const [rows, setRows] = useState<JournalRow[] | undefined>(undefined);
  const reload = async (): Promise<void> => {
    try {
      setRows((await ask('ListJournal', {})).rows ?? []);
    } catch {
      // As on Today: the old list stays.
    }
  };
  useEffect(() => void reload(), [ask, state.now]);
  return { rows, reload };
}

function useKind(): (row: JournalRow) => string {
  const { say } = useSpeech();
  return (row) => (isWord(row.kind ?? '') ? say(row.kind as Parameters<typeof say>[0]) : (row.kind ?? ''));
}

function Summary({ rows }: { rows: readonly JournalRow[] }): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const waiting = state.waiting ?? 0;
  const capacity: string[] = [];
  if ((state.codesToday ?? 0) > 0) capacity.push(say('codesLeft', { n: state.codesToday ?? 0 }));
  if (state.codesUntil?.year) capacity.push(say('codesUntil', { day: shortDay(state.codesUntil) }));
  return (
    <>
      {!state.online && (
        <Notice tone="amber">
          {[state.offlineSince ? say('offlineSince', { hour: hourOrDay(state.offlineSince, state.now) }) : say('offline'), ...capacity].join(' · ')}
        </Notice>
      )}
      {waiting > 0 ? (
        <p>{say('outboxWaiting', { n: waiting, hour: hourOrDay(state.waitingSince, state.now) })}</p>
      ) : rows.length === 0 ? (
        <p className="empty">{say('outboxNothingYet')}</p>
      ) : (
        !state.needsReview && <p className="empty">{say('outboxAllRecorded', { hour: hourOrDay(state.recordedLast, state.now) })}</p>
      )}
      {state.online && capacity.length > 0 && <p className="muted small">{capacity.join(' · ')}</p>}
    </>
  );
}

// What stands beside the state: what changed, or why it was not recorded.
function Remark({ row }: { row: JournalRow }): ReactNode {
  const { say, pick } = useSpeech();
  if (row.state === 'ENTRY_STATE_RECORDED_WITH_CHANGE') {
    const changes: string[] = [];
    const [told, recorded] = [shortDay(row.told?.date), shortDay(row.recorded?.date)];
    if (recorded && recorded !== told) changes.push(say('toldRecorded', { recorded, told }));
    const code = finalCodeOf(row);
    if (code) changes.push(say('finalCode', { code }));
    return <span>{changes.join('; ')}</span>;
  }
  if (row.state === 'ENTRY_STATE_NEEDS_REVIEW') {
    const problems = (row.problems ?? []).map((problem) => pick(problem.descriptionVi, problem.descriptionEn)).filter(Boolean);
    return <span>{problems.length > 0 ? problems.join('; ') : row.message}</span>;
  }
  if (row.state === 'ENTRY_STATE_WAITING' && (row.tries ?? 0) > 0) return <span className="muted">{say('tries', { n: row.tries ?? 0 })}</span>;
  return null;
}

interface Props {
  onLeave: () => void;
  onMend: (position: string) => Promise<void>;
}

export function Outbox({ onLeave, onMend }: Props): ReactNode {
  const { say } = useSpeech();
  const { state, ask, refresh, setState } = useProgram();
  const { rows, reload } = useRows();
  const kindOf = useKind();
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const [said, setSaid] = useState('');
  const [task, setTask] = useState<'list' | 'void' | 'packets'>('list');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useTitle(say('navOutbox'));
  const sendNow = async (): Promise<void> => {
    try {
      const answer = await ask('SendNow', {});
      setSaid(say('sentNow', { n: answer.waiting ?? 0 }));
      await Promise.all([refresh(), reload()]);
    } catch {
      setSaid(say('networkNeeded'));
    }
  };
  const drill = async (): Promise<void> => {
    try {
      setState(await ask('Drill', { offline: !state.drill }));
    } catch {
      await refresh();
    }
  };
  usePageKeys({ mainAct: () => void sendNow(), back: onLeave });
  const detail = rows?.find((row) => row.position === opened);
  const toList = (): void => {
    setTask('list');
    setOpened(undefined);
    void Promise.all([refresh(), reload()]);
  };
  if (task === 'packets') return <Packets onBack={toList} />;
  if (task === 'void' && detail) return <VoidEntry row={detail} kind={kindOf(detail)} onDone={toList} onBack={toList} />;
  const needsUs = (row: JournalRow): boolean => row.state === 'ENTRY_STATE_RECORDED_WITH_CHANGE' || row.state === 'ENTRY_STATE_NEEDS_REVIEW';
  const canOpen = (row: JournalRow): boolean => needsUs(row) || (row.papers ?? []).length > 0;
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {say('outboxTitle')}
        </h1>
        <button type="button" className="quiet" onClick={() => setTask('packets')}>
          {say('packets')}
        </button>
        <button type="button" className="quiet" onClick={() => void drill()} aria-pressed={state.drill ?? false}>
          {state.drill ? say('drillEnd') : say('drillStart')}
        </button>
        <MainAct label={say('sendNow')} onPress={() => void sendNow()} />
      </div>
      <section aria-label={say('outboxTitle')}>
        {rows === undefined ? <p className="muted">{say('loading')}</p> : <Summary rows={rows} />}
        <p role="status" className="muted small">
          {said}
        </p>
        {rows && rows.length > 0 && (
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{say('colDone')}</th>
                <th scope="col">{say('colWork')}</th>
                <th scope="col">{say('colDossier')}</th>
                <th scope="col">{say('colStatus')}</th>
              </tr>
            </thead>
            <tbody data-rows>
              {rows.map((row) => (
                <tr key={row.position} data-row>
                  <td data-label={say('colDone')} className="nowrap">{hourOrDay(row.occurredAt, state.now)}</td>
                  <td data-label={say('colWork')}>{kindOf(row)}</td>
                  <th scope="row">
                    <span className="code">{row.dossierCode}</span>
                  </th>
                  <td data-label={say('colStatus')}>
                    <EntryTag state={row.state} /> <Remark row={row} />{' '}
                    {canOpen(row) && (
                      <button type="button" className="link" data-column="see" onClick={() => setOpened(row.position)}>
                        {say(needsUs(row) ? 'handle' : 'see')}
                        <span className="sr-only"> {row.dossierCode}</span>
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {detail && (
        <Entry row={detail} kind={kindOf(detail)} onClose={() => setOpened(undefined)} onMend={() => onMend(detail.position ?? '0')} onVoid={() => setTask('void')} onSeen={toList} />
      )}
    </main>
  );
}
