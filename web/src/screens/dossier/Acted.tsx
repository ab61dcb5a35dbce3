// An act with a dossier is written down: what came of it, and its papers are printed.
import { useEffect, useRef, type ReactNode } from 'react';
import { ACTS } from '../../desk/standing';
import { hour, longDay } from '../../format';
import { useProgram, useTitle } from '../../program';
import type { Act, DoAnswer, DossierView } from '../../types';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { PrintButtons, PrintState, printingWord, usePrinting } from '../../ui/Printing';
import { DeadlineText, TurnTag } from '../../ui/standing';
import { useSpeech } from '../../words';

interface Props {
  act: Act;
  answer: DoAnswer;
  view: DossierView;
  onDone: () => void;
}

const NONE: never[] = [];

export function Acted({ act, answer, view, onDone }: Props): ReactNode {
  const { say, language } = useSpeech();
  const { state } = useProgram();
  const at = useRef(state.now);
  const printing = usePrinting(answer.papers ?? NONE, answer.position ?? '0');
  const goOn = printing.isPrinted ? onDone : printing.goOn;
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: goOn, back: onDone, ...(printing.papers.length > 0 && { print: () => printing.print(printing.at) }) });
  useEffect(() => heading.current?.focus(), []);
  const title = say('actedTitle', { act: say(ACTS[act] ?? 'settle'), code: view.dossierCode ?? '' });
  useTitle(title);
  return (
    <main id="main" className="done" tabIndex={-1}>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <Notice tone="good">{say(state.online ? 'actedSaved' : 'actedSavedHere', { hour: hour(at.current) })}</Notice>
      <div className="card">
        <p className="standing">
          <TurnTag view={view} /> <DeadlineText view={view} />
        </p>
        {answer.appointment?.date && (
          <div className="promise big">
            {say('promised')}
            <strong>{longDay(answer.appointment.date, language)}</strong>
          </div>
        )}
        {answer.receiptNumber && (
          <p>
            {say('receipt')} <strong>{answer.receiptNumber}</strong>
          </p>
        )}
        {act === 'ACT_ATTEMPT' && <p>{answer.attemptsLeft ? say('attemptsLeft', { n: answer.attemptsLeft }) : say('attemptsNone')}</p>}
        {act === 'ACT_HAND_OUT' && <p>{say(answer.last ? 'handedOutAll' : 'handedOutSome')}</p>}
        <PrintState printing={printing} />
        <div className="acts">
          <MainAct label={printing.isPrinted ? say('backToDossier') : say(printingWord(printing))} onPress={goOn} />
          <PrintButtons printing={printing} />
        </div>
      </div>
    </main>
  );
}
