// Results that came in a bag are laid onto a shelf, where they wait.
import type { ReactNode } from 'react';
import { itemsHere } from '../../desk/standing';
import { TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useSpeech } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

export function Receive({ view, onDone, onBack }: ActProps): ReactNode {
  const { say } = useSpeech();
  const { kept, acting, submit } = useActForm<{ shelf: string }>('receive', view, { shelf: '' }, onDone);
  const { shelf } = kept.value;
  const missing = shelf.trim() ? [] : [{ field: 'shelf', text: say('enterShelf') }];
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('actReceive'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('actReceive')}
      onAct={() => submit(missing, { receiveResults: { ...of(view), shelf: shelf.trim() } })}
      onBack={onBack}
      focus="shelf"
    >
      <section aria-label={say('actReceive')}>
        <h2>{say('receiveThese')}</h2>
        <ul className="plain-list">
          {itemsHere(view).map((item) => (
            <li key={item.number}>{item.label}</li>
          ))}
        </ul>
        <TextField id="shelf" label={say('shelf')} hint={say('shelfHint')} width="short" value={shelf} onChange={(text) => kept.set({ shelf: text })} attributes={{ maxLength: 20 }} />
      </section>
    </FormPage>
  );
}
