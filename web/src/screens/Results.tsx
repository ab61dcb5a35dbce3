// Results that wait here: scan the slip or the card of who came.
import { useEffect, useRef, type ReactNode } from 'react';
import { hourOrDay } from '../format';
import { useWork } from '../desk/useWork';
import { useProgram, useTitle } from '../program';
import type { Act, DossierView } from '../types';
import { usePageKeys } from '../ui/keys';
import { MainAct, Notice } from '../ui/parts';
import { DossierTable } from '../ui/standing';
import { useSpeech, type Word } from '../words';

interface Props {
  onDossier: (code: string, act?: Act) => void;
  onScanBox: () => void;
  onLeave: () => void;
}

export function Results({ onDossier, onScanBox, onLeave }: Props): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { work } = useWork();
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: onScanBox, back: onLeave });
  useTitle(say('navResults'));
  useEffect(() => heading.current?.focus(), []);
  const rows = work?.results ?? [];
  const may = (act: Act) => (view: DossierView): boolean => view.acts?.includes(act) ?? false;
  const group = (id: string, title: Word, empty: Word, views: readonly DossierView[], act: Act): ReactNode => (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {say(title)} <span className="muted">{views.length}</span>
      </h2>
      {views.length > 0 ? <DossierTable rows={views} onOpen={(code) => onDossier(code, act)} /> : <p className="empty">{say(empty)}</p>}
    </section>
  );
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {say('resultsTitle')}
        </h1>
        <MainAct label={say('resultsScan')} onPress={onScanBox} />
      </div>
      {!work ? (
        <p className="muted">{say('loading')}</p>
      ) : (
        <>
          {!state.online && <Notice tone="amber">{say('resultsOffline', { hour: hourOrDay(work.asOf, state.now) || '–' })}</Notice>}
          {group('shelve-title', 'resultsToShelve', 'resultsToShelveEmpty', rows.filter(may('ACT_RECEIVE_RESULTS')), 'ACT_RECEIVE_RESULTS')}
          {group('waiting-title', 'resultsWaiting', 'resultsWaitingEmpty', rows.filter(may('ACT_HAND_OUT')), 'ACT_HAND_OUT')}
        </>
      )}
    </main>
  );
}
