// What waits at this office, asked for when a screen opens, after each act and now and then.
import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Ask } from '../program';
import type { Work } from '../types';

const EVERY_MS = 15_000;

export interface WorkStore {
  work: Work | undefined; // undefined: not there yet. The old one stays while a new one is on its way.
  reload: () => Promise<void>;
}

export const WorkContext = createContext<WorkStore>({ work: undefined, reload: () => Promise.resolve() });
export const useWork = (): WorkStore => useContext(WorkContext);

export function useWorkStore(ask: Ask, screen: string): WorkStore {
  const [work, setWork] = useState<Work | undefined>(undefined);
  const reload = useCallback(async (): Promise<void> => {
    try {
      setWork(await ask('ListWork', {}));
    } catch {
      // The banner says that the program does not answer; the old lists stay.
    }
  }, [ask]);
  useEffect(() => {
    void reload();
    const timer = window.setInterval(() => void reload(), EVERY_MS);
    return () => window.clearInterval(timer);
  }, [reload, screen]);
  return { work, reload };
}
