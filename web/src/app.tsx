// The page as a whole: the language, who is on duty, and then the workplace.
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Language } from './format';
import { useDraft } from './intake/useDraft';
import { ProgramContext, useConnection, useLists, type Program } from './program';
import { SignIn } from './screens/SignIn';
import { Workplace } from './screens/Workplace';
import { Banners, LanguageSwitch, TopBar } from './ui/Frame';
import { listenToKeys } from './ui/keys';
import { Notice } from './ui/parts';
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
