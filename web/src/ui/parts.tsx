// Small parts that several screens share.
import { useEffect, useRef, type ReactNode } from 'react';
import type { EntryState } from '../types';
import type { Problem } from '../intake/problems';
import { useSpeech } from '../words';
import { usePageKeys } from './keys';

// The page's one main act. It is never disabled: pressed too early it says what is missing.
export function MainAct({ label, onPress, busy }: { label: string; onPress: () => void; busy?: boolean }): ReactNode {
  return (
    <button type="button" className="main-act" data-main-act data-enter-stop onClick={onPress} aria-busy={busy || undefined}>
      {label} <kbd>F9</kbd>
    </button>
  );
}

// Takes the focus when problems come, and links to each.
export function ErrorSummary({ problems, round }: { problems: readonly Problem[]; round: number }): ReactNode {
  const { say } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems.length > 0) box.current?.focus();
    // Only a new attempt takes the focus; mending a field does not.
    // eslint-disable-next-line
  }, [round]);
  if (problems.length === 0) return null;
  return (
    <div className="error-summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{problems.length === 1 ? say('errorSummaryOne') : say('errorSummaryMany', { n: problems.length })}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem.field + problem.text}>
            <a
              href={`#${problem.field}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(problem.field)?.focus();
              }}
            >
              {problem.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const SIGNS: Record<EntryState & string, { sign: string; tone: string }> = {
  ENTRY_STATE_UNSPECIFIED: { sign: '?', tone: 'plain' },
  ENTRY_STATE_WAITING: { sign: '○', tone: 'amber' },
  ENTRY_STATE_SENDING: { sign: '↑', tone: 'blue' },
  ENTRY_STATE_RECORDED: { sign: '✓', tone: 'plain' },
  ENTRY_STATE_RECORDED_WITH_CHANGE: { sign: '✓', tone: 'violet' },
  ENTRY_STATE_NEEDS_REVIEW: { sign: '!', tone: 'red' },
  ENTRY_STATE_WITH_THE_BAG: { sign: '◇', tone: 'blue' },
  ENTRY_STATE_VOIDED: { sign: '–', tone: 'plain' },
};

// How far an entry has come: sign, colour and words say the same.
export function EntryTag({ state }: { state: EntryState | undefined }): ReactNode {
  const { say } = useSpeech();
  const known = state && state in SIGNS ? state : 'ENTRY_STATE_UNSPECIFIED';
  const { sign, tone } = SIGNS[known];
  return (
    <span className={`tag tag-${tone}`}>
      <span aria-hidden="true">{sign}</span> {say(known)}
    </span>
  );
}

interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
  mainAct?: () => void;
  print?: () => void;
}

// A modal dialog: the browser keeps the focus inside and gives it back. Esc closes.
export function Dialog({ title, children, onClose, mainAct, print }: DialogProps): ReactNode {
  const box = useRef<HTMLDialogElement>(null);
  usePageKeys({ back: onClose, mainAct, print });
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

export function Notice({ tone, children }: { tone: 'plain' | 'good' | 'amber' | 'red'; children: ReactNode }): ReactNode {
  const sign = { plain: 'ⓘ', good: '✓', amber: '▲', red: '!' }[tone];
  return (
    <div className={`notice notice-${tone}`} role={tone === 'red' ? 'alert' : 'status'}>
      <span className="notice-sign" aria-hidden="true">
        {sign}
      </span>
      <div>{children}</div>
    </div>
  );
}
