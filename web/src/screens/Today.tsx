// Today: what is to be done now, who has to come, what is due, and what was taken in.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { routesOf, tasksNow, tasksOfApplicants, type Task } from '../desk/standing';
import { useWork } from '../desk/useWork';
import { dayOf, hour, hourOrDay, longDay, money, shortDay } from '../format';
import type { Draft } from '../intake/draft';
import type { Unfinished } from '../intake/useDraft';
import { useProgram, useTitle } from '../program';
import type { TodayRow, Work } from '../types';
import { usePageKeys } from '../ui/keys';
import { EntryTag, MainAct, Notice } from '../ui/parts';
import { DossierTable } from '../ui/standing';
import { useSpeech } from '../words';
import type { BagTask } from './bags/Bags';
import { Detail, PrintState } from './TodayDetail';

interface Props {
  unfinished: readonly Unfinished[];
  onResume: (draft: Draft) => void;
  onDiscard: (draft: Draft) => void;
  onNew: () => void;
  onOutbox: () => void;
  onDossier: (code: string) => void;
  onBag: (task: BagTask) => void;
}

// undefined: not there yet. The old list stays while a new one is on its way.
function useRows(): { rows: TodayRow[] | undefined; reload: () => Promise<void> } {
  const { ask, state } = useProgram();
  const [rows, setRows] = useState<TodayRow[] | undefined>(undefined);
  const reload = async (): Promise<void> => {
    try {
      setRows((await ask('ListToday', {})).rows ?? []);
    } catch {
      // The banner says that the program does not answer; the old list stays.
    }
  };
  // Asked anew with each answer about the program's state.
  useEffect(() => void reload(), [ask, state.now]);
  return { rows, reload };
}

function Rows({ rows, onOpen }: { rows: readonly TodayRow[]; onOpen: (row: TodayRow) => void }): ReactNode {
  const { say, language } = useSpeech();
  const { offers, state } = useProgram();
  const nameOf = (row: TodayRow): string => {
    const version = offers.find((offer) => offer.key === row.procedureKey)?.version;
    return (language === 'en' && version?.nameEn) || row.procedureNameVi || row.procedureKey || '';
  };
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('colHour')}</th>
          <th scope="col">{say('colCode')}</th>
          <th scope="col">{say('colProcedure')}</th>
          <th scope="col">{say('colOwner')}</th>
          <th scope="col">{say('colPromised')}</th>
          <th scope="col" className="number">{say('colPaid')}</th>
          <th scope="col">{say('colPrinted')}</th>
          <th scope="col">{say('colState')}</th>
        </tr>
      </thead>
      <tbody data-rows>
        {rows.map((row) => (
          <tr key={row.position} data-row onClick={() => onOpen(row)}>
            <td data-label={say('colHour')}>{hourOrDay(row.acceptedAt, state.now)}</td>
            <th scope="row">
              <button type="button" className="link code" data-column="code" aria-label={say('openDossier', { code: row.dossierCode ?? '' })}>
                {row.dossierCode}
              </button>
            </th>
            <td data-label={say('colProcedure')}>{nameOf(row)}</td>
            <td data-label={say('colOwner')}>{row.ownerName}</td>
            <td data-label={say('colPromised')} className="nowrap">{shortDay(row.appointment?.date)}</td>
            <td data-label={say('colPaid')} className="number nowrap">{Number(row.paidVnd ?? 0) > 0 ? money(row.paidVnd) : '–'}</td>
            <td data-label={say('colPrinted')}><PrintState row={row} /></td>
            <td data-label={say('colState')}><EntryTag state={row.state} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SIGNS = { red: '!', amber: '◆', violet: '◌' } as const;

function Tasks({ tasks, onDossier }: { tasks: readonly Task[]; onDossier: (code: string) => void }): ReactNode {
  const { say } = useSpeech();
  return tasks.map((task) => (
    <li key={`${task.view.dossierCode}${task.word}`}>
      <span className={`tag tag-${task.tone}`}>
        <span aria-hidden="true">{SIGNS[task.tone]}</span> {say(task.word, task.values)}
      </span>
      <button type="button" className="link" onClick={() => onDossier(task.view.dossierCode ?? '')}>
        {say('openWhole')}
        <span className="sr-only"> {task.view.dossierCode}</span>
      </button>
    </li>
  ));
}

// Bags to be filled, handed to the driver, or opened.
function BagTasks({ work, onBag }: { work: Work; onBag: (task: BagTask) => void }): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const item = (key: string, text: string, word: 'bagFill' | 'bagReceive' | 'bagPass', task: BagTask): ReactNode => (
    <li key={key}>
      <span className="tag tag-amber">
        <span aria-hidden="true">◇</span> {text}
      </span>
      <button type="button" className="link" onClick={() => onBag(task)}>
        {say(word)}
        <span className="sr-only"> {text}</span>
      </button>
    </li>
  );
  return (
    <>
      {routesOf(work).map((route) => item(route.key, say('taskBagOut', { name: route.name, n: route.dossiers.length }), 'bagFill', { kind: 'out', key: route.key }))}
      {[...(work.bagsHere ?? []), ...(work.bagsComing ?? [])].map((bag) =>
        bag.mayOpen
          ? item(bag.bagId ?? '', say('taskBagIn', { bag: bag.bagId ?? '', hour: hourOrDay(bag.expectedAt, state.now) }), 'bagReceive', { kind: 'in', bagId: bag.bagId ?? '' })
          : item(bag.bagId ?? '', say('taskBagPass', { bag: bag.bagId ?? '' }), 'bagPass', { kind: 'pass', bag }),
      )}
    </>
  );
}

export function Today({ unfinished, onResume, onDiscard, onNew, onOutbox, onDossier, onBag }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { state, offers } = useProgram();
  const { work } = useWork();
  const { rows, reload } = useRows();
  const [opened, setOpened] = useState<string | undefined>(undefined); // Position.
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: onNew });
  useEffect(() => heading.current?.focus(), []);
  const detail = rows?.find((row) => row.position === opened);
  useTitle(say('navToday'));
  const unprinted = (rows ?? []).filter((row) => !row.printed);
  const whatOf = (draft: Draft): string => {
    const version = offers.find((offer) => offer.key === draft.procedure)?.version;
    return [pick(version?.nameVi, version?.nameEn) || say('draftNoProcedure'), draft.owner.name].filter(Boolean).join(', ');
  };
  const now = work ? tasksNow(work) : [];
  const waiting = work ? tasksOfApplicants(work, state.now ?? '') : [];
  const bags = work ? routesOf(work).length + (work.bagsHere ?? []).length + (work.bagsComing ?? []).length : 0;
  // Of other acts than taking in: they stand in the outbox.
  const otherPapers = Math.max(0, (state.unprinted ?? 0) - unprinted.length);
  const nothing = otherPapers + unprinted.length + unfinished.length + now.length + bags === 0 && !state.needsReview;
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {say('todayTitle')} <span className="muted">· {state.now ? longDay(dayOf(state.now), language) : ''}</span>
        </h1>
        <MainAct label={say('newDossier')} onPress={onNew} />
      </div>
      {rows === undefined ? (
        <p className="muted">{say('loading')}</p>
      ) : (
        <>
          {!state.online && work?.asOf && <Notice tone="amber">{say('othersAsOf', { hour: hourOrDay(work.asOf, state.now) })}</Notice>}
          <div className="columns">
          <section aria-labelledby="now-title">
            <h2 id="now-title">{say('todoNow')}</h2>
            {nothing && <p className="muted">{say('todoNothing')}</p>}
            <ul className="to-do">
              {unprinted.map((row) => (
                <li key={row.position}>
                  <span className="tag tag-red">
                    <span aria-hidden="true">!</span> {say('todoUnprinted', { code: row.dossierCode ?? '' })}
                  </span>
                  <button type="button" className="link" onClick={() => setOpened(row.position)}>
                    {say('see')}
                    <span className="sr-only"> {row.dossierCode}</span>
                  </button>
                </li>
              ))}
              {unfinished.map(({ draft, savedAt }) => (
                <li key={draft.draftId}>
                  <span className="tag tag-amber">
                    <span aria-hidden="true">◐</span> {say('todoDraft', { hour: hourOrDay(savedAt, state.now), what: whatOf(draft) })}
                  </span>
                  <button type="button" className="link" onClick={() => onResume(draft)}>
                    {say('draftResume')}
                    <span className="sr-only"> {hour(savedAt)}</span>
                  </button>
                  <button type="button" className="link" onClick={() => onDiscard(draft)}>
                    {say('draftDiscard')}
                    <span className="sr-only"> {hour(savedAt)}</span>
                  </button>
                </li>
              ))}
              {otherPapers > 0 && (
                <li>
                  <span className="tag tag-red">
                    <span aria-hidden="true">!</span> {say('todoOtherPapers', { n: otherPapers })}
                  </span>
                  <button type="button" className="link" onClick={onOutbox}>
                    {say('see')}
                    <span className="sr-only"> {say('navOutbox')}</span>
                  </button>
                </li>
              )}
              {(state.needsReview ?? 0) > 0 && (
                <li>
                  <span className="tag tag-red">
                    <span aria-hidden="true">!</span> {say('todoReview', { n: state.needsReview ?? 0 })}
                  </span>
                  <button type="button" className="link" onClick={onOutbox}>
                    {say('navOutbox')}
                  </button>
                </li>
              )}
              <Tasks tasks={now} onDossier={onDossier} />
              {work && <BagTasks work={work} onBag={onBag} />}
            </ul>
          </section>
          <section aria-labelledby="applicant-title">
            <h2 id="applicant-title">{say('waitApplicant')}</h2>
            {waiting.length === 0 && <p className="muted">{say('waitApplicantNone')}</p>}
            <ul className="to-do">
              <Tasks tasks={waiting} onDossier={onDossier} />
            </ul>
          </section>
          </div>
          {(work?.due ?? []).length > 0 && (
            <section aria-labelledby="due-title">
              <h2 id="due-title">
                {say('dueTitle')} <span className="muted">{(work?.due ?? []).length}</span>
              </h2>
              <DossierTable rows={work?.due ?? []} onOpen={onDossier} />
            </section>
          )}
          <section aria-labelledby="accepted-title">
            <h2 id="accepted-title">
              {say('acceptedToday')} <span className="muted">{rows.length}</span>
            </h2>
            {rows.length === 0 && <p className="empty">{say('todayEmpty')}</p>}
            {rows.length > 0 && <Rows rows={rows} onOpen={(row) => setOpened(row.position)} />}
          </section>
        </>
      )}
      {detail && <Detail row={detail} onClose={() => setOpened(undefined)} onDossier={() => onDossier(detail.dossierCode ?? '')} reload={reload} />}
    </main>
  );
}
