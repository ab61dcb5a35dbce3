// A sealed bag goes to the driver, or on to another office, unopened.
import { useMemo, type ReactNode } from 'react';
import { useProgram } from '../../program';
import type { BagView, DoAnswer, DoRequest, Holder } from '../../types';
import { useAct } from '../../ui/act';
import { ChoiceField, TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { PlacePicker } from '../../ui/PlacePicker';
import { useSpeech } from '../../words';

interface Passing {
  to: 'carrier' | 'office';
  carrier: string;
  office: string;
  document: string;
}

export function PassOn({ bag, onDone, onBack }: { bag: BagView; onDone: (answer: DoAnswer) => void; onBack: () => void }): ReactNode {
  const { say } = useSpeech();
  const { ask, places } = useProgram();
  const kept = useKept<Passing>(`bag-pass:${bag.bagId}`, { to: 'carrier', carrier: '', office: '', document: '' });
  const acting = useAct((field) => (field === 'to' ? 'carrier_id' : field));
  const { value, set } = kept;
  const offices = useMemo(() => (places.offices ?? []).map((one) => ({ id: one.id ?? '', name: one.nameVi ?? '', detail: one.id ?? '' })), [places.offices]);
  const toDriver = bag.mayDispatch || value.to === 'carrier';
  const missing = toDriver
    ? value.carrier.trim()
      ? []
      : [{ field: 'carrier_id', text: say('enterCarrier') }]
    : value.office
      ? []
      : [{ field: 'office_id', text: say('chooseNextOffice') }];
  const command = (): DoRequest => {
    const bagId = bag.bagId ?? '';
    if (bag.mayDispatch) return { dispatchBag: { bagId, carrierId: value.carrier.trim() } };
    const to: Holder = toDriver ? { kind: 'HOLDER_KIND_CARRIER', id: value.carrier.trim() } : { kind: 'HOLDER_KIND_OFFICE', id: value.office };
    return { handOver: { bagId, to, documentNumber: value.document.trim() } };
  };
  const pass = async (): Promise<void> => {
    const answer = await ask('Do', { actId: kept.actId, ...command() });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('bagPassTitle', { bag: bag.bagId ?? '' })} acting={acting} missing={missing} label={say('bagPass')} onAct={() => acting.run(missing, pass)} onBack={onBack} focus={bag.mayDispatch ? 'carrier_id' : 'pass_to'}>
      <section aria-label={say('bagPass')}>
        <p>
          {bag.fromName} → <strong>{bag.toName}</strong>
        </p>
        {!bag.mayDispatch && (
          <ChoiceField<'carrier' | 'office'>
            id="pass_to"
            label={say('passTo')}
            options={[
              { value: 'carrier', label: say('passToCarrier') },
              { value: 'office', label: say('passToOffice') },
            ]}
            value={value.to}
            onChange={(to) => set({ to })}
          />
        )}
        <div className="row">
          {toDriver ? (
            <TextField id="carrier_id" label={say('carrier')} hint={say('carrierHint')} value={value.carrier} onChange={(carrier) => set({ carrier })} />
          ) : (
            <PlacePicker id="office_id" label={say('nextOffice')} hint={say('returnOfficeHint')} none={say('officeNone')} places={offices} value={value.office} onChange={(office) => set({ office })} />
          )}
          {!bag.mayDispatch && <TextField id="document_number" label={say('passDocument')} hint={say('optional')} value={value.document} onChange={(document) => set({ document })} />}
        </div>
      </section>
    </FormPage>
  );
}
