// A count of the box: the float at the beginning, or the blind count at the end.
import type { ReactNode } from 'react';
import { isCounted, NOTES, notesOf, type Counted } from '../../desk/cash';
import { useProgram } from '../../program';
import type { Shift } from '../../types';
import { useAct } from '../../ui/act';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { useSpeech } from '../../words';
import { Notes } from './Notes';

interface Props {
  form: string;
  method: 'OpenShift' | 'CountCash';
  title: string;
  hint: string;
  label: string;
  onDone: (shift: Shift) => void;
  onBack: () => void;
}

export function CashForm({ form, method, title, hint, label, onDone, onBack }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const kept = useKept<{ counted: Counted }>(form, { counted: {} });
  const acting = useAct(() => 'notes');
  const { counted } = kept.value;
  const missing = isCounted(counted) ? [] : [{ field: `notes.${NOTES[0]}`, text: say('enterNotes') }];
  const act = async (): Promise<void> => {
    const answer = await ask(method, { actId: kept.actId, notes: notesOf(counted) });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={title} acting={acting} missing={missing} label={label} onAct={() => acting.run(missing, act)} onBack={onBack} focus={`notes.${NOTES[0]}`}>
      <section aria-label={title}>
        <p className="hint">{hint}</p>
        <Notes value={counted} onChange={(value) => kept.set({ counted: value })} />
      </section>
    </FormPage>
  );
}
