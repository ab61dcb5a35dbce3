// The dossier is taken in: the slip is printed at once, and what is left to do is listed.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { hour, longDay } from '../format';
import { useProgram, useTitle } from '../program';
import type { AcceptAnswer } from '../types';
import { usePageKeys } from '../ui/keys';
import { MainAct, Notice } from '../ui/parts';
import { printPaper } from '../ui/print';
import { useSpeech } from '../words';

interface Props {
  answer: AcceptAnswer;
  acceptedAt: string;
  seenOriginals: boolean;
  onNew: () => void;
}

type Printing = 'asking' | 'failed' | 'asked';

export function Done({ answer, acceptedAt, seenOriginals, onNew }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { state, ask, refresh } = useProgram();
  const papers = answer.papers ?? [];
  const [at, setAt] = useState(0); // The paper that is being printed.
  const [printing, setPrinting] = useState<Printing>('asking');
  const [isPrinted, setPrinted] = useState(papers.length === 0);
  const heading = useRef<HTMLHeadingElement>(null);
  const marking = useRef(false);

  const print = useCallback(
    async (index: number): Promise<void> => {
      const paper = papers[index];
      if (!paper?.path) return;
      setAt(index);
      setPrinting('asking');
      try {
        await printPaper(paper.path);
        setPrinting('asked');
      } catch {
        setPrinting('failed');
      }
    },
    [papers],
  );
  const begun = useRef(false);
  useEffect(() => {
    heading.current?.focus();
    if (begun.current) return;
    begun.current = true;
    void print(0);
  }, [print]);

  const mark = async (byHand: boolean): Promise<void> => {
    if (marking.current) return;
    marking.current = true;
    try {
      await ask('MarkPrinted', { position: answer.position ?? '0', byHand });
      setPrinted(true);
      void refresh();
    } catch {
      setPrinting('failed'); // It stays among the unprinted until it can be marked.
    } finally {
      marking.current = false;
    }
  };
  const goOn = (): void => {
    if (isPrinted) onNew();
    else if (printing === 'failed') void print(at);
    else if (at + 1 < papers.length) void print(at + 1);
    else void mark(false);
  };
  usePageKeys({ mainAct: goOn, print: () => void print(at) });
  useTitle(say('doneTitle', { code: answer.dossierCode ?? '' }));

  const paper = papers[at];
  const name = pick(paper?.titleVi, paper?.titleEn);
  return (
    <main id="main" className="done" tabIndex={-1}>
      <h1 tabIndex={-1} ref={heading}>
        {say('doneTitle', { code: '' })}
        <span className="dossier-code">{answer.dossierCode}</span>
      </h1>
      <Notice tone="good">{say(state.online ? 'doneSaved' : 'doneSavedHere', { hour: hour(acceptedAt) })}</Notice>
      {answer.provisional && <Notice tone="amber">{say('provisional')}</Notice>}
      <div className="columns">
        <div className="card">
          <div className="promise big">
            {say('promised')}
            <strong>{longDay(answer.appointment?.date, language)}</strong>
          </div>
          <p>
            {say('secret')}: <strong className="secret">{answer.lookupSecret}</strong>
          </p>
          {answer.receiptNumber && (
            <p>
              {say('receipt')} <strong>{answer.receiptNumber}</strong>
            </p>
          )}
        </div>
        <div className="card">
          {!isPrinted && (
            <>
              {printing === 'failed' ? <Notice tone="red">{say('notPrinted')}</Notice> : <p role="status">{say('printing', { paper: name })}</p>}
              <p>
                <strong>{say('printedQuestion')}</strong> {papers.length > 1 && `(${at + 1}/${papers.length})`}
              </p>
            </>
          )}
          <div className="acts">
            <MainAct label={say(isPrinted ? 'newDossier' : printing === 'failed' ? 'printAgain' : 'printed')} onPress={goOn} />
            {papers.map((one, index) => (
              <button key={one.path} type="button" onClick={() => void print(index)}>
                {say('printAgain')}: {pick(one.titleVi, one.titleEn)}
              </button>
            ))}
            {!isPrinted && (
              <button type="button" className="quiet" onClick={() => void mark(true)}>
                {say('writtenByHand')}
              </button>
            )}
          </div>
          <h2>{say('stillToDo')}</h2>
          <ul className="todo">
            <li>{say('todoSign')}</li>
            {seenOriginals && <li>{say('todoReturnOriginals')}</li>}
            <li>{say('todoEnvelope', { code: answer.dossierCode ?? '' })}</li>
          </ul>
        </div>
      </div>
    </main>
  );
}
