// Taking in: four steps over one draft. F9 goes on and, at the fourth, takes it in.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api';
import { dayOf, hour } from '../format';
import { requestOf, type Draft, type Step } from '../intake/draft';
import { mergeProblems, problemsFromProgram, problemsOfStep, stepOfField, type Around, type Problem } from '../intake/problems';
import { checkNow, useCheck } from '../intake/useCheck';
import type { DraftStore, Unfinished } from '../intake/useDraft';
import { useProgram, useTitle } from '../program';
import type { AcceptAnswer, CheckAnswer, DoAnswer, DossierRequest, PaymentMeans } from '../types';
import { ProblemsContext } from '../ui/fields';
import { usePageKeys } from '../ui/keys';
import { ErrorSummary, MainAct, Notice } from '../ui/parts';
import { useSpeech, type Word } from '../words';
import { AskForPapers, lackingPapers, NotTakenIn, RefuseNew } from './Lacking';
import { StepCheck } from './StepCheck';
import { StepPapers } from './StepPapers';
import { StepPerson } from './StepPerson';
import { StepProcedure } from './StepProcedure';

export interface Accepted {
  answer: AcceptAnswer;
  draft: Draft;
  at: string;
  seenOriginals: boolean;
}

interface Props {
  store: DraftStore;
  draft: Draft;
  unfinished: readonly Unfinished[];
  onDiscard: (draft: Draft) => void;
  onAccepted: (accepted: Accepted) => void;
  onLeave: () => void;
  onStep: () => void;
}

const STEPS: readonly { step: Step; word: Word }[] = [
  { step: 1, word: 'stepProcedure' },
  { step: 2, word: 'stepPerson' },
  { step: 3, word: 'stepPapers' },
  { step: 4, word: 'stepCheck' },
];

function problemsOfError(error: unknown, componentIds: readonly string[], around: Around): Problem[] {
  const onPage = (text: string): Problem[] => [{ field: 'main', text, fromProgram: true }];
  if (!(error instanceof ApiError)) return onPage(String(error));
  if (error.code === 'PROGRAM_GONE') return onPage(around.say('programGone'));
  if (error.signedOut) return onPage(around.say('sessionEnded'));
  if (error.fields.length === 0) return onPage(around.say('serverSaid', { message: error.message }));
  const found = error.fields.map((one) => ({ field: one.field, descriptionVi: one.descriptionVi ?? '', descriptionEn: one.description }));
  return problemsFromProgram(found, componentIds, around.pick);
}

const componentIdsOf = (draft: Draft, check: CheckAnswer | undefined): string[] =>
  (requestOf(draft, check?.papers ?? []).components ?? []).map((one) => one.componentId ?? '');

const meansOf = (draft: Draft, dossier: DossierRequest): PaymentMeans =>
  !dossier.feesPaid?.length ? 'PAYMENT_MEANS_UNSPECIFIED' : draft.means === 'transfer' ? 'PAYMENT_MEANS_TRANSFER' : 'PAYMENT_MEANS_CASH';

function Steps({ step, goTo }: { step: Step; goTo: (step: Step) => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <ol className="steps">
      {STEPS.map((one) => (
        <li key={one.step} aria-current={one.step === step ? 'step' : undefined} className={one.step < step ? 'past' : undefined}>
          {one.step < step ? (
            <button type="button" className="link" onClick={() => goTo(one.step)}>
              <span aria-hidden="true">✓</span> {say(one.word)}
            </button>
          ) : (
            <span>
              {one.step} {say(one.word)}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

// What is wrong up to and including `step`; at the fourth, everything the program says as well.
function useProblems(draft: Draft, around: Around): (upTo: Step, check: CheckAnswer | undefined) => Problem[] {
  return (upTo, check) => {
    const with_ = { ...around, wanted: check?.papers ?? around.wanted };
    const ours = STEPS.filter((one) => one.step <= upTo).flatMap((one) => problemsOfStep(draft, one.step, with_));
    const componentIds = componentIdsOf(draft, check);
    const theirs = problemsFromProgram(check?.problems ?? [], componentIds, around.pick).filter((one) => stepOfField(one.field) <= upTo);
    // "components: form missing" says again what we say of each paper.
    const known = ours.some((one) => one.field.startsWith('papers.'));
    return mergeProblems(ours, theirs.filter((one) => !(known && /^(components|papers)/.test(one.field))));
  };
}

export function Intake({ store, draft, unfinished, onDiscard, onAccepted, onLeave, onStep }: Props): ReactNode {
  const { say, pick } = useSpeech();
  const { state, offers, ask, refresh } = useProgram();
  const { answer: check, take } = useCheck(ask, draft);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const acting = useRef(false);
  const offer = offers.find((one) => one.key === draft.procedure);
  const version = offer?.version;
  const closedWhy = offer && !offer.takenInHere ? (offer.closedWhy ?? '') : undefined;
  const today = dayOf(state.now ?? new Date().toISOString());
  const around = useMemo<Around>(() => ({ version, closedWhy, wanted: check?.papers ?? [], today, say, pick }), [version, closedWhy, check, state.now?.slice(0, 10), say, pick]);
  const problemsUpTo = useProblems(draft, around);

  const show = (found: Problem[]): void => {
    setProblems(found);
    if (found.length > 0) setRound((before) => before + 1);
  };
  const goTo = (step: Step): void => {
    show([]);
    onStep();
    store.update((before) => ({ ...before, step }));
    window.scrollTo(0, 0);
  };
  // Back to the first step on which something is to be mended.
  const mend = (found: Problem[]): void => {
    const steps = found.map((one) => (one.field === 'main' ? draft.step : stepOfField(one.field)));
    const first = Math.min(...steps) as Step;
    if (first < draft.step) goTo(first);
    show(found.filter((_, index) => steps[index] === first));
  };
  // Under the same code and secret, which stand on the citizen's slip.
  const mendEntry = async ({ position, code }: NonNullable<Draft['mends']>, dossier: DossierRequest): Promise<AcceptAnswer> => {
    const answer = await ask('Mend', { position, dossier: { ...dossier, means: meansOf(draft, dossier) } });
    return { position: answer.position ?? '0', dossierCode: code, papers: answer.papers ?? [] };
  };
  const goOn = async (): Promise<void> => {
    const fresh = draft.procedure ? await checkNow(ask, draft, check) : undefined;
    if (fresh) take(fresh);
    const found = problemsUpTo(draft.step, fresh);
    if (found.length > 0) return mend(found);
    if (draft.step < 4) return goTo((draft.step + 1) as Step);
    const dossier = requestOf(draft, fresh?.papers ?? [], fresh?.fees ?? []);
    const answer = draft.mends ? await mendEntry(draft.mends, dossier) : await ask('Accept', { draftId: draft.draftId, dossier, means: meansOf(draft, dossier) });
    const seenOriginals = (dossier.components ?? []).some((one) => one.originalShown);
    onAccepted({ answer, draft, at: state.now ?? '', seenOriginals });
    // An acceptance takes its draft with it; what was mended is thrown away by us.
    if (draft.mends) await store.discard(draft.draftId).catch(() => undefined);
    void refresh();
  };
  // Pressed twice, the second waits for nothing and does nothing; sent twice, the draft's id brings the same answer.
  const mainAct = (): void => {
    if (acting.current) return;
    acting.current = true;
    setBusy(true);
    goOn()
      .catch((error: unknown) => show(problemsOfError(error, componentIdsOf(draft, check), around)))
      .finally(() => {
        acting.current = false;
        setBusy(false);
      });
  };
  // What the centre named, at its fields.
  useEffect(() => {
    if (draft.mends) show(problemsFromProgram(draft.mends.problems, componentIdsOf(draft, check), pick).filter((one) => stepOfField(one.field) === draft.step));
    // eslint-disable-next-line
  }, []);
  const [lacking, setLacking] = useState<'' | 'ask' | 'refuse'>('');
  const [notTaken, setNotTaken] = useState<{ answer: DoAnswer; refused: boolean } | undefined>(undefined);
  const back = (): void => (draft.step > 1 ? goTo((draft.step - 1) as Step) : onLeave());
  usePageKeys({ mainAct, back });

  // A field that was mended is said no more; what only the program knows, F9 asks again.
  const open = useMemo(() => {
    if (problems.length === 0) return problems;
    const now = problemsUpTo(draft.step, undefined);
    const ours = new Set(now.map((one) => one.field));
    return problems.filter((one) => one.fromProgram || ours.has(one.field));
    // eslint-disable-next-line
  }, [problems, draft]);

  const offersLacking = draft.step === 3 && !draft.mends && open.length > 0 && lackingPapers(draft, check?.papers ?? [], say).length > 0;
  const stepWord = STEPS[draft.step - 1]?.word ?? 'stepProcedure';
  useTitle(`${open.length > 0 ? say('errorTitlePrefix') : ''}${say('intakeTitle')} · ${say(stepWord)}`);
  if (notTaken) {
    // Refused, nothing is left to go on with; asked for papers, the draft waits for them.
    const leave = (): void => void (notTaken.refused ? store.discard(draft.draftId).catch(() => undefined) : Promise.resolve()).finally(onLeave);
    return <NotTakenIn key={notTaken.answer.position} answer={notTaken.answer} title={say(notTaken.refused ? 'refusedTitle' : 'askedTitle')} onDone={leave} />;
  }
  const form = { draft, check, version, onBack: () => setLacking('') };
  if (lacking === 'ask') return <AskForPapers {...form} onDone={(answer) => setNotTaken({ answer, refused: false })} />;
  if (lacking === 'refuse') return <RefuseNew {...form} onDone={(answer) => setNotTaken({ answer, refused: true })} />;
  return (
    <ProblemsContext.Provider value={open}>
      <main id="main" className="intake" tabIndex={-1}>
        <div className="page-head no-print">
          <h1>
            {say('intakeTitle')} <span className="muted">· {say('stepOf', { n: draft.step })}</span> {say(stepWord)}
          </h1>
          <Steps step={draft.step} goTo={goTo} />
          <span className="saved muted" role="status">
            {store.saveFailed ? say('draftNotSaved') : store.savedAt ? say('draftSaved', { hour: hour(store.savedAt) }) : ''}
          </span>
        </div>
        {draft.step === 1 && !draft.procedure && <Resume store={store} unfinished={unfinished} onDiscard={onDiscard} />}
        {draft.mends && <Notice tone="amber">{say('mending', { code: draft.mends.code })}</Notice>}
        <ErrorSummary problems={open} round={round} />
        {offersLacking && (
          <div className="acts lacking-acts">
            <strong>{say('lackingWhat')}</strong>
            <button type="button" onClick={() => setLacking('ask')}>
              {say('askAndPrint')}
            </button>
            <button type="button" className="danger" onClick={() => setLacking('refuse')}>
              {say('refuseAndPrint')}
            </button>
          </div>
        )}
        {draft.step === 1 && <StepProcedure draft={draft} update={store.update} check={check} />}
        {draft.step === 2 && <StepPerson draft={draft} update={store.update} version={version} />}
        {draft.step === 3 && <StepPapers draft={draft} update={store.update} check={check} />}
        {draft.step === 4 && <StepCheck draft={draft} update={store.update} version={version} check={check} goTo={goTo} />}
        <div className="acts sticky no-print">
          <MainAct label={draft.step < 4 ? say('continue') : busy ? say('accepting') : say(draft.mends ? 'mendSend' : 'accept')} onPress={mainAct} busy={busy} />
          {draft.step > 1 && (
            <button type="button" className="quiet" onClick={back}>
              {say('back')}
            <kbd>Esc</kbd>
            </button>
          )}
          {draft.procedure && (
            <button type="button" className="quiet" onClick={() => onDiscard(draft)}>
              {say('draftDiscard')}
            </button>
          )}
        </div>
      </main>
    </ProblemsContext.Provider>
  );
}

function Resume({ store, unfinished, onDiscard }: Pick<Props, 'store' | 'unfinished' | 'onDiscard'>): ReactNode {
  const { say, pick } = useSpeech();
  const { offers } = useProgram();
  const others = unfinished.filter((one) => one.draft.draftId !== store.draft?.draftId);
  return others.slice(0, 3).map(({ draft, savedAt }) => {
    const version = offers.find((offer) => offer.key === draft.procedure)?.version;
    const what = [pick(version?.nameVi, version?.nameEn) || say('draftNoProcedure'), draft.owner.name].filter(Boolean).join(', ');
    return (
      <Notice key={draft.draftId} tone="amber">
        {say('draftFound', { hour: hour(savedAt), what })}{' '}
        <button type="button" className="link" onClick={() => store.resume(draft)}>
          {say('draftResume')}
        </button>{' '}
        <button type="button" className="link" onClick={() => onDiscard(draft)}>
          {say('draftDiscard')}
        </button>
      </Notice>
    );
  });
}
