// An act with a bag is written down; its papers are printed, and what comes next is offered.
import { useEffect, useRef, type ReactNode } from 'react';
import { hour } from '../../format';
import { useProgram, useTitle } from '../../program';
import type { BagView, DoAnswer, ItemRef } from '../../types';
import { refKey } from '../../desk/bags';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { PrintButtons, PrintState, printingWord, usePrinting } from '../../ui/Printing';
import { useSpeech, type Word } from '../../words';
import { useWork } from '../../desk/useWork';

interface Props {
  answer: DoAnswer;
  title: Word;
  onDone: () => void;
  onPass: (bag: BagView) => void;
  onDossier: (code: string) => void;
}

const NONE: never[] = [];

function Refs({ word, refs, onDossier }: { word: Word; refs: readonly ItemRef[]; onDossier: (code: string) => void }): ReactNode {
  const { say } = useSpeech();
  if (refs.length === 0) return null;
  return (
    <Notice tone="red">
      {say(word, { n: refs.length })}
      <ul>
        {refs.map((ref) => (
          <li key={refKey(ref)}>
            <button type="button" className="link code" onClick={() => onDossier(ref.dossierCode ?? '')}>
              {ref.dossierCode}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

export function BagActed({ answer, title, onDone, onPass, onDossier }: Props): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { work } = useWork();
  const at = useRef(state.now);
  const bag = answer.bag;
  const printing = usePrinting(answer.papers ?? NONE, answer.position ?? '0');
  const mayPass = bag?.mayDispatch ?? false;
  const next = mayPass && bag ? () => onPass(bag) : onDone;
  const goOn = printing.isPrinted ? next : printing.goOn;
  const toShelve = title === 'bagOpened' ? (work?.results ?? []).filter((view) => view.acts?.includes('ACT_RECEIVE_RESULTS')) : [];
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: goOn, back: onDone, ...(printing.papers.length > 0 && { print: () => printing.print(printing.at) }) });
  useEffect(() => heading.current?.focus(), []);
  const said = say(title, { bag: bag?.bagId ?? '' });
  useTitle(said);
  return (
    <main id="main" className="done" tabIndex={-1}>
      <h1 tabIndex={-1} ref={heading}>
        {said}
      </h1>
      <Notice tone="good">{say(state.online ? 'actedSaved' : 'actedSavedHere', { hour: hour(at.current) })}</Notice>
      <Refs word={'openedMissing'} refs={answer.missing ?? []} onDossier={onDossier} />
      <Refs word={'openedSurplus'} refs={answer.surplus ?? []} onDossier={onDossier} />
      {toShelve.length > 0 && (
        <div className="card">
          <h2>{say('openedShelve')}</h2>
          <ul className="plain-list">
            {toShelve.map((view) => (
              <li key={view.dossierCode}>
                <button type="button" className="link code" onClick={() => onDossier(view.dossierCode ?? '')}>
                  {view.dossierCode}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="card">
        <PrintState printing={printing} />
        <div className="acts">
          <MainAct label={printing.isPrinted ? say(mayPass ? 'bagPass' : 'backToBags') : say(printingWord(printing))} onPress={goOn} />
          <PrintButtons printing={printing} />
          {printing.isPrinted && mayPass && (
            <button type="button" className="quiet" onClick={onDone}>
              {say('backToBags')}
              <kbd>Esc</kbd>
            </button>
          )}
        </div>
      </div>
    </main>
  );
}
