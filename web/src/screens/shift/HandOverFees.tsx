// Money that the office holds in trust goes to the agency.
import type { ReactNode } from 'react';
import { money } from '../../format';
import { useProgram } from '../../program';
import type { Shift } from '../../types';
import { useAct } from '../../ui/act';
import { TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { useSpeech } from '../../words';

interface Props {
  shift: Shift;
  agency: string;
  onDone: (shift: Shift) => void;
  onBack: () => void;
}

export function HandOverFees({ shift, agency, onDone, onBack }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const held = shift.held?.find((one) => one.agencyKey === agency);
  const kept = useKept(`fees:${agency}`, { amount: String(held?.amountVnd ?? ''), document: '' });
  const acting = useAct();
  const { amount, document } = kept.value;
  const most = Number(held?.amountVnd ?? 0);
  const missing = [
    ...(Number(amount) > 0 && Number(amount) <= most ? [] : [{ field: 'amount_vnd', text: say('enterAmount', { most: money(most) }) }]),
    ...(document.trim() ? [] : [{ field: 'document_number', text: say('enterDocument') }]),
  ];
  const act = async (): Promise<void> => {
    const answer = await ask('HandOverFees', { actId: kept.actId, agencyKey: agency, amountVnd: amount, documentNumber: document.trim() });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('handOverFeesTitle', { agency: held?.agencyNameVi ?? agency })} acting={acting} missing={missing} label={say('handOverFees')} onAct={() => acting.run(missing, act)} onBack={onBack} focus="amount_vnd">
      <section aria-label={say('handOverFees')}>
        <p>{say('heldNow', { amount: money(held?.amountVnd) })}</p>
        <div className="row">
          <TextField id="amount_vnd" label={say('amountVnd')} hint={money(amount || 0)} numeric value={amount} onChange={(text) => kept.set({ amount: text.replace(/\D/g, '') })} />
          <TextField id="document_number" label={say('feesDocument')} hint={say('feesDocumentHint')} value={document} onChange={(text) => kept.set({ document: text })} />
        </div>
      </section>
    </FormPage>
  );
}
