// Today: what is to be done now, and what was taken in.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { dayOf, fold, hour, hourOrDay, longDay, money, shortDay } from '../format';
import type { Draft } from '../intake/draft';
import type { Unfinished } from '../intake/useDraft';
import { useProgram, useTitle } from '../program';
import type { TodayRow } from '../types';
import { usePageKeys } from '../ui/keys';
import { Dialog, EntryTag, MainAct, Notice } from '../ui/parts';
import { printPaper } from '../ui/print';
import { useSpeech } from '../words';

interface Props {
  search: string;
  onClearSearch: () => void;
  unfinished: readonly Unfinished[];
  onResume: (draft: Draft) => void;
  onDiscard: (draft: Draft) => void;
  onNew: () => void;
  onOutbox: () => void;
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

const fits = (row: TodayRow, search: string): boolean =>
  !search || (row.dossierCode ?? '').endsWith(search) || (row.dossierCode ?? '') === search || fold(row.ownerName ?? '').includes(fold(search));

function PrintState({ row }: { row: TodayRow }): ReactNode {
  const { say } = useSpeech();
  return row.printed ? (
    <span>{say('printedTimes')}</span>
  ) : (
    <span className="tag tag-red">
      <span aria-hidden="true">!</span> {say('printedNever')}
    </span>
  );
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

function Detail({ row, onClose, reload }: { row: TodayRow; onClose: () => void; reload: () => Promise<void> }): ReactNode {
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
        <button type="button" className="quiet" onClick={onClose}>
          {say('close')}
            <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

export function Today({ search, onClearSearch, unfinished, onResume, onDiscard, onNew, onOutbox }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { state, offers } = useProgram();
  const { rows, reload } = useRows();
  const [opened, setOpened] = useState<string | undefined>(undefined); // Position.
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: onNew, back: search ? onClearSearch : undefined });
  useEffect(() => heading.current?.focus(), []);
  const shown = useMemo(() => (rows ?? []).filter((row) => fits(row, search)), [rows, search]);
  const detail = rows?.find((row) => row.position === opened);
  // One row is what was looked for.
  const lookedFor = useRef('');
  useEffect(() => {
    if (!search) lookedFor.current = '';
    if (!search || lookedFor.current === search || shown.length !== 1) return;
    lookedFor.current = search;
    setOpened(shown[0]?.position);
  }, [search, shown]);
  useTitle(say('navToday'));
  const unprinted = (rows ?? []).filter((row) => !row.printed);
  const whatOf = (draft: Draft): string => {
    const version = offers.find((offer) => offer.key === draft.procedure)?.version;
    return [pick(version?.nameVi, version?.nameEn) || say('draftNoProcedure'), draft.owner.name].filter(Boolean).join(', ');
  };
  const nothing = unprinted.length === 0 && unfinished.length === 0 && !state.needsReview;
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
            </ul>
          </section>
          <section aria-labelledby="accepted-title">
            <h2 id="accepted-title">
              {say('acceptedToday')} <span className="muted">{rows.length}</span>
            </h2>
            {search && (
              <p role="status">
                {say('searching', { text: search })}{' '}
                <button type="button" className="link" onClick={onClearSearch}>
                  {say('clearSearch')}
                </button>
              </p>
            )}
            {rows.length === 0 && <p className="empty">{say('todayEmpty')}</p>}
            {rows.length > 0 && shown.length === 0 && <p className="empty">{say('nothingFound')}</p>}
            {shown.length > 0 && <Rows rows={shown} onOpen={(row) => setOpened(row.position)} />}
          </section>
        </>
      )}
      {detail && <Detail row={detail} onClose={() => setOpened(undefined)} reload={reload} />}
    </main>
  );
}
