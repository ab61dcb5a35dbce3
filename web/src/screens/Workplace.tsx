// Where a clerk on duty works: which screen, and what a scan means where.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api';
import { routesOf, itemsToSend } from '../desk/standing';
import { useWorkStore, WorkContext } from '../desk/useWork';
import { fillFromCard, hasSubmitter, isCitizen, nextFor, type Draft } from '../intake/draft';
import { draftToMend } from '../intake/fromRequest';
import { unfinishedOf, type DraftStore, type Unfinished } from '../intake/useDraft';
import { useProgram, type Ask } from '../program';
import { classify } from '../scan/classify';
import { offerScan } from '../scan/layers';
import { listenToScanner } from '../scan/listen';
import { beep } from '../scan/sound';
import type { Act, DossierView, Found, PersonRecord, State } from '../types';
import { Frame, type Screen } from '../ui/Frame';
import { useGlobalKeys } from '../ui/keys';
import { Notice } from '../ui/parts';
import { refusalWords } from '../ui/refusals';
import { useSpeech } from '../words';
import { Discard, SignOut, WhoseCard } from './Asking';
import { Bags, type BagTask } from './bags/Bags';
import { Done } from './Done';
import { Dossier } from './dossier/Dossier';
import { Find } from './Find';
import { Intake, type Accepted } from './Intake';
import { Outbox } from './Outbox';
import { Results } from './Results';
import { Shift } from './shift/Shift';
import { Today } from './Today';

const SCREENS: readonly Screen[] = ['intake', 'today', 'dossier', 'find', 'bags', 'results', 'shift', 'outbox'];

// The screen that the address names; the way back works as in every page. It names no dossier.
function useScreen(): [Screen, (screen: Screen) => void] {
  const read = (): Screen => SCREENS.find((name) => window.location.hash === `#/${name}`) ?? 'today';
  const [screen, setScreen] = useState<Screen>(read);
  useEffect(() => {
    const onChange = (): void => setScreen(read());
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  const go = useCallback((next: Screen): void => {
    if (window.location.hash !== `#/${next}`) window.location.hash = `#/${next}`;
    setScreen(next);
  }, []);
  return [screen, go];
}

function useUnfinished(ask: Ask, screen: Screen, current: string): { unfinished: Unfinished[]; reload: () => Promise<void> } {
  const [unfinished, setUnfinished] = useState<Unfinished[]>([]);
  const reload = useCallback(async (): Promise<void> => {
    try {
      setUnfinished(unfinishedOf((await ask('ListDrafts', {})).drafts));
    } catch {
      // The old list stays.
    }
  }, [ask]);
  useEffect(() => void reload(), [reload, screen, current]);
  return { unfinished, reload };
}

interface Said {
  tone: 'good' | 'red' | 'amber';
  text: string;
}

interface Opened {
  code: string;
  act: Act | undefined;
  slipText: string;
  from: Screen;
}

interface Props {
  gone: boolean;
  store: DraftStore;
  ask: Ask;
  state: State;
  setState: (state: State) => void;
}

export function Workplace({ gone, store, ask, state, setState }: Props): ReactNode {
  const { say } = useSpeech();
  const { places, offers } = useProgram();
  const [screen, go] = useScreen();
  const work = useWorkStore(ask, screen);
  const { unfinished, reload } = useUnfinished(ask, screen, store.draft?.draftId ?? '');
  const [accepted, setAccepted] = useState<Accepted | undefined>(undefined);
  const [said, setSaid] = useState<Said | undefined>(undefined);
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const [found, setFound] = useState<Found | undefined>(undefined);
  const [bagTask, setBagTask] = useState<BagTask>({ kind: 'list' });
  const [whose, setWhose] = useState<PersonRecord | undefined>(undefined);
  const [toDiscard, setToDiscard] = useState<Draft | undefined>(undefined);
  const [leaving, setLeaving] = useState(false);
  const scanBox = useRef<HTMLInputElement>(null);

  const begin = useCallback(
    (start: () => void): void => {
      // A dossier that was begun stays among the drafts.
      void store.save().finally(() => {
        start();
        setAccepted(undefined);
        setSaid(undefined);
        go('intake');
      });
    },
    [store, go],
  );
  const newDossier = useCallback((): void => begin(store.start), [begin, store]);
  const resume = (draft: Draft): void => begin(() => store.resume(draft));
  // The address said so, or the menu: what was begun goes on, else a new one.
  useEffect(() => {
    if (screen === 'intake' && !store.draft && !accepted) store.start();
    if (screen === 'dossier' && !opened) go('today');
    if (screen === 'find' && !found) go('today');
  }, [screen, store, accepted, opened, found, go]);

  const fill = useCallback(
    (record: PersonRecord, into: 'owner' | 'submitter'): void => {
      store.update((draft) => ({ ...draft, [into]: fillFromCard(draft[into], record, places.communes ?? []), seenCard: false, step: draft.step === 1 && draft.procedure && Object.values(draft.cases).every(Boolean) ? 2 : draft.step }));
      setSaid({ tone: 'good', text: say('scanCardRead', { name: record.fullName ?? '' }) });
      beep(true);
      // What a card does not say comes next.
      window.setTimeout(() => document.getElementById(`${into}.phone`)?.focus(), 0);
    },
    [store, say, places],
  );
  const complain = useCallback((text: string): void => {
    beep(false);
    setSaid({ tone: 'red', text });
  }, []);
  // A card while a dossier is being taken in.
  const onCard = useCallback(
    async (text: string, draft: Draft): Promise<void> => {
      if (draft.step === 4) return complain(say('scanNotAtThisStep'));
      try {
        const { person, warnings = [] } = await ask('ReadCard', { text });
        if (!person) throw new ApiError('INVALID_ARGUMENT', '', 'CARD_UNREADABLE');
        if (hasSubmitter(draft) && isCitizen(draft.owner)) setWhose(person);
        else fill(person, isCitizen(draft.owner) ? 'owner' : 'submitter');
        if (warnings.length > 0) setSaid({ tone: 'amber', text: warnings.join(' ') });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'PROGRAM_GONE') return beep(false);
        complain(say('scanCardUnreadable'));
      }
    },
    [ask, say, fill, complain],
  );

  const openDossier = useCallback(
    (code: string, act?: Act, slipText = ''): void => {
      setOpened((before) => ({ code, act, slipText, from: screen === 'dossier' ? (before?.from ?? 'today') : screen === 'intake' ? 'today' : screen }));
      setSaid(undefined);
      void store.save();
      go('dossier');
    },
    [screen, store, go],
  );
  const openBags = useCallback(
    (task: BagTask): void => {
      setBagTask(task);
      setSaid(undefined);
      void store.save();
      go('bags');
    },
    [store, go],
  );
  const onBag = useCallback(
    async (bagId: string): Promise<void> => {
      const bag = await ask('GetBag', { bagId });
      beep(true);
      openBags(bag.mayOpen ? { kind: 'in', bagId: bag.bagId ?? bagId } : { kind: 'pass', bag });
    },
    [ask, openBags],
  );
  // Anything that is no matter of the screen opens what it fits.
  const lookUp = useCallback(
    async (text: string, typed: boolean): Promise<void> => {
      try {
        const answer = await ask('FindDossiers', { text });
        const rows = answer.dossiers ?? [];
        const [only] = rows;
        if (answer.bagId) return await onBag(answer.bagId);
        if (answer.person && rows.length === 0) {
          const person = answer.person;
          store.start();
          setAccepted(undefined);
          go('intake');
          return fill(person, 'owner');
        }
        if (only && rows.length === 1 && !answer.person) {
          beep(true);
          const act = screen === 'results' ? (['ACT_HAND_OUT', 'ACT_RECEIVE_RESULTS'] as const).find((one) => only.acts?.includes(one)) : undefined;
          return openDossier(only.dossierCode ?? '', act, answer.slipText ?? '');
        }
        if (rows.length === 0 && !typed) return complain(say(answer.scanned === 'SCANNED_CODE' || answer.scanned === 'SCANNED_SLIP' ? 'scanNotFound' : 'scanUnknown'));
        beep(rows.length > 0);
        setSaid(undefined);
        setFound(answer);
        void store.save();
        go('find');
      } catch (error) {
        if (error instanceof ApiError && error.code === 'PROGRAM_GONE') return beep(false);
        complain(error instanceof ApiError && error.reason === 'CARD_UNREADABLE' ? say('scanCardUnreadable') : refusalWords(error, say));
      }
    },
    [ask, onBag, store, go, fill, screen, openDossier, complain, say],
  );
  const onCode = (text: string, typed: boolean): void => {
    if (offerScan(text)) return setSaid(undefined);
    const draft = screen === 'intake' && !accepted ? store.draft : undefined;
    if (draft && classify(text).kind === 'card') void onCard(text, draft);
    else void lookUp(text, typed);
  };

  useGlobalKeys({ newDossier, scanBox: () => scanBox.current?.focus() });
  const codeHandler = useRef(onCode);
  codeHandler.current = onCode;
  useEffect(() => listenToScanner((text) => codeHandler.current(text, false)), []);
  const goTo = (next: Screen): void => {
    setSaid(undefined);
    if (next === 'intake') return newDossier();
    setAccepted(undefined);
    setBagTask({ kind: 'list' });
    void store.save().finally(() => void reload());
    go(next);
  };
  const intoBag = (view: DossierView): void => {
    const to = itemsToSend(view)[0]?.goesTo;
    const route = routesOf(work.work).find((one) => one.key === `${to?.kind}:${to?.id}`);
    openBags(route ? { kind: 'out', key: route.key } : { kind: 'list' });
  };
  // An acceptance that the centre did not take is put right in the form that it came from.
  const mend = async (position: string): Promise<void> => {
    const [entry, journal] = await Promise.all([ask('GetEntry', { position }), ask('ListJournal', {})]);
    const row = journal.rows?.find((one) => one.position === position);
    const version = offers.find((offer) => offer.key === entry.dossier?.procedure)?.version;
    resume(draftToMend(entry, position, row?.problems ?? [], version));
  };
  return (
    <WorkContext.Provider value={work}>
      <Frame gone={gone} onCode={(text) => onCode(text, true)} onSignOut={() => setLeaving(true)} scanBox={scanBox} screen={screen} go={goTo}>
        {said && (
          <div className="banners no-print">
            <Notice tone={said.tone}>{said.text}</Notice>
          </div>
        )}
        {screen === 'intake' && accepted && <Done accepted={accepted} onNew={newDossier} onMore={() => begin(() => store.resume(nextFor(accepted.draft, crypto.randomUUID(), state.now ?? '')))} />}
        {screen === 'intake' && !accepted && store.draft && (
          <Intake
            key={store.draft.draftId}
            store={store}
            draft={store.draft}
            unfinished={unfinished}
            onDiscard={setToDiscard}
            onAccepted={(done) => {
              store.finish();
              setAccepted(done);
              void work.reload();
            }}
            onLeave={() => goTo('today')}
            onStep={() => setSaid(undefined)} // What was said of a scan holds until the clerk goes on.
          />
        )}
        {screen === 'today' && (
          <Today unfinished={unfinished} onResume={resume} onDiscard={setToDiscard} onNew={newDossier} onOutbox={() => goTo('outbox')} onDossier={openDossier} onBag={openBags} />
        )}
        {screen === 'dossier' && opened && (
          <Dossier
            key={opened.code}
            code={opened.code}
            act={opened.act}
            slipText={opened.slipText}
            onAct={(act) => setOpened({ ...opened, act })}
            onBack={() => go(opened.from)}
            onIntoBag={intoBag}
            onChanged={() => void work.reload()}
          />
        )}
        {screen === 'find' && found && <Find found={found} onDossier={openDossier} onNew={() => begin(() => { store.start(); if (found.person) fill(found.person, 'owner'); })} onLeave={() => goTo('today')} />}
        {screen === 'bags' && <Bags task={bagTask} onTask={setBagTask} onLeave={() => goTo('today')} onDossier={openDossier} />}
        {screen === 'results' && <Results onDossier={openDossier} onScanBox={() => scanBox.current?.focus()} onLeave={() => goTo('today')} />}
        {screen === 'shift' && <Shift onLeave={() => goTo('today')} />}
        {screen === 'outbox' && <Outbox onLeave={() => goTo('today')} onMend={mend} />}
        {whose && (
          <WhoseCard
            onChoose={(into) => {
              setWhose(undefined);
              fill(whose, into);
            }}
            onClose={() => setWhose(undefined)}
          />
        )}
        {toDiscard && (
          <Discard
            onKeep={() => setToDiscard(undefined)}
            onDiscard={() => {
              const draft = toDiscard;
              setToDiscard(undefined);
              void store.discard(draft.draftId).finally(() => void reload());
              if (screen === 'intake' && store.draft?.draftId === draft.draftId) go('today');
            }}
          />
        )}
        {leaving && (
          <SignOut
            state={state}
            onStay={() => setLeaving(false)}
            onLeave={() => {
              const leave = async (): Promise<void> => {
                await store.save();
                setState(await ask('SignOut', {}));
                store.finish();
              };
              leave().catch(() => setLeaving(false)); // The banner says that the program does not answer.
            }}
          />
        )}
      </Frame>
    </WorkContext.Provider>
  );
}
