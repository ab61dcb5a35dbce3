// The dossier is taken in: the slip is printed at once, and what is left to do is listed.
// The envelope's code is scanned last and has to match.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { hour, longDay } from '../format';
import { useProgram, useTitle } from '../program';
import { classify } from '../scan/classify';
import { useScans } from '../scan/layers';
import { beep } from '../scan/sound';
import { usePageKeys } from '../ui/keys';
import { MainAct, Notice } from '../ui/parts';
import { PrintButtons, PrintState, printingWord, usePrinting } from '../ui/Printing';
import { useSpeech } from '../words';
import type { Accepted } from './Intake';

interface Props {
  accepted: Accepted;
  onNew: () => void;
  onMore: () => void; // Another dossier of the same person.
}

const NONE: never[] = [];

type Envelope = 'open' | 'asked' | 'wrong' | 'good';

export function Done({ accepted, onNew, onMore }: Props): ReactNode {
  const { say, language } = useSpeech();
  const { state } = useProgram();
  const { answer, draft, at, seenOriginals } = accepted;
  const printing = usePrinting(answer.papers ?? NONE, answer.position ?? '0');
  const [envelope, setEnvelope] = useState<Envelope>('open');
  const [wrong, setWrong] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const code = answer.dossierCode ?? '';
  useEffect(() => heading.current?.focus(), []);
  useScans((text) => {
    const found = classify(text);
    if (found.kind !== 'dossier') return false;
    const good = code.endsWith(found.code);
    beep(good);
    setEnvelope(good ? 'good' : 'wrong');
    setWrong(found.code);
    return true;
  });
  const next = draft.slipId ? onMore : onNew;
  const goOn = (): void => {
    if (!printing.isPrinted) return printing.goOn();
    if (envelope === 'good') return next();
    beep(false);
    if (envelope === 'open') setEnvelope('asked');
  };
  usePageKeys({ mainAct: goOn, print: () => printing.print(printing.at) });
  useTitle(say('doneTitle', { code }));
  const mainWord = !printing.isPrinted ? printingWord(printing) : draft.slipId ? 'moreForPerson' : 'newDossier';
  return (
    <main id="main" className="done" tabIndex={-1}>
      <h1 tabIndex={-1} ref={heading}>
        {say('doneTitle', { code: '' })}
        <span className="dossier-code">{code}</span>
      </h1>
      <Notice tone="good">{say(state.online ? 'doneSaved' : 'doneSavedHere', { hour: hour(at) })}</Notice>
      {answer.provisional && <Notice tone="amber">{say('provisional')}</Notice>}
      <div className="columns">
        <div className="card">
          {answer.appointment?.date && (
            <div className="promise big">
              {say('promised')}
              <strong>{longDay(answer.appointment.date, language)}</strong>
            </div>
          )}
          {answer.lookupSecret && (
            <p>
              {say('secret')}: <strong className="secret">{answer.lookupSecret}</strong>
            </p>
          )}
          {answer.receiptNumber && (
            <p>
              {say('receipt')} <strong>{answer.receiptNumber}</strong>
            </p>
          )}
        </div>
        <div className="card">
          <PrintState printing={printing} />
          <h2>{say('stillToDo')}</h2>
          <ul className="todo">
            <li>{say('todoSign')}</li>
            {seenOriginals && <li>{say('todoReturnOriginals')}</li>}
            <li>
              {say('todoEnvelope', { code })}
              {envelope === 'good' && <strong className="matched"> ✓ {say('envelopeMatches')}</strong>}
            </li>
          </ul>
          {envelope === 'wrong' && <Notice tone="red">{say('envelopeWrong', { found: wrong, code })}</Notice>}
          {envelope === 'asked' && <Notice tone="red">{say('envelopeScan', { code })}</Notice>}
          <div className="acts">
            <MainAct label={say(mainWord)} onPress={goOn} />
            {printing.isPrinted && !draft.slipId && (
              <button type="button" onClick={onMore}>
                {say('moreForPerson')}
              </button>
            )}
            {printing.isPrinted && envelope !== 'good' && (
              <button type="button" className="quiet" onClick={next}>
                {say('envelopeLater')}
              </button>
            )}
            <PrintButtons printing={printing} />
          </div>
        </div>
      </div>
    </main>
  );
}
