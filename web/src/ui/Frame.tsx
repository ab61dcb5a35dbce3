// The frame of every page: where one is, whether there is a network, what waits; the
// menu with its counts; the scan box.
import { forwardRef, useState, type ReactNode } from 'react';
import { dayOf, hour, hourOrDay, longDay, shortDay } from '../format';
import { routesOf } from '../desk/standing';
import { useWork } from '../desk/useWork';
import { useProgram } from '../program';
import type { State } from '../types';
import { useSpeech } from '../words';
import { Notice } from './parts';

export type Screen = 'intake' | 'today' | 'dossier' | 'find' | 'bags' | 'results' | 'shift' | 'outbox';

function Connection({ state }: { state: State }): ReactNode {
  const { say } = useSpeech();
  const waiting = state.waiting ?? 0;
  const parts = [
    state.online ? say('online') : state.offlineSince ? say('offlineSince', { hour: hourOrDay(state.offlineSince, state.now) }) : say('offline'),
  ];
  if (waiting > 0) parts.push(say('waitingCount', { n: waiting }));
  return (
    <span className={`connection ${state.online ? 'is-online' : 'is-offline'}`} role="status">
      <span aria-hidden="true">{state.online ? '●' : '○'}</span> {parts.join(', ')}
      {!state.online && (state.codesToday ?? 0) > 0 && <small>{say('codesLeftShort', { n: state.codesToday ?? 0 })}</small>}
    </span>
  );
}

interface ScanBoxProps {
  onCode: (text: string) => void;
}

const ScanBox = forwardRef<HTMLInputElement, ScanBoxProps>(function ScanBox({ onCode }, box) {
  const { say } = useSpeech();
  const [text, setText] = useState('');
  return (
    <form
      className="scan-box"
      role="search"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || !text.trim()) return;
        event.preventDefault();
        event.stopPropagation();
        setText('');
        onCode(text);
      }}
    >
      <input ref={box} value={text} onChange={(event) => setText(event.target.value)} aria-label={`${say('scanBox')} (F4)`} title={say('scanHint')} placeholder={say('scanBox')} autoComplete="off" spellCheck={false} />
      <kbd aria-hidden="true">F4</kbd>
    </form>
  );
});

interface MenuProps {
  screen: Screen;
  go: (screen: Screen) => void;
}

function Menu({ screen, go }: MenuProps): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { work } = useWork();
  const item = (target: Screen, label: string, key: string, count: number, urgent: boolean): ReactNode => (
    <a
      href={`#/${target}`}
      aria-current={screen === target ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(target);
      }}
    >
      {label}
      {key && <kbd aria-hidden="true">{key}</kbd>}
      {count > 0 && <span className={`count${urgent ? ' urgent' : ''}`}>{count}</span>}
    </a>
  );
  return (
    <div className="pages">
      {item('intake', say('navIntake'), 'F2', 0, false)}
      {item('today', say('navToday'), '', (state.unprinted ?? 0) || (work?.toCall ?? []).length, (state.unprinted ?? 0) > 0)}
      {item('bags', say('navBags'), '', routesOf(work).length + (work?.bagsHere ?? []).length + (work?.bagsComing ?? []).length, false)}
      {item('results', say('navResults'), '', (work?.results ?? []).length, false)}
      {item('shift', say('navShift'), '', 0, false)}
      {item('outbox', say('navOutbox'), '', (state.waiting ?? 0) + (state.needsReview ?? 0), (state.needsReview ?? 0) > 0)}
    </div>
  );
}

// What everyone who looks at the page must know.
export function Banners({ state, gone }: { state: State; gone: boolean }): ReactNode {
  const { say, language } = useSpeech();
  const now = state.now ?? '';
  const expired = state.catalogueExpiresAt && now && Date.parse(state.catalogueExpiresAt) < Date.parse(now);
  return (
    <>
      {gone && <Notice tone="red">{say('programGone')}</Notice>}
      {state.trouble && <Notice tone="red">{state.trouble === 'JOURNAL_FORKED' ? say('troubleForked') : say('troubleOther', { reason: state.trouble })}</Notice>}
      {state.drill && <Notice tone="amber">{say('drillBanner')}</Notice>}
      {state.clock === 'CLOCK_STATE_DOUBTFUL' && <Notice tone="red">{say('clockDoubtful', { hour: hour(now), day: longDay(dayOf(now), language) })}</Notice>}
      {expired && <Notice tone="amber">{say('catalogueExpired', { day: longDay(dayOf(state.catalogueExpiresAt ?? ''), language) })}</Notice>}
      {!state.online && state.staffId && (state.codesToday ?? 0) === 0 && <Notice tone="red">{say('codesGone')}</Notice>}
    </>
  );
}

interface TopBarProps {
  state: State;
  children?: ReactNode;
}

export function TopBar({ state, children }: TopBarProps): ReactNode {
  const { say } = useSpeech();
  return (
    <header className="top-bar">
      <strong className="brand">{say('appName')}</strong>
      <span className="where">
        <span>{state.officeName}</span>
        <span className="muted"> · {state.counter}</span>
        {state.simulatedClock && (
          <span className="muted">
            {' '}
            · {say('simulatedClock')} {hour(state.now)} {shortDay(state.now ? dayOf(state.now) : undefined)}
          </span>
        )}
      </span>
      <Connection state={state} />
      {children}
    </header>
  );
}

export function LanguageSwitch(): ReactNode {
  const { say, switchLanguage, language } = useSpeech();
  return (
    <button type="button" className="quiet language" lang={language === 'vi' ? 'en' : 'vi'} onClick={switchLanguage}>
      {say('switchLanguage')}
    </button>
  );
}

interface FrameProps extends MenuProps {
  gone: boolean;
  onCode: (text: string) => void;
  onSignOut: () => void;
  scanBox: React.RefObject<HTMLInputElement | null>;
  children: ReactNode;
}

export function Frame({ gone, onCode, onSignOut, scanBox, screen, go, children }: FrameProps): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        {say('skipToMain')}
      </a>
      <TopBar state={state}>
        <ScanBox ref={scanBox} onCode={onCode} />
      </TopBar>
      <nav aria-label={say('menu')}>
        <Menu screen={screen} go={go} />
        <span className="on-duty">
          <span className="muted">{say('signedInAs', { staff: state.staffId ?? '' })}</span>
          <button type="button" className="quiet" onClick={onSignOut}>
            {say('signOut')}
          </button>
          <LanguageSwitch />
        </span>
      </nav>
      <div className="banners">
        <Banners state={state} gone={gone} />
      </div>
      {children}
    </>
  );
}
