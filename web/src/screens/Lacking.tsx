// A dossier that cannot be taken in as it is: slip 02 says what is lacking, slip 03 that and
// why it is refused.
import { useEffect, useRef, type ReactNode } from 'react';
import { countsOf, emptyPaper, papersThatApply, requestOf, type Draft } from '../intake/draft';
import { problemOfPaper } from '../intake/problems';
import { useProgram, useTitle } from '../program';
import type { CheckAnswer, ComponentCount, DoAnswer, PaperWanted, ProcedureVersion } from '../types';
import { useAct } from '../ui/act';
import { TextArea } from '../ui/fields';
import { FormPage } from '../ui/FormPage';
import { useKept } from '../ui/kept';
import { usePageKeys } from '../ui/keys';
import { MainAct, Notice } from '../ui/parts';
import { PrintButtons, PrintState, printingWord, usePrinting } from '../ui/Printing';
import { useSpeech, type Say } from '../words';
import { notRefusing, problemsOfRefusal, RefusalFields } from './dossier/Refuse';

interface Props {
  draft: Draft;
  check: CheckAnswer | undefined;
  version: ProcedureVersion | undefined;
  onDone: (answer: DoAnswer) => void;
  onBack: () => void;
}

export const lackingPapers = (draft: Draft, wanted: readonly PaperWanted[], say: Say): PaperWanted[] =>
  papersThatApply(draft, wanted).filter((paper) => problemOfPaper(paper, draft.papers[paper.componentId ?? ''] ?? emptyPaper, '', say).length > 0);

// What is still wanted of a paper, beyond what was counted.
function stillWanted(draft: Draft, paper: PaperWanted): ComponentCount {
  const have = countsOf(draft.papers[paper.componentId ?? ''] ?? emptyPaper);
  const less = (want: number | undefined, got: number): number => Math.max(0, (want ?? 0) - got);
  return {
    componentId: paper.componentId ?? '', originals: less(paper.originals, have.originals), certifiedCopies: less(paper.certifiedCopies, have.certified),
    photocopies: less(paper.photocopies, have.photocopies), originalShown: paper.originalMustBeShown ?? false,
  };
}

export function AskForPapers({ draft, check, onDone, onBack }: Props): ReactNode {
  const { say, pick } = useSpeech();
  const { ask } = useProgram();
  const wanted = papersThatApply(draft, check?.papers ?? []);
  const lacking = lackingPapers(draft, check?.papers ?? [], say).map((paper) => paper.componentId ?? '');
  const kept = useKept(`ask:${draft.draftId}`, { ticked: lacking, note: '' });
  const acting = useAct();
  const { ticked, note } = kept.value;
  const missing = ticked.length > 0 ? [] : [{ field: `ask.${wanted[0]?.componentId}`, text: say('tickLacking') }];
  const act = async (): Promise<void> => {
    const components = wanted.filter((paper) => ticked.includes(paper.componentId ?? '')).map((paper) => stillWanted(draft, paper));
    const answer = await ask('Do', { actId: kept.actId, askForPapers: { dossier: requestOf(draft, check?.papers ?? []), components, note: note.trim().normalize('NFC') } });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('askTitle')} acting={acting} missing={missing} label={say('askAndPrint')} onAct={() => acting.run(missing, act)} onBack={onBack} focus={`ask.${wanted[0]?.componentId}`}>
      <section aria-labelledby="lacking-title">
        <h2 id="lacking-title">{say('askLacking')}</h2>
        <ul className="ticks" data-rows>
          {wanted.map((paper) => {
            const id = paper.componentId ?? '';
            return (
              <li key={id} data-row>
                <label className="option">
                  <input id={`ask.${id}`} type="checkbox" data-column="ask" checked={ticked.includes(id)} onChange={(event) => kept.set({ ticked: event.target.checked ? [...ticked, id] : ticked.filter((one) => one !== id) })} />
                  <span>{pick(paper.nameVi, paper.nameEn)}</span>
                </label>
              </li>
            );
          })}
        </ul>
        <TextArea id="note" label={say('askNote')} hint={say('optional')} value={note} onChange={(text) => kept.set({ note: text })} />
        <Notice tone="plain">{say('askKeepsDraft')}</Notice>
      </section>
    </FormPage>
  );
}

export function RefuseNew({ draft, check, version, onDone, onBack }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const kept = useKept(`refuse:${draft.draftId}`, notRefusing);
  const acting = useAct();
  const missing = problemsOfRefusal(kept.value, say);
  const act = async (): Promise<void> => {
    const { procedure = '', owner, submitter } = requestOf(draft, check?.papers ?? []);
    const { ground, explanation } = kept.value;
    const answer = await ask('Do', { actId: kept.actId, refuse: { procedure, groundId: ground, explanation: explanation.trim().normalize('NFC'), ...(owner && { owner }), ...(submitter && { submitter }) } });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('refuseNewTitle')} acting={acting} missing={missing} label={say('refuseAndPrint')} onAct={() => acting.run(missing, act)} onBack={onBack} focus="ground_id">
      <section aria-label={say('refuseNewTitle')}>
        <RefusalFields version={version} value={kept.value} set={kept.set} />
      </section>
    </FormPage>
  );
}

const NONE: never[] = [];

// Slip 02 or 03 is written down and printed.
export function NotTakenIn({ answer, title, onDone }: { answer: DoAnswer; title: string; onDone: () => void }): ReactNode {
  const { say } = useSpeech();
  const printing = usePrinting(answer.papers ?? NONE, answer.position ?? '0');
  const goOn = printing.isPrinted ? onDone : printing.goOn;
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: goOn, back: onDone, print: () => printing.print(printing.at) });
  useTitle(title);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="main" className="done" tabIndex={-1}>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <div className="card">
        <PrintState printing={printing} />
        <div className="acts">
          <MainAct label={printing.isPrinted ? say('backToToday') : say(printingWord(printing))} onPress={goOn} />
          <PrintButtons printing={printing} />
        </div>
      </div>
    </main>
  );
}
