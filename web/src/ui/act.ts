// A form's main act: what is missing is said first, the program is asked once however
// often the key is pressed, and what it refuses is said at the field that mends it.
import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../intake/problems';
import { useSpeech } from '../words';
import { problemsOf } from './refusals';

export interface Acting {
  problems: readonly Problem[];
  round: number; // Counts the attempts that failed.
  busy: boolean;
  // Does `work` if nothing is `missing`.
  run: (missing: readonly Problem[], work: () => Promise<void>) => void;
  show: (problems: readonly Problem[]) => void;
}

const same = (field: string): string => field;

export function useAct(inputOf: (field: string) => string = same): Acting {
  const { say, pick } = useSpeech();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const show = useCallback((found: readonly Problem[]): void => {
    setProblems(found);
    if (found.length > 0) setRound((before) => before + 1);
  }, []);
  const run = (missing: readonly Problem[], work: () => Promise<void>): void => {
    if (running.current) return;
    show(missing);
    if (missing.length > 0) return;
    running.current = true;
    setBusy(true);
    work()
      .catch((error: unknown) => show(problemsOf(error, say, pick, inputOf)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  };
  return { problems, round, busy, run, show };
}
