// The page as a whole: who is on duty, which screen, what a scan means where.
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError } from './api';
import type { Language } from './format';
import { fillFromCard, hasSubmitter, isCitizen, type Draft } from './intake/draft';
import { unfinishedOf, useDraft, type Unfinished } from './intake/useDraft';
import { ProgramContext, useProgram, useConnection, useLists, type Ask, type Program } from './program';
import { classify } from './scan/classify';
import { listenToScanner } from './scan/listen';
import { beep } from './scan/sound';
import { Done } from './screens/Done';
import { Intake, type Accepted } from './screens/Intake';
import { Outbox } from './screens/Outbox';
import { SignIn } from './screens/SignIn';
import { Today } from './screens/Today';
import type { PersonRecord, State } from './types';
import { Banners, Frame, LanguageSwitch, TopBar, type Screen } from './ui/Frame';
import { listenToKeys, useGlobalKeys } from './ui/keys';
import { Dialog, MainAct, Notice } from './ui/parts';
import { sayIn, SpeechContext, useSpeech, type Speech } from './words';

const LANGUAGE_KEY = 'hoso-language'; // All that this page leaves in the browser.

// A browser may be set up to keep nothing at all: then it is Vietnamese each morning.
function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}

function useLanguage(): Speech {
  const [language, setLanguage] = useState<Language>(rememberedLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    try {
      localStorage.setItem(LANGUAGE_KEY, language);
    } catch {
      // As above.
    }
  }, [language]);
  return useMemo(
    () => ({
      language,
      say: sayIn(language),
      pick: (vietnamese, english) => (language === 'vi' ? vietnamese || english : english || vietnamese) ?? '',
      switchLanguage: () => setLanguage(language === 'vi' ? 'en' : 'vi'),
    }),
    [language],
  );
}

export function App(): ReactNode {
  const speech = useLanguage();
  useEffect(listenToKeys, []);
  return (
    <SpeechContext.Provider value={speech}>
      <Entrance />
    </SpeechContext.Provider>
  );
}

function Entrance(): ReactNode {
  const { say } = useSpeech();
  const connection = useConnection();
  const { access, gone, ask, refresh, setState, sessionEnded } = connection;
  const state = access.kind === 'open' ? access.state : undefined;
  const lists = useLists(ask, state?.staffId ?? '', state?.catalogueDigest ?? '');
  // Outlives a sign-out, so that a draft goes on where it stood.
  const store = useDraft(ask, state?.staffId ?? '');
  const program = useMemo<Program | undefined>(
    () => (state && lists ? { state, ...lists, ask, refresh, setState } : undefined),
    [state, lists, ask, refresh, setState],
  );
  if (access.kind === 'not-opened') {
    return (
      <main className="sign-in">
        <h1>{say('notOpenedTitle')}</h1>
        <p>{say('notOpenedText')}</p>
      </main>
    );
  }
  if (!state) {
    return <main className="sign-in">{gone ? <Notice tone="red">{say('programGone')}</Notice> : <p className="muted">{say('loading')}</p>}</main>;
  }
  if (!state.staffId) {
    return (
      <>
        <TopBar state={state}>
          <LanguageSwitch />
        </TopBar>
        <div className="banners">
          <Banners state={state} gone={gone} />
        </div>
        <SignIn
          state={state}
          sessionEnded={sessionEnded}
          ask={ask}
          onSignedIn={(next) => {
            // The clerk stays by the dossier; typing goes on where it was.
            setState(next);
          }}
        />
      </>
    );
  }
  if (!program) {
    return (
      <>
        <TopBar state={state} />
        <main className="sign-in">
          <p className="muted">{say('loading')}</p>
        </main>
      </>
    );
  }
  return (
    <ProgramContext.Provider value={program}>
      <Workplace gone={gone} store={store} ask={ask} state={state} setState={setState} />
    </ProgramContext.Provider>
  );
}

// The screen that the address names; the way back works as in every page.
function useScreen(): [Screen, (screen: Screen) => void] {
  const read = (): Screen => {
    const name = window.location.hash.replace('#/', '');
    return name === 'intake' || name === 'outbox' ? name : 'today';
  };
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

interface WorkplaceProps {
  gone: boolean;
  store: ReturnType<typeof useDraft>;
  ask: Ask;
  state: State;
  setState: (state: State) => void;
}

function Workplace({ gone, store, ask, state, setState }: WorkplaceProps): ReactNode {
  const { say } = useSpeech();
  const { places } = useProgram();
  const [screen, go] = useScreen();
  const { unfinished, reload } = useUnfinished(ask, screen, store.draft?.draftId ?? '');
  const [accepted, setAccepted] = useState<Accepted | undefined>(undefined);
  const [said, setSaid] = useState<Said | undefined>(undefined);
  const [search, setSearch] = useState('');
  const [whose, setWhose] = useState<PersonRecord | undefined>(undefined);
  const [toDiscard, setToDiscard] = useState<Draft | undefined>(undefined);
  const [leaving, setLeaving] = useState(false);
  const scanBox = useRef<HTMLInputElement>(null);

  const newDossier = useCallback((): void => {
    // A dossier that was begun stays among the drafts.
    void store.save().finally(() => {
      store.start();
      setAccepted(undefined);
      setSaid(undefined);
      go('intake');
    });
  }, [store, go]);
  const resume = (draft: Draft): void => {
    store.resume(draft);
    setAccepted(undefined);
    go('intake');
  };
  // The address said so, or the menu: what was begun goes on, else a new one.
  useEffect(() => {
    if (screen === 'intake' && !store.draft && !accepted) store.start();
  }, [screen, store, accepted]);

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
  const onCard = useCallback(
    async (text: string): Promise<void> => {
      const draft = screen === 'intake' && !accepted ? store.draft : undefined;
      if (draft?.step === 4) {
        beep(false);
        return setSaid({ tone: 'red', text: say('scanNotAtThisStep') });
      }
      let record: PersonRecord | undefined;
      try {
        const card = await ask('ReadCard', { text });
        record = card.person;
        const warnings = card.warnings ?? [];
        if (!record) throw new ApiError('INVALID_ARGUMENT', '', 'CARD_UNREADABLE');
        if (!draft) {
          store.start();
          setAccepted(undefined);
          go('intake');
        }
        const both = draft && hasSubmitter(draft) && isCitizen(draft.owner);
        if (both) setWhose(record);
        else fill(record, draft && !isCitizen(draft.owner) ? 'submitter' : 'owner');
        if (warnings.length > 0) setSaid({ tone: 'amber', text: warnings.join(' ') });
      } catch (error) {
        beep(false);
        if (error instanceof ApiError && error.code === 'PROGRAM_GONE') return;
        setSaid({ tone: 'red', text: say('scanCardUnreadable') });
      }
    },
    [ask, screen, accepted, store, say, go, fill],
  );
  const onCode = useCallback(
    (text: string): void => {
      const found = classify(text);
      if (found.kind === 'card') return void onCard(found.text);
      if (found.kind === 'dossier' || found.kind === 'slip') {
        beep(true);
        setSaid(undefined);
        setSearch(found.code);
        return go('today');
      }
      beep(false);
      setSaid({ tone: 'red', text: say('scanUnknown') });
    },
    [onCard, go, say],
  );

  useGlobalKeys({ newDossier, scanBox: () => scanBox.current?.focus() });
  const codeHandler = useRef(onCode);
  codeHandler.current = onCode;
  useEffect(() => listenToScanner((text) => codeHandler.current(text)), []);
  const goTo = (next: Screen): void => {
    setSaid(undefined);
    if (next === 'intake') return newDossier();
    setSearch('');
    setAccepted(undefined);
    void store.save();
    go(next);
  };
  return (
    <Frame gone={gone} onCode={onCode} onSignOut={() => setLeaving(true)} scanBox={scanBox} screen={screen} go={goTo}>
      {said && (
        <div className="banners no-print">
          <Notice tone={said.tone}>{said.text}</Notice>
        </div>
      )}
      {screen === 'intake' && accepted && <Done answer={accepted.answer} acceptedAt={accepted.at} seenOriginals={accepted.seenOriginals} onNew={newDossier} />}
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
          }}
          onLeave={() => goTo('today')}
          onStep={() => setSaid(undefined)} // What was said of a scan holds until the clerk goes on.
        />
      )}
      {screen === 'today' && (
        <Today search={search} onClearSearch={() => setSearch('')} unfinished={unfinished} onResume={resume} onDiscard={setToDiscard} onNew={newDossier} onOutbox={() => goTo('outbox')} />
      )}
      {screen === 'outbox' && <Outbox onLeave={() => goTo('today')} />}
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
  );
}

function WhoseCard({ onChoose, onClose }: { onChoose: (into: 'owner' | 'submitter') => void; onClose: () => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <Dialog title={say('whoseCard')} onClose={onClose}>
      <div className="acts">
        <button type="button" onClick={() => onChoose('owner')}>
          {say('whoseCardOwner')}
        </button>
        <button type="button" onClick={() => onChoose('submitter')}>
          {say('whoseCardSubmitter')}
        </button>
      </div>
    </Dialog>
  );
}

function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <Dialog title={say('draftDiscardTitle')} onClose={onKeep}>
      <p>{say('draftDiscardText')}</p>
      <div className="acts">
        <button type="button" onClick={onKeep}>
          {say('draftKeep')}
            <kbd>Esc</kbd>
        </button>
        <button type="button" className="danger" onClick={onDiscard}>
          {say('draftDiscard')}
        </button>
      </div>
    </Dialog>
  );
}

function SignOut({ state, onStay, onLeave }: { state: State; onStay: () => void; onLeave: () => void }): ReactNode {
  const { say } = useSpeech();
  const left = [
    (state.waiting ?? 0) > 0 && say('signOutWaiting', { n: state.waiting ?? 0 }),
    (state.unprinted ?? 0) > 0 && say('signOutUnprinted', { n: state.unprinted ?? 0 }),
  ].filter((line): line is string => Boolean(line));
  return (
    <Dialog title={say('signOutTitle')} onClose={onStay} mainAct={onLeave}>
      {left.length === 0 ? <p>{say('signOutNothing')}</p> : left.map((line) => <Notice key={line} tone="amber">{line}</Notice>)}
      <div className="acts">
        <MainAct label={say('signOut')} onPress={onLeave} />
        <button type="button" onClick={onStay}>
          {say('stay')}
            <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}
