// The end of a difference: found, explained, or lost with a report.
import type { ReactNode } from 'react';
import { useProgram } from '../../program';
import type { DiscrepancyOutcome } from '../../types';
import { ChoiceField, TextArea, TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useSpeech } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

interface Entered {
  outcome: DiscrepancyOutcome | '';
  ground: string;
  report: string;
}

export function Settle({ view, onDone, onBack }: Pick<ActProps, 'view' | 'onDone' | 'onBack'>): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { kept, acting, submit } = useActForm<Entered>('settle', view, { outcome: '', ground: '', report: '' }, onDone);
  const { outcome, ground, report } = kept.value;
  const open = view.discrepancies?.[0];
  const missing = [
    ...(outcome ? [] : [{ field: 'outcome', text: say('chooseOutcome') }]),
    ...(ground.trim() ? [] : [{ field: 'ground', text: say('enterGround') }]),
    ...(outcome === 'DISCREPANCY_OUTCOME_LOST' && !report.trim() ? [{ field: 'report_number', text: say('enterReport') }] : []),
  ];
  const found = outcome === 'DISCREPANCY_OUTCOME_FOUND' ? { foundAt: { kind: 'HOLDER_KIND_OFFICE' as const, id: state.officeId ?? '' } } : {};
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('settle'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('settle')}
      onAct={() => submit(missing, { settleDiscrepancy: { ...of(view), discrepancy: open?.number ?? 0, ground: ground.trim().normalize('NFC'), reportNumber: report.trim(), ...found, ...(outcome && { outcome }) } })}
      onBack={onBack}
      focus="outcome"
    >
      <section aria-label={say('settle')}>
        <ChoiceField<DiscrepancyOutcome>
          id="outcome"
          label={say('outcome')}
          stacked
          options={[
            { value: 'DISCREPANCY_OUTCOME_FOUND', label: say('outcomeFound') },
            { value: 'DISCREPANCY_OUTCOME_EXPLAINED', label: say('outcomeExplained') },
            { value: 'DISCREPANCY_OUTCOME_LOST', label: say('outcomeLost') },
          ]}
          value={outcome}
          onChange={(chosen) => kept.set({ outcome: chosen })}
        />
        <TextArea id="ground" label={say('settleGround')} value={ground} onChange={(text) => kept.set({ ground: text })} />
        {outcome === 'DISCREPANCY_OUTCOME_LOST' && <TextField id="report_number" label={say('reportNumber')} value={report} onChange={(text) => kept.set({ report: text })} />}
      </section>
    </FormPage>
  );
}
