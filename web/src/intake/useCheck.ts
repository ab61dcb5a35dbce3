// What the program says of the dossier as entered so far: the papers it wants, the
// fee, the day, and what is wrong. Asked anew when the answer may have changed.
import { useEffect, useRef, useState } from 'react';
import type { Ask } from '../program';
import type { CheckAnswer } from '../types';
import { requestOf, type Draft } from './draft';

export async function checkNow(ask: Ask, draft: Draft, before: CheckAnswer | undefined): Promise<CheckAnswer> {
  return ask('Check', { dossier: requestOf(draft, before?.papers ?? []) });
}

// The last answer; while a new one is on its way the old one stays. undefined: none yet.
export function useCheck(ask: Ask, draft: Draft | undefined): { answer: CheckAnswer | undefined; take: (answer: CheckAnswer) => void } {
  const [answer, setAnswer] = useState<{ draftId: string; check: CheckAnswer } | undefined>(undefined);
  const known = answer && draft && answer.draftId === draft.draftId ? answer.check : undefined;
  const latest = useRef(known);
  latest.current = known;
  // What papers, fee and day depend on.
  const depends = draft?.procedure
    ? JSON.stringify([draft.procedure, draft.cases, draft.units, draft.owner.kind, draft.relation, draft.feeId, draft.step])
    : '';
  useEffect(() => {
    if (!draft || !depends) return;
    let stopped = false;
    checkNow(ask, draft, latest.current)
      .then((check) => {
        if (!stopped) setAnswer({ draftId: draft.draftId, check });
      })
      .catch(() => undefined); // Nothing to show is shown as such; F9 asks again and says why.
    return () => {
      stopped = true;
    };
    // eslint-disable-next-line
  }, [ask, depends, draft?.draftId]);
  return { answer: known, take: (check) => draft && setAnswer({ draftId: draft.draftId, check }) };
}
