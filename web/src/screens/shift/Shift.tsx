// The shift: opened with a float, counted blind, closed with a sheet; and the money that is
// held for agencies.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { hourOrDay, money } from '../../format';
import { useProgram, useTitle } from '../../program';
import type { Shift as ShiftView } from '../../types';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { printPaper } from '../../ui/print';
import { useSpeech } from '../../words';
import { Close } from './Close';
import { CashForm } from './CashForm';
import { HandOverFees } from './HandOverFees';

type Task = 'head' | 'open' | 'count' | 'close' | { agency: string };

function useShift(): { shift: ShiftView | undefined; take: (shift: ShiftView) => void } {
  const { ask, state } = useProgram();
  const [shift, setShift] = useState<ShiftView | undefined>(undefined);
  const load = useCallback(() => {
    ask('GetShift', {}).then(setShift, () => undefined); // The banner says why; the old one stays.
  }, [ask]);
  useEffect(load, [load, state.online, state.unprinted]);
  return { shift, take: setShift };
}

export function Shift({ onLeave }: { onLeave: () => void }): ReactNode {
  const { say } = useSpeech();
  const { refresh } = useProgram();
  const { shift, take } = useShift();
  const [task, setTask] = useState<Task>('head');
  const done = (next: Task) => (answer: ShiftView): void => {
    take(answer);
    setTask(next);
    void refresh();
  };
  const toHead = (): void => setTask('head');
  if (!shift) return <main id="main"><p className="muted">{say('loading')}</p></main>;
  if (task === 'open') return <CashForm form="shift-open" method="OpenShift" title={say('shiftOpenTitle')} hint={say('shiftOpenHint')} label={say('shiftOpen')} onDone={done('head')} onBack={toHead} />;
  if (task === 'count') return <CashForm form={`shift-count:${shift.shiftId}`} method="CountCash" title={say('shiftCountTitle')} hint={say('shiftCountHint')} label={say('countDone')} onDone={done('close')} onBack={toHead} />;
  if (task === 'close' && shift.counted) return <Close shift={shift} onDone={done('head')} onAgain={() => setTask('count')} onBack={toHead} />;
  if (typeof task === 'object') return <HandOverFees key={task.agency} shift={shift} agency={task.agency} onDone={done('head')} onBack={toHead} />;
  return <Head shift={shift} onTask={setTask} onLeave={onLeave} />;
}

function Held({ shift, onTask }: { shift: ShiftView; onTask: (task: Task) => void }): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const held = shift.held ?? [];
  if (held.length === 0) return <p className="empty">{say('heldNone')}</p>;
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('agency')}</th>
          <th scope="col" className="number">{say('colHeld')}</th>
          <th scope="col">{say('colSince')}</th>
          <th scope="col">{say('colAct')}</th>
        </tr>
      </thead>
      <tbody data-rows>
        {held.map((one) => (
          <tr key={one.agencyKey} data-row>
            <th scope="row">{one.agencyNameVi}</th>
            <td data-label={say('colHeld')} className="number nowrap">{money(one.amountVnd)}</td>
            <td data-label={say('colSince')} className="nowrap">{hourOrDay(one.since, state.now)}</td>
            <td data-label={say('colAct')}>
              <button type="button" className="link" data-column="act" onClick={() => onTask({ agency: one.agencyKey ?? '' })}>
                {say('handOverFees')}
                <span className="sr-only"> {one.agencyNameVi}</span>
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ shift, onTask, onLeave }: { shift: ShiftView; onTask: (task: Task) => void; onLeave: () => void }): ReactNode {
  const { say, pick } = useSpeech();
  const { state } = useProgram();
  const [failed, setFailed] = useState(false);
  const isOpen = Boolean(shift.shiftId);
  const sheet = shift.papers?.[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const act = (): void => onTask(!isOpen ? 'open' : shift.counted ? 'close' : 'count');
  const print = (): void => {
    printPaper(sheet?.path ?? '').then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  usePageKeys({ mainAct: act, back: onLeave, ...(sheet && { print }) });
  useTitle(say('navShift'));
  const printed = useRef('');
  useEffect(() => {
    heading.current?.focus();
    // The sheet of a shift that was closed just now goes to the printer by itself.
    if (sheet?.path && shift.closedAt && printed.current !== sheet.path && Math.abs(Date.parse(state.now ?? '') - Date.parse(shift.closedAt)) < 30_000) {
      printed.current = sheet.path;
      print();
    }
    // eslint-disable-next-line
  }, []);
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {say('shiftTitle')}
        </h1>
        <MainAct label={say(!isOpen ? 'shiftOpen' : shift.counted ? 'shiftGoOnClosing' : 'shiftClose')} onPress={act} />
      </div>
      {failed && <Notice tone="red">{say('sheetNotPrinted')}</Notice>}
      <section aria-labelledby="shift-now">
        <h2 id="shift-now">{isOpen ? say('shiftSince', { hour: hourOrDay(shift.openedAt, state.now), staff: shift.openedBy ?? '' }) : say('shiftNone')}</h2>
        {isOpen ? (
          <p>{say('shiftFloat', { amount: money(shift.floatVnd) })}</p>
        ) : (
          <>
            {shift.closedAt && <Notice tone="good">{say('shiftClosed', { hour: hourOrDay(shift.closedAt, state.now) })}</Notice>}
            {sheet && (
              <button type="button" onClick={print}>
                {say('print')}: {pick(sheet.titleVi, sheet.titleEn)}
              </button>
            )}
          </>
        )}
        {shift.provisional && <Notice tone="amber">{say('shiftProvisional')}</Notice>}
      </section>
      <section aria-labelledby="held-title">
        <h2 id="held-title">{say('heldTitle')}</h2>
        <Held shift={shift} onTask={onTask} />
      </section>
    </main>
  );
}
