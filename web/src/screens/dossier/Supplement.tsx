// What came in against what was asked for: all of it and nothing else.
import type { ReactNode } from 'react';
import { shortDay } from '../../format';
import type { PaperAsked } from '../../types';
import { ErrorText, useProblem } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { Notice } from '../../ui/parts';
import { useSpeech } from '../../words';
import { paperWords } from '../StepProcedure';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

interface Entered {
  came: Record<string, boolean>;
}

const idOf = (paper: PaperAsked): string => paper.count?.componentId ?? '';

function Row({ paper, came, onChange }: { paper: PaperAsked; came: boolean; onChange: (came: boolean) => void }): ReactNode {
  const { say, pick } = useSpeech();
  const id = `papers.${idOf(paper)}`;
  const problem = useProblem(id);
  const { originals = 0, certifiedCopies = 0, photocopies = 0, originalShown = false } = paper.count ?? {};
  return (
    <li data-row className={problem ? 'has-error' : undefined}>
      <ErrorText id={`${id}.error`} text={problem} />
      <label className="option">
        <input id={id} type="checkbox" data-column="came" checked={came} aria-invalid={problem ? true : undefined} onChange={(event) => onChange(event.target.checked)} />
        <span>
          {pick(paper.nameVi, paper.nameEn)}
          <small>{paperWords({ originals, certifiedCopies, photocopies, originalMustBeShown: originalShown }, say)}</small>
        </span>
      </label>
    </li>
  );
}

export function Supplement({ view, onDone, onBack }: ActProps): ReactNode {
  const { say, pick } = useSpeech();
  const asked = view.supplement?.papers ?? [];
  const inputOf = (field: string): string => {
    const index = /^components\[(\d+)\]/.exec(field)?.[1];
    return index === undefined ? 'main' : `papers.${idOf(asked[Number(index)] ?? {})}`;
  };
  const { kept, acting, submit } = useActForm<Entered>('supplement', view, { came: {} }, onDone, inputOf);
  const { came } = kept.value;
  const missing = asked.filter((paper) => !came[idOf(paper)]).map((paper) => ({ field: `papers.${idOf(paper)}`, text: say('paperMissing', { paper: pick(paper.nameVi, paper.nameEn) }) }));
  const components = asked.flatMap((paper) => (paper.count && came[idOf(paper)] ? [paper.count] : []));
  if (!kept.ready) return null;
  return (
    <FormPage
      title={say('formTitle', { act: say('actSupplement'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('actSupplement')}
      onAct={() => submit(missing, { supplement: { ...of(view), components } })}
      onBack={onBack}
      focus={`papers.${idOf(asked[0] ?? {})}`}
    >
      <section aria-labelledby="asked-title">
        <h2 id="asked-title">{say('supplementTick', { day: shortDay(view.supplement?.supplyUntil) })}</h2>
        {view.supplement?.reason && <p className="muted">{view.supplement.reason}</p>}
        <ul className="ticks" data-rows>
          {asked.map((paper) => (
            <Row key={idOf(paper)} paper={paper} came={came[idOf(paper)] ?? false} onChange={(on) => kept.set({ came: { ...came, [idOf(paper)]: on } })} />
          ))}
        </ul>
        <Notice tone="plain">{say('supplementAll')}</Notice>
      </section>
    </FormPage>
  );
}
