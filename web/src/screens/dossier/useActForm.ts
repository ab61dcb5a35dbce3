// What the forms of a dossier's acts share: what is entered is kept, the act is done once,
// on the version that the clerk saw.
import { useProgram } from '../../program';
import type { DoAnswer, DoRequest, DossierView } from '../../types';
import { useAct, type Acting } from '../../ui/act';
import { useKept, type Kept } from '../../ui/kept';
import type { Problem } from '../../intake/problems';

export interface ActForm<T> {
  kept: Kept<T>;
  acting: Acting;
  // `command` is one of DoRequest's.
  submit: (missing: readonly Problem[], command: DoRequest) => void;
}

export function useActForm<T extends object>(name: string, view: DossierView, empty: T, onDone: (answer: DoAnswer) => void, inputOf?: (field: string) => string): ActForm<T> {
  const { ask } = useProgram();
  const kept = useKept<T>(`${name}:${view.dossierCode}`, empty);
  const acting = useAct(inputOf);
  const submit = (missing: readonly Problem[], command: DoRequest): void =>
    acting.run(missing, async () => {
      const answer = await ask('Do', { actId: kept.actId, ...command });
      kept.done();
      onDone(answer);
    });
  return { kept, acting, submit };
}

// Of the commands' common fields.
export const of = (view: DossierView): { dossierCode: string; expectedVersion: number } => ({ dossierCode: view.dossierCode ?? '', expectedVersion: view.version ?? 0 });
