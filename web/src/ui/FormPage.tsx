// The frame of a form that does one thing: its title, what is wrong, the main act, the way back.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Problem } from '../intake/problems';
import { useTitle } from '../program';
import { useSpeech } from '../words';
import type { Acting } from './act';
import { ProblemsContext } from './fields';
import { usePageKeys } from './keys';
import { ErrorSummary, MainAct } from './parts';

interface Props {
  title: string;
  aside?: ReactNode; // Beside the title.
  acting: Acting;
  missing: readonly Problem[]; // What stands in the way now: what was mended is said no more.
  label: string; // Of the main act.
  onAct: () => void;
  onBack: () => void;
  focus?: string; // Id of the field that the clerk fills first; else the title.
  more?: ReactNode; // Other buttons.
  children: ReactNode;
}

export function FormPage({ title, aside, acting, missing, label, onAct, onBack, focus, more, children }: Props): ReactNode {
  const { say } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  const problems = acting.problems.filter((one) => one.fromProgram || missing.some((other) => other.field === one.field && other.text === one.text));
  usePageKeys({ mainAct: onAct, back: onBack });
  useTitle(`${problems.length > 0 ? say('errorTitlePrefix') : ''}${title}`);
  useEffect(() => {
    window.scrollTo(0, 0);
    (focus ? document.getElementById(focus) : heading.current)?.focus();
  }, []);
  return (
    <ProblemsContext.Provider value={problems}>
      <main id="main" className="form-page" tabIndex={-1}>
        <div className="page-head">
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {aside}
        </div>
        <ErrorSummary problems={problems} round={acting.round} />
        {children}
        <div className="acts sticky no-print">
          <MainAct label={label} onPress={onAct} busy={acting.busy} />
          {more}
          <button type="button" className="quiet" onClick={onBack}>
            {say('back')}
            <kbd>Esc</kbd>
          </button>
        </div>
      </main>
    </ProblemsContext.Provider>
  );
}
