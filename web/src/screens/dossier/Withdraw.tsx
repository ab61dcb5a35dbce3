// The owner, or who handed it in, takes the dossier back.
import type { ReactNode } from 'react';
import { digitsOf } from '../../intake/draft';
import { useProgram } from '../../program';
import { classify } from '../../scan/classify';
import { useScans } from '../../scan/layers';
import { beep } from '../../scan/sound';
import { TextField, TickField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useSpeech } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

interface Entered {
  number: string;
  reason: string;
  readBack: boolean;
}

export function Withdraw({ view, onDone, onBack }: ActProps): ReactNode {
  const { say, pick } = useSpeech();
  const { ask } = useProgram();
  const { kept, acting, submit } = useActForm<Entered>('withdraw', view, { number: '', reason: '', readBack: false }, onDone);
  const { number, reason, readBack } = kept.value;
  useScans((text) => {
    if (classify(text).kind !== 'card') return false;
    ask('ReadCard', { text }).then(
      ({ person }) => {
        beep(true);
        kept.set({ number: person?.identityNumber ?? '' });
        document.getElementById('reason')?.focus();
      },
      () => beep(false),
    );
    return true;
  });
  const missing = [
    ...(digitsOf(number) ? [] : [{ field: 'identity_number', text: say('enterNumber') }]),
    ...(reason.trim() ? [] : [{ field: 'reason', text: say('enterReason') }]),
    ...(readBack ? [] : [{ field: 'read_back', text: say('withdrawReadFirst') }]),
  ];
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('actWithdraw'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('actWithdraw')}
      onAct={() => submit(missing, { withdraw: { ...of(view), reason: reason.trim().normalize('NFC'), identityNumber: digitsOf(number).toUpperCase() } })}
      onBack={onBack}
      focus="identity_number"
    >
      <section aria-label={say('actWithdraw')}>
        <TextField id="identity_number" label={say('withdrawNumber')} hint={say('withdrawNumberHint')} numeric value={number} onChange={(text) => kept.set({ number: text })} />
        <TextField id="reason" label={say('withdrawReason')} width="long" value={reason} onChange={(text) => kept.set({ reason: text })} attributes={{ maxLength: 500 }} />
        <div className="read-back">
          <h3>{say('readBack')}</h3>
          <p>{say('withdrawReadBack', { procedure: pick(view.procedureNameVi, view.procedureNameEn), code: view.dossierCode ?? '' })}</p>
        </div>
        <TickField id="read_back" label={say('withdrawAgreed')} checked={readBack} onChange={(on) => kept.set({ readBack: on })} />
      </section>
    </FormPage>
  );
}
