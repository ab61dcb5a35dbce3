// After the count: what should be there, the difference and its ground, what is left open.
import { useState, type ReactNode } from 'react';
import { money } from '../../format';
import { useProgram } from '../../program';
import type { Shift } from '../../types';
import { useAct } from '../../ui/act';
import { TextArea, TickField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { Notice } from '../../ui/parts';
import { isSupervisor, noSupervisor, problemsOfSupervisor, SupervisorFields } from '../../ui/Supervisor';
import { useSpeech } from '../../words';

interface Props {
  shift: Shift;
  onDone: (shift: Shift) => void;
  onAgain: () => void;
  onBack: () => void;
}

function Lines({ shift }: { shift: Shift }): ReactNode {
  const { say } = useSpeech();
  const lines = shift.lines ?? [];
  if (lines.length === 0) return <p className="empty">{say('linesNone')}</p>;
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('colProcedure')}</th>
          <th scope="col">{say('agency')}</th>
          <th scope="col">{say('feeMeans')}</th>
          <th scope="col" className="number">{say('colReceipts')}</th>
          <th scope="col" className="number">{say('colAmount')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.procedureKey}${line.means}`}>
            <th scope="row">{line.procedureNameVi}</th>
            <td data-label={say('agency')}>{line.agencyNameVi}</td>
            <td data-label={say('feeMeans')}>{say(line.means === 'PAYMENT_MEANS_TRANSFER' ? 'transfer' : 'cash')}</td>
            <td data-label={say('colReceipts')} className="number">{line.receipts}</td>
            <td data-label={say('colAmount')} className="number nowrap">{money(line.amountVnd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Close({ shift, onDone, onAgain, onBack }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask, state } = useProgram();
  const kept = useKept(`shift-close:${shift.shiftId}`, { ground: '', handOn: false });
  const [sign, setSign] = useState(noSupervisor);
  const acting = useAct((field) => (field === 'hand_on_open_work' ? 'hand_on' : field));
  const { ground, handOn } = kept.value;
  const difference = Number(shift.differenceVnd ?? 0);
  const open = [
    (shift.unprinted ?? 0) > 0 && say('leftUnprinted', { n: shift.unprinted ?? 0 }),
    (shift.unsent ?? 0) > 0 && say('leftUnsent', { n: shift.unsent ?? 0 }),
    (shift.itemsNotInABag ?? 0) > 0 && say('leftNotInABag', { n: shift.itemsNotInABag ?? 0 }),
  ].filter((one): one is string => Boolean(one));
  const missing = [
    ...(difference !== 0 && !ground.trim() ? [{ field: 'difference_ground', text: say('enterDifference') }] : []),
    ...(difference !== 0 ? problemsOfSupervisor(sign, state, say) : []),
    ...(open.length > 0 && !handOn ? [{ field: 'hand_on', text: say('tickHandOn') }] : []),
  ];
  const close = async (): Promise<void> => {
    const answer = await ask('CloseShift', { actId: kept.actId, differenceGround: ground.trim().normalize('NFC'), handOnOpenWork: handOn, ...(difference !== 0 && sign) });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('shiftCloseTitle')} acting={acting} missing={missing} label={say('closeAndPrint')} onAct={() => acting.run(missing, close)} onBack={onBack} more={<button type="button" onClick={onAgain}>{say('countAgain')}</button>}>
      <section aria-labelledby="balance-title">
        <h2 id="balance-title">{say('balance')}</h2>
        <p className="balance">
          {say('balanceLine', { expected: money(shift.expectedVnd), counted: money(shift.countedVnd) })} · <strong className={difference === 0 ? '' : 'lacking'}>{say('balanceDifference', { amount: money(difference) })}</strong>
        </p>
        <p className="muted">
          {(shift.receipts ?? 0) > 0 ? say('receiptsRange', { first: shift.firstReceipt ?? '', last: shift.lastReceipt ?? '', n: shift.receipts ?? 0, void: shift.receiptsVoid ?? 0 }) : say('receiptsNone')}
          {(shift.counts ?? 0) > 1 && ` · ${say('countedTimes', { n: shift.counts ?? 0 })}`}
        </p>
        <Lines shift={shift} />
        {difference !== 0 && (
          <>
            <Notice tone="red">{say('differenceNeeds')}</Notice>
            <TextArea id="difference_ground" label={say('differenceGround')} value={ground} onChange={(text) => kept.set({ ground: text })} />
            {!isSupervisor(state) && <SupervisorFields value={sign} set={(part) => setSign((before) => ({ ...before, ...part }))} />}
          </>
        )}
      </section>
      <section aria-labelledby="left-open-title">
        <h2 id="left-open-title">{say('leftOpen')}</h2>
        {open.length === 0 ? (
          <p className="empty">{say('leftOpenNone')}</p>
        ) : (
          <>
            <ul className="plain-list">
              {open.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
            <TickField id="hand_on" label={say('handOn')} checked={handOn} onChange={(on) => kept.set({ handOn: on })} />
          </>
        )}
      </section>
    </FormPage>
  );
}
