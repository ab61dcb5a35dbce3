// Step 3: each paper counted, each original looked at.
import { useEffect, useState, type ReactNode } from 'react';
import { emptyPaper, type Draft, type PaperCount } from '../intake/draft';
import { problemOfPaper, totalWanted } from '../intake/problems';
import type { CheckAnswer, PaperWanted } from '../types';
import { ErrorText, useProblem } from '../ui/fields';
import { useScanKey } from '../ui/keys';
import { useSpeech } from '../words';
import { Scans, useScansOf } from './scans/Scans';
import { TakeScan } from './scans/TakeScan';
import { paperWords } from './StepProcedure';

interface Props {
  draft: Draft;
  update: (change: (draft: Draft) => Draft) => void;
  check: CheckAnswer | undefined;
}

const text = (count: number | undefined): string => (count ? String(count) : '');

interface RowProps {
  paper: PaperWanted;
  pages: number; // That were scanned.
  onScan: () => void;
  entered: PaperCount;
  change: (part: Partial<PaperCount>) => void;
}

function Count({ paper, entered, change, part }: RowProps & { part: 'originals' | 'certified' | 'photocopies' }): ReactNode {
  const { say, pick } = useSpeech();
  const id = `papers.${paper.componentId}.${part}`;
  const problem = useProblem(id);
  const done = totalWanted(paper) > 0 && problemOfPaper(paper, { ...entered, shown: true, captured: true }, '', say).length === 0;
  return (
    <input
      id={id}
      data-column={part}
      data-enter-skip={done ? '' : undefined}
      className="count-input"
      inputMode="numeric"
      maxLength={4}
      autoComplete="off"
      placeholder="0"
      aria-label={say('countOf', { column: say(part), paper: pick(paper.nameVi, paper.nameEn) })}
      aria-invalid={problem ? true : undefined}
      value={entered[part]}
      onChange={(event) => change({ [part]: event.target.value.replace(/\D/g, '') })}
    />
  );
}

function useRowProblem(id: string): string | undefined {
  const found = [
    useProblem(`${id}.complete`), useProblem(`${id}.originals`), useProblem(`${id}.certified`),
    useProblem(`${id}.photocopies`), useProblem(`${id}.shown`), useProblem(`${id}.captured`),
  ].filter(Boolean);
  return found.length > 0 ? found.join('. ') : undefined;
}

function PaperRow(props: RowProps): ReactNode {
  const { say, pick } = useSpeech();
  const { paper, pages, onScan, entered, change } = props;
  const name = pick(paper.nameVi, paper.nameEn);
  const id = `papers.${paper.componentId}`;
  const problem = useRowProblem(id);
  const counted = totalWanted(paper) > 0;
  const complete = counted && problemOfPaper(paper, { ...entered, shown: true, captured: true }, name, say).length === 0;
  const applies = paper.required || entered.applies;
  // Ticked: as many as wanted, of the form wanted. What was to be seen stays to be ticked by itself.
  const setComplete = (on: boolean): void =>
    change({ originals: on ? text(paper.originals) : '', certified: on ? text(paper.certifiedCopies) : '', photocopies: on ? text(paper.photocopies) : '' });
  const tick = (part: 'shown' | 'captured', label: string): ReactNode => (
    <input type="checkbox" id={`${id}.${part}`} data-column={part} aria-label={label} checked={entered[part]} aria-invalid={problem ? true : undefined} onChange={(event) => change({ [part]: event.target.checked })} />
  );
  return (
    <tr data-row data-paper={paper.componentId} className={problem ? 'has-error' : undefined}>
      <th scope="row">
        <ErrorText id={`${id}.error`} text={problem} />
        {name}
        <small>{paperWords(paper, say)}</small>
        {!paper.required && (
          <label className="option small">
            <input type="checkbox" checked={entered.applies} onChange={(event) => change({ applies: event.target.checked })} />
            <span>{paper.conditionVi ? pick(paper.conditionVi, paper.conditionEn) : say('applies')}</span>
          </label>
        )}
      </th>
      <td data-label={say('complete')}>
        {applies && counted && (
          <input type="checkbox" id={`${id}.complete`} data-column="complete" aria-label={say('completeOf', { paper: name })} checked={complete} onChange={(event) => setComplete(event.target.checked)} />
        )}
      </td>
      {(['originals', 'certified', 'photocopies'] as const).map((part) => (
        <td key={part} data-label={say(part)} className={counted ? undefined : 'not-counted'}>
          {applies && counted && <Count {...props} part={part} />}
        </td>
      ))}
      <td data-label={say('originalSeen')}>{applies && paper.originalMustBeShown && tick('shown', say('originalSeenOf', { paper: name }))}</td>
      <td data-label={say('captured')}>{applies && paper.captureOnSite && tick('captured', say('capturedOf', { paper: name }))}</td>
      <td data-label={say('colScan')}>
        {applies && (
          <button type="button" className="link nowrap" data-column="scan" onClick={onScan}>
            {pages > 0 ? `✓ ${say('scanPages', { n: pages })}` : say('scanNow')}
            <span className="sr-only"> {name}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

export function StepPapers({ draft, update, check }: Props): ReactNode {
  const { say } = useSpeech();
  const wanted = check?.papers ?? [];
  const ready = wanted.length > 0;
  useEffect(() => {
    if (ready) document.querySelector<HTMLInputElement>('.papers tbody input')?.focus();
  }, [ready]);
  const { scans, pages } = useScansOf({ draftId: draft.draftId });
  const [scanned, setScanned] = useState<string | undefined>(undefined);
  // Of the row in which one stands, or the first that has no page yet.
  const scanHere = (): void => {
    const row = document.activeElement?.closest<HTMLElement>('[data-paper]')?.dataset['paper'];
    const next = row ?? wanted.find((paper) => pages(paper.componentId ?? '') === 0)?.componentId ?? wanted[0]?.componentId;
    if (next) setScanned(next);
  };
  useScanKey(scanHere);
  if (!ready) return <p className="muted">{draft.procedure ? say('loading') : say('papersNone')}</p>;
  return (
    <>
      <section aria-labelledby="papers-title">
        <div className="section-head">
          <h2 id="papers-title">{say('papersTitle')}</h2>
          <span className="hint">{say('papersHint')}</span>
        </div>
        <table className="papers">
          <thead>
            <tr>
              <th scope="col">{say('paper')}</th>
              <th scope="col">{say('complete')}</th>
              <th scope="col">{say('originals')}</th>
              <th scope="col">{say('certified')}</th>
              <th scope="col">{say('photocopies')}</th>
              <th scope="col">{say('originalSeen')}</th>
              <th scope="col">{say('captured')}</th>
              <th scope="col">
                {say('colScan')} <kbd>F8</kbd>
              </th>
            </tr>
          </thead>
          <tbody data-rows>
            {wanted.map((paper) => {
              const id = paper.componentId ?? '';
              return (
                <PaperRow
                  key={id}
                  paper={paper}
                  pages={pages(id)}
                  onScan={() => setScanned(id)}
                  entered={draft.papers[id] ?? emptyPaper}
                  change={(part) => update((before) => ({ ...before, papers: { ...before.papers, [id]: { ...(before.papers[id] ?? emptyPaper), ...part } } }))}
                />
              );
            })}
          </tbody>
        </table>
      </section>
      <Scans draftId={draft.draftId} papers={wanted} scans={scans} />
      {scanned && <TakeScan draftId={draft.draftId} papers={wanted} first={scanned} onClose={() => setScanned(undefined)} />}
    </>
  );
}
