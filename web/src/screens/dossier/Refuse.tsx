// Not taken in: a ground of the catalogue, and what it means here (slip 03).
import type { ReactNode } from 'react';
import { useProgram } from '../../program';
import type { ProcedureVersion } from '../../types';
import type { Problem } from '../../intake/problems';
import { ChoiceField, TextArea } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useSpeech, type Say } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

export interface Refusing {
  ground: string;
  explanation: string;
}
export const notRefusing: Refusing = { ground: '', explanation: '' };

export function problemsOfRefusal({ ground, explanation }: Refusing, say: Say): Problem[] {
  return [
    ...(ground ? [] : [{ field: 'ground_id', text: say('chooseGround') }]),
    ...(explanation.trim() ? [] : [{ field: 'explanation', text: say('enterExplanation') }]),
  ];
}

// Also where a dossier is refused before it was taken in.
export function RefusalFields({ version, value, set }: { version: ProcedureVersion | undefined; value: Refusing; set: (part: Partial<Refusing>) => void }): ReactNode {
  const { say, pick } = useSpeech();
  return (
    <>
      <ChoiceField
        id="ground_id"
        label={say('refusalGround')}
        stacked
        options={(version?.refusalGrounds ?? []).map((ground) => ({ value: ground.id ?? '', label: pick(ground.textVi, ground.textEn) }))}
        value={value.ground}
        onChange={(ground) => set({ ground })}
      />
      <TextArea id="explanation" label={say('refusalExplanation')} hint={say('refusalHint')} value={value.explanation} onChange={(explanation) => set({ explanation })} />
    </>
  );
}

export function Refuse({ view, onDone, onBack }: ActProps): ReactNode {
  const { say } = useSpeech();
  const { offers } = useProgram();
  const { kept, acting, submit } = useActForm<Refusing>('refuse', view, notRefusing, onDone);
  const version = offers.find((offer) => offer.key === view.procedureKey)?.version;
  const { ground, explanation } = kept.value;
  const missing = problemsOfRefusal(kept.value, say);
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('actRefuse'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('refuseAndPrint')}
      onAct={() => submit(missing, { refuse: { ...of(view), groundId: ground, explanation: explanation.trim().normalize('NFC') } })}
      onBack={onBack}
      focus="ground_id"
    >
      <section aria-label={say('actRefuse')}>
        <RefusalFields version={version} value={kept.value} set={kept.set} />
      </section>
    </FormPage>
  );
}
