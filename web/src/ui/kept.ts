// What is entered into a form beyond taking in, kept like a draft: it is there again
// after a reload, a power cut, or a visit to another screen. The form's id is its act's.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useProgram, type Ask } from '../program';

const PAUSE_MS = 400; // Of typing, before it is saved.

export interface Kept<T> {
  ready: boolean;
  actId: string;
  value: T;
  set: (part: Partial<T>) => void;
  update: (change: (value: T) => T) => void;
  // The act was done, or the clerk threw the form away: the next one is empty, with another id.
  done: () => void;
}

interface Stored<T> {
  form: string;
  value: T;
}

async function find<T>(ask: Ask, form: string): Promise<{ id: string; value: T } | undefined> {
  const { drafts = [] } = await ask('ListDrafts', {});
  for (const draft of drafts) {
    try {
      const stored = JSON.parse(draft.json ?? '') as Partial<Stored<T>>;
      if (stored.form === form && stored.value) return { id: draft.draftId ?? '', value: stored.value };
    } catch {
      // Not one of ours.
    }
  }
  return undefined;
}

// `form` says which form of which thing: pay:H15.05-240426-0007.
export function useKept<T extends object>(form: string, empty: T): Kept<T> {
  const { ask } = useProgram();
  const [ready, setReady] = useState(false);
  const [actId, setActId] = useState(() => crypto.randomUUID() as string);
  const [value, setValue] = useState(empty);
  const running = useRef<Promise<unknown>>(Promise.resolve());
  const current = useRef({ id: actId, json: '', saved: '' });
  const blank = useRef(JSON.stringify({ form, value: empty }));

  useEffect(() => {
    let stopped = false;
    find<T>(ask, form)
      .then((found) => {
        if (stopped || !found) return;
        setActId(found.id);
        setValue({ ...empty, ...found.value });
        current.current.saved = JSON.stringify({ form, value: found.value });
      })
      .catch(() => undefined) // Nothing to go on with; the banner says why.
      .finally(() => !stopped && setReady(true));
    return () => {
      stopped = true;
    };
    // eslint-disable-next-line
  }, [ask, form]);

  current.current.id = actId;
  current.current.json = JSON.stringify({ form, value } satisfies Stored<T>);
  const save = useCallback((): void => {
    const { id, json, saved } = current.current;
    if (json === saved || (saved === '' && json === blank.current)) return;
    current.current.saved = json;
    running.current = running.current.then(() => ask('SaveDraft', { draftId: id, json })).catch(() => {
      if (current.current.saved === json) current.current.saved = ' '; // Tried again with the next change.
    });
  }, [ask]);
  useEffect(() => {
    if (!ready) return;
    const timer = window.setTimeout(save, PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [ready, value, save]);
  const isReady = useRef(ready);
  isReady.current = ready;
  useEffect(() => () => { if (isReady.current) save(); }, [save]);

  const done = useCallback((): void => {
    const { id, saved } = current.current;
    const next = crypto.randomUUID() as string;
    current.current = { id: next, json: blank.current, saved: '' };
    setActId(next);
    setValue(empty);
    if (saved) running.current = running.current.then(() => ask('DiscardDraft', { draftId: id })).catch(() => undefined);
    // eslint-disable-next-line
  }, [ask]);
  return {
    ready, actId, value, done,
    set: useCallback((part) => setValue((before) => ({ ...before, ...part })), []),
    update: useCallback((change) => setValue(change), []),
  };
}
