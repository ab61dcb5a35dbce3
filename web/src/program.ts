// What all screens share: the program's state, asked for every few seconds, and the
// catalogue's lists, asked for once somebody is on duty.
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { ApiError, call, open, type Method, type Request, type Response } from './api';
import type { Offer, Places, State } from './types';

const POLL_MS = 3000;

export type Ask = <M extends Method>(method: M, request: Request<M>) => Promise<Response<M>>;

export interface Program {
  state: State;
  offers: readonly Offer[];
  places: Places;
  ask: Ask;
  refresh: () => Promise<void>;
  setState: (state: State) => void;
}

export type Access =
  | { kind: 'opening' }
  | { kind: 'not-opened' } // This browser has no key.
  | { kind: 'open'; state: State };

export const ProgramContext = createContext<Program | undefined>(undefined);

export function useProgram(): Program {
  const program = useContext(ProgramContext);
  if (!program) throw new Error('a screen outside of the page');
  return program;
}

// The key stands behind #, which no browser sends or logs; it leaves the address bar and the history at once.
function takeKey(): string {
  const key = /[#&]key=([^&]+)/.exec(window.location.hash)?.[1] ?? '';
  if (key) window.history.replaceState(null, '', window.location.pathname);
  return decodeURIComponent(key);
}

export interface Connection {
  access: Access;
  gone: boolean; // The program on this computer does not answer.
  sessionEnded: boolean; // Somebody was on duty and is not any more, without having said so.
  ask: Ask;
  refresh: () => Promise<void>;
  setState: (state: State) => void;
}

export function useConnection(): Connection {
  const [access, setAccess] = useState<Access>({ kind: 'opening' });
  const [gone, setGone] = useState(false);
  const [sessionEnded, setSessionEnded] = useState(false);
  const staff = useRef('');

  // An answer to a question from before an act must not undo what the act's own answer said.
  const round = useRef(0);
  const setState = useCallback((state: State): void => {
    round.current += 1;
    setSessionEnded(staff.current !== '' && !state.staffId);
    staff.current = state.staffId ?? '';
    setAccess({ kind: 'open', state });
  }, []);

  const refresh = useCallback(async (): Promise<void> => {
    const asked = round.current;
    try {
      const state = await call('GetState', {});
      setGone(false);
      if (asked !== round.current) return;
      if (staff.current !== '' && !state.staffId) setSessionEnded(true);
      if (state.staffId) {
        staff.current = state.staffId;
        setSessionEnded(false);
      }
      setAccess({ kind: 'open', state });
    } catch (error) {
      if (error instanceof ApiError && error.signedOut) {
        setGone(false);
        setAccess({ kind: 'not-opened' });
      } else {
        setGone(true);
      }
    }
  }, []);

  const ask = useCallback<Ask>(
    async (method, request) => {
      try {
        const answer = await call(method, request);
        setGone(false);
        return answer;
      } catch (error) {
        if (error instanceof ApiError && error.signedOut) void refresh();
        if (error instanceof ApiError && error.code === 'PROGRAM_GONE') setGone(true);
        throw error;
      }
    },
    [refresh],
  );

  useEffect(() => {
    let stopped = false;
    const begin = async (): Promise<void> => {
      const key = takeKey();
      // A key that was used before is no reason to stay out: the cookie may still be good.
      if (key) await open(key).catch(() => undefined);
      if (!stopped) await refresh();
    };
    void begin();
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void refresh();
    }, POLL_MS);
    return () => {
      stopped = true;
      window.clearInterval(timer);
    };
  }, [refresh]);

  const signedOutByHand = useCallback(
    (state: State): void => {
      if (!state.staffId) staff.current = '';
      setState(state);
    },
    [setState],
  );
  return { access, gone, sessionEnded, ask, refresh, setState: signedOutByHand };
}

export interface Lists {
  offers: readonly Offer[];
  places: Places;
}

// undefined: not there yet. Asked for anew when somebody else comes on duty, or the catalogue changes.
export function useLists(ask: Ask, staffId: string, catalogue: string): Lists | undefined {
  const [lists, setLists] = useState<Lists | undefined>(undefined);
  useEffect(() => {
    if (!staffId) return;
    let stopped = false;
    const load = async (): Promise<void> => {
      try {
        const [procedures, places] = await Promise.all([ask('ListProcedures', {}), ask('ListPlaces', {})]);
        if (!stopped) setLists({ offers: procedures.offers ?? [], places });
      } catch {
        if (!stopped) window.setTimeout(() => void load(), POLL_MS);
      }
    };
    void load();
    return () => {
      stopped = true;
    };
  }, [ask, staffId, catalogue]);
  return lists;
}

// The window's title: what is unsent stands first, so that nobody closes or reinstalls over it.
export function useTitle(title: string): void {
  const waiting = useContext(ProgramContext)?.state.waiting ?? 0;
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} – Hoso`;
  }, [waiting, title]);
}
