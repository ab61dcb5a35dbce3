// Questions that stand over the page: whose card, throw a draft away, leave the counter.
import type { ReactNode } from 'react';
import type { State } from '../types';
import { Dialog, MainAct, Notice } from '../ui/parts';
import { useSpeech } from '../words';

export function WhoseCard({ onChoose, onClose }: { onChoose: (into: 'owner' | 'submitter') => void; onClose: () => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <Dialog title={say('whoseCard')} onClose={onClose}>
      <div className="acts">
        <button type="button" onClick={() => onChoose('owner')}>
          {say('whoseCardOwner')}
        </button>
        <button type="button" onClick={() => onChoose('submitter')}>
          {say('whoseCardSubmitter')}
        </button>
      </div>
    </Dialog>
  );
}

export function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <Dialog title={say('draftDiscardTitle')} onClose={onKeep}>
      <p>{say('draftDiscardText')}</p>
      <div className="acts">
        <button type="button" onClick={onKeep}>
          {say('draftKeep')}
          <kbd>Esc</kbd>
        </button>
        <button type="button" className="danger" onClick={onDiscard}>
          {say('draftDiscard')}
        </button>
      </div>
    </Dialog>
  );
}

export function SignOut({ state, onStay, onLeave }: { state: State; onStay: () => void; onLeave: () => void }): ReactNode {
  const { say } = useSpeech();
  const left = [
    (state.waiting ?? 0) > 0 && say('signOutWaiting', { n: state.waiting ?? 0 }),
    (state.unprinted ?? 0) > 0 && say('signOutUnprinted', { n: state.unprinted ?? 0 }),
  ].filter((line): line is string => Boolean(line));
  return (
    <Dialog title={say('signOutTitle')} onClose={onStay} mainAct={onLeave}>
      {left.length === 0 ? <p>{say('signOutNothing')}</p> : left.map((line) => <Notice key={line} tone="amber">{line}</Notice>)}
      <div className="acts">
        <MainAct label={say('signOut')} onPress={onLeave} />
        <button type="button" onClick={onStay}>
          {say('stay')}
          <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}
