// Papers of an act, one after the other: the print dialog is opened, and only the clerk
// knows whether paper came out.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useProgram } from '../program';
import type { Paper } from '../types';
import { useSpeech } from '../words';
import { Notice } from './parts';
import { printPaper } from './print';

export interface Printing {
  papers: readonly Paper[];
  at: number; // The paper that is being printed.
  state: 'asking' | 'failed' | 'asked';
  isPrinted: boolean;
  print: (index: number) => void;
  mark: (byHand: boolean) => void;
  // What the main act is while something is to be printed.
  goOn: () => void;
}

export function usePrinting(papers: readonly Paper[], position: string): Printing {
  const { ask, refresh } = useProgram();
  const [at, setAt] = useState(0);
  const [state, setState] = useState<Printing['state']>('asking');
  const [isPrinted, setPrinted] = useState(papers.length === 0);
  const marking = useRef(false);
  const print = useCallback(
    (index: number): void => {
      const paper = papers[index];
      if (!paper?.path) return;
      setAt(index);
      setState('asking');
      printPaper(paper.path).then(
        () => setState('asked'),
        () => setState('failed'),
      );
    },
    [papers],
  );
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    print(0);
  }, [print]);
  const mark = (byHand: boolean): void => {
    if (marking.current) return;
    marking.current = true;
    ask('MarkPrinted', { position, byHand })
      .then(() => {
        setPrinted(true);
        void refresh();
      })
      .catch(() => setState('failed')) // It stays among the unprinted until it can be marked.
      .finally(() => {
        marking.current = false;
      });
  };
  const goOn = (): void => {
    if (state === 'failed') print(at);
    else if (at + 1 < papers.length) print(at + 1);
    else mark(false);
  };
  return { papers, at, state, isPrinted, print, mark, goOn };
}

// Says how far it is; nothing once all is printed.
export function PrintState({ printing }: { printing: Printing }): ReactNode {
  const { say, pick } = useSpeech();
  const { papers, at, state, isPrinted } = printing;
  if (isPrinted) return null;
  return (
    <>
      {state === 'failed' ? <Notice tone="red">{say('notPrinted')}</Notice> : <p role="status">{say('printing', { paper: pick(papers[at]?.titleVi, papers[at]?.titleEn) })}</p>}
      <p>
        <strong>{say('printedQuestion')}</strong> {papers.length > 1 && `(${at + 1}/${papers.length})`}
      </p>
    </>
  );
}

// Printing again, one button a paper, and the way out without a printer.
export function PrintButtons({ printing }: { printing: Printing }): ReactNode {
  const { say, pick } = useSpeech();
  return (
    <>
      {printing.papers.map((paper, index) => (
        <button key={paper.path} type="button" onClick={() => printing.print(index)}>
          {say('printAgain')}: {pick(paper.titleVi, paper.titleEn)}
        </button>
      ))}
      {!printing.isPrinted && (
        <button type="button" className="quiet" onClick={() => printing.mark(true)}>
          {say('writtenByHand')}
        </button>
      )}
    </>
  );
}

export const printingWord = (printing: Printing): 'printAgain' | 'printed' => (printing.state === 'failed' ? 'printAgain' : 'printed');
