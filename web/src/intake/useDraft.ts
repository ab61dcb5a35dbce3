// The dossier that is being entered. It is saved in the program by itself, a moment
// after each change, and is still here when the clerk comes back from another screen.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Ask } from '../program';
import type { StoredDraft } from '../types';
import { emptyDraft, isWorthKeeping, parseDraft, type Draft } from './draft';

const PAUSE_MS = 600; // Of typing, before it is saved.
const RETRY_MS = 3000;

export interface DraftStore {
  draft: Draft | undefined;
  savedAt: string; // Instant; empty: not yet.
  saveFailed: boolean;
  start: () => void;
  resume: (draft: Draft) => void;
  update: (change: (draft: Draft) => Draft) => void;
  // The dossier was taken in, or the clerk throws it away.
  finish: () => void;
  discard: (draftId: string) => Promise<void>;
  save: () => Promise<void>;
}

export function useDraft(ask: Ask, staffId: string): DraftStore {
  const [draft, setDraft] = useState<Draft | undefined>(undefined);
  const [savedAt, setSavedAt] = useState('');
  const [failures, setFailures] = useState(0); // Since it was saved last.
  const running = useRef(Promise.resolve());
  const current = useRef(draft);
  current.current = draft;
  const saved = useRef(''); // JSON of what the program has.
  const owner = useRef(staffId);

  // Somebody else's dossier is not theirs to go on with; the program keeps it.
  useEffect(() => {
    if (!staffId) return;
    if (owner.current && owner.current !== staffId) setDraft(undefined);
    owner.current = staffId;
  }, [staffId]);

  const saveOnce = useCallback(async (): Promise<void> => {
    const now = current.current;
    if (!now || !isWorthKeeping(now)) return;
    const json = JSON.stringify(now);
    if (json === saved.current) return;
    try {
      const answer = await ask('SaveDraft', { draftId: now.draftId, json });
      // The dossier may have been taken in meanwhile.
      if (current.current?.draftId !== now.draftId) return;
      saved.current = json;
      setSavedAt(answer.savedAt ?? '');
      setFailures(0);
    } catch {
      setFailures((before) => before + 1);
    }
  }, [ask]);
  // One after the other, so that an older one never comes last.
  const save = useCallback((): Promise<void> => {
    running.current = running.current.then(saveOnce);
    return running.current;
  }, [saveOnce]);

  useEffect(() => {
    if (!draft || !staffId) return;
    const timer = window.setTimeout(() => void save(), failures > 0 ? RETRY_MS : PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [draft, staffId, save, failures]);

  useEffect(() => {
    const onHide = (): void => void save();
    document.addEventListener('visibilitychange', onHide);
    return () => document.removeEventListener('visibilitychange', onHide);
  }, [save]);

  const begin = useCallback((fresh: Draft, json: string, at: string): void => {
    saved.current = json;
    setSavedAt(at);
    setFailures(0);
    setDraft(fresh);
  }, []);

  return {
    draft,
    savedAt,
    saveFailed: failures > 0,
    save,
    start: useCallback(() => begin(emptyDraft(crypto.randomUUID(), new Date().toISOString()), '', ''), [begin]),
    resume: useCallback((stored: Draft) => begin(stored, JSON.stringify(stored), ''), [begin]),
    update: useCallback((change) => setDraft((before) => (before ? change(before) : before)), []),
    finish: useCallback(() => {
      current.current = undefined;
      setDraft(undefined);
    }, []),
    discard: useCallback(
      async (draftId: string) => {
        if (current.current?.draftId === draftId) {
          current.current = undefined;
          setDraft(undefined);
        }
        // After a save that is on its way, which would bring it back.
        await running.current;
        await ask('DiscardDraft', { draftId });
      },
      [ask],
    ),
  };
}

export interface Unfinished {
  draft: Draft;
  savedAt: string;
}

// Of what is stored, what this page can go on with.
export function unfinishedOf(stored: readonly StoredDraft[] | undefined): Unfinished[] {
  return (stored ?? []).flatMap((one) => {
    const draft = parseDraft(one.json ?? '');
    return draft ? [{ draft, savedAt: one.savedAt ?? draft.startedAt }] : [];
  });
}
