// An entry is given up: by a supervisor, with a ground. It stays in the journal.
import { useState, type ReactNode } from 'react';
import { useProgram } from '../../program';
import type { JournalRow } from '../../types';
import { useAct } from '../../ui/act';
import { TextArea } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { Notice } from '../../ui/parts';
import { isSupervisor, noSupervisor, problemsOfSupervisor, SupervisorFields } from '../../ui/Supervisor';
import { useSpeech } from '../../words';

const LEAST = 10;

export function VoidEntry({ row, kind, onDone, onBack }: { row: JournalRow; kind: string; onDone: () => void; onBack: () => void }): ReactNode {
  const { say } = useSpeech();
  const { ask, state } = useProgram();
  const kept = useKept(`void:${row.position}`, { ground: '' });
  const [sign, setSign] = useState(noSupervisor);
  const acting = useAct();
  const ground = kept.value.ground.trim().normalize('NFC');
  const missing = [
    ...(ground.length >= LEAST ? [] : [{ field: 'ground', text: say('voidGroundShort', { n: LEAST, have: ground.length }) }]),
    ...problemsOfSupervisor(sign, state, say),
  ];
  const act = async (): Promise<void> => {
    await ask('VoidEntry', { position: row.position ?? '0', ground, ...(!isSupervisor(state) && sign) });
    kept.done();
    onDone();
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('voidTitle', { kind, code: row.dossierCode ?? '' })} acting={acting} missing={missing} label={say('voidEntry')} onAct={() => acting.run(missing, act)} onBack={onBack} focus="ground">
      <section aria-label={say('voidEntry')}>
        <Notice tone="amber">{say('voidMeans')}</Notice>
        <TextArea id="ground" label={say('voidGround')} value={kept.value.ground} onChange={(text) => kept.set({ ground: text })} />
        {!isSupervisor(state) && <SupervisorFields value={sign} set={(part) => setSign((before) => ({ ...before, ...part }))} />}
      </section>
    </FormPage>
  );
}
