// Money for the agency: all that is due, or all that it asked for.
import type { ReactNode } from 'react';
import { money } from '../../format';
import { ChoiceField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useSpeech } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

interface Entered {
  means: '' | 'PAYMENT_MEANS_CASH' | 'PAYMENT_MEANS_TRANSFER';
}

export function Pay({ view, onDone, onBack }: ActProps): ReactNode {
  const { say, language } = useSpeech();
  const { kept, acting, submit } = useActForm<Entered>('pay', view, { means: '' }, onDone);
  const wanted = view.payment;
  const { means } = kept.value;
  const missing = means ? [] : [{ field: 'means', text: say('chooseMeans') }];
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('actPay'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('payAndPrint', { amount: money(wanted?.amountVnd) })}
      onAct={() => submit(missing, { pay: { ...of(view), fees: wanted?.fees ?? [], ...(means && { means }) } })}
      onBack={onBack}
      focus="means"
    >
      <section aria-label={say('actPay')}>
        {wanted?.reason && <p>{wanted.reason}</p>}
        <dl className="facts">
          {(wanted?.fees ?? []).map((fee, index) => (
            <div key={fee.feeId} className="fact">
              <dt>{wanted?.namesVi?.[index] || fee.feeId}</dt>
              <dd>{money(fee.amountVnd)}</dd>
            </div>
          ))}
        </dl>
        <p className="sum">
          {say('feeToTake', { amount: money(wanted?.amountVnd) })}
          {language === 'vi' && wanted?.amountWords && <span className="muted"> ({wanted.amountWords})</span>}
        </p>
        <ChoiceField<'PAYMENT_MEANS_CASH' | 'PAYMENT_MEANS_TRANSFER'>
          id="means"
          label={say('feeMeans')}
          options={[
            { value: 'PAYMENT_MEANS_CASH', label: say('cash') },
            { value: 'PAYMENT_MEANS_TRANSFER', label: say('transfer') },
          ]}
          value={means}
          onChange={(chosen) => kept.set({ means: chosen })}
        />
      </section>
    </FormPage>
  );
}
