// What was found by a code, a slip, a card, a number or words of a name.
import { useEffect, useRef, type ReactNode } from 'react';
import { useTitle } from '../program';
import type { Found } from '../types';
import { usePageKeys } from '../ui/keys';
import { MainAct } from '../ui/parts';
import { DossierTable } from '../ui/standing';
import { useSpeech, type Word } from '../words';

interface Props {
  found: Found;
  onDossier: (code: string) => void;
  onNew: () => void; // With the person of the card, if one was scanned.
  onLeave: () => void;
}

const TITLES: Partial<Record<string, Word>> = { SCANNED_CARD: 'foundByCard', SCANNED_NUMBER: 'foundByNumber', SCANNED_WORDS: 'foundByWords', SCANNED_SLIP: 'foundBySlip' };

export function Find({ found, onDossier, onNew, onLeave }: Props): ReactNode {
  const { say } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: onNew, back: onLeave });
  const title = say(TITLES[String(found.scanned)] ?? 'foundByCode', { name: found.person?.fullName ?? '' });
  useTitle(say('foundTitle'));
  const rows = found.dossiers ?? [];
  useEffect(() => (document.querySelector<HTMLElement>('main button.code') ?? heading.current)?.focus(), [found]);
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {title} <span className="muted">{rows.length}</span>
        </h1>
        <MainAct label={say(found.person ? 'newForPerson' : 'newDossier')} onPress={onNew} />
      </div>
      <section aria-label={title}>{rows.length > 0 ? <DossierTable rows={rows} onOpen={onDossier} /> : <p className="empty">{say('foundNothing')}</p>}</section>
    </main>
  );
}
