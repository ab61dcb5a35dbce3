// One dossier: whose turn it is, how long it has, its things and who holds them, and
// what may be done with it here.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../../api';
import { dayOf, hourOrDay, longDay, money, phone, shortDay } from '../../format';
import { ACTS } from '../../desk/standing';
import { useProgram, useTitle } from '../../program';
import type { Act, DoAnswer, DossierView } from '../../types';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { refusalWords } from '../../ui/refusals';
import { DeadlineText, TurnTag } from '../../ui/standing';
import { isWord, useSpeech } from '../../words';
import { DossierScans } from '../scans/Scans';
import { Acted } from './Acted';
import { formOf } from './forms';
import { Settle } from './Settle';

interface Props {
  code: string;
  act: Act | undefined; // Opened with the dossier.
  slipText: string; // Of the slip by which it was found.
  onAct: (act: Act | undefined) => void;
  onBack: () => void;
  onIntoBag: (view: DossierView) => void;
  onChanged: () => void;
}

function useDossier(code: string): { view: DossierView | undefined; problem: string; load: () => Promise<void>; take: (view: DossierView) => void } {
  const { ask } = useProgram();
  const { say } = useSpeech();
  const [view, setView] = useState<DossierView | undefined>(undefined);
  const [problem, setProblem] = useState('');
  const load = useCallback(async (): Promise<void> => {
    try {
      setView(await ask('GetDossier', { dossierCode: code }));
      setProblem('');
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'PROGRAM_GONE') setProblem(refusalWords(error, say));
    }
  }, [ask, code, say]);
  useEffect(() => void load(), [load]);
  return { view: view?.dossierCode === code ? view : undefined, problem, load, take: setView };
}

export function Dossier({ code, act, slipText, onAct, onBack, onIntoBag, onChanged }: Props): ReactNode {
  const { say } = useSpeech();
  const { refresh } = useProgram();
  const { view, problem, load, take } = useDossier(code);
  const [acted, setActed] = useState<{ act: Act; answer: DoAnswer } | undefined>(undefined);
  const [settling, setSettling] = useState(false);
  const toHead = (): void => {
    setActed(undefined);
    setSettling(false);
    onAct(undefined);
    void load();
  };
  const done = (which: Act) => (answer: DoAnswer): void => {
    if (answer.dossier) take(answer.dossier);
    setActed({ act: which, answer });
    setSettling(false);
    onChanged();
    void refresh();
  };
  const choose = (which: Act): void => (which === 'ACT_INTO_BAG' && view ? onIntoBag(view) : onAct(which));
  if (!view) {
    return problem ? <NotFound code={code} problem={problem} onBack={onBack} /> : <main id="main"><p className="muted">{say('loading')}</p></main>;
  }
  if (acted) return <Acted key={acted.answer.position} {...acted} view={view} onDone={toHead} />;
  if (settling) return <Settle view={view} onDone={done('ACT_UNSPECIFIED')} onBack={toHead} />;
  const Form = act && view.acts?.includes(act) ? formOf(act) : undefined;
  if (act && Form) return <Form key={act} view={view} slipText={slipText} onDone={done(act)} onBack={toHead} onOther={choose} />;
  return <Head view={view} onAct={choose} onBack={onBack} onSettle={() => setSettling(true)} />;
}

function NotFound({ code, problem, onBack }: { code: string; problem: string; onBack: () => void }): ReactNode {
  const { say } = useSpeech();
  usePageKeys({ mainAct: onBack, back: onBack });
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{code}</h1>
      </div>
      <Notice tone="red">{problem}</Notice>
      <div className="acts">
        <MainAct label={say('back')} onPress={onBack} />
      </div>
    </main>
  );
}

function Items({ view }: { view: DossierView }): ReactNode {
  const { say, pick } = useSpeech();
  const { state } = useProgram();
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('colItem')}</th>
          <th scope="col">{say('colHolder')}</th>
          <th scope="col">{say('colSince')}</th>
        </tr>
      </thead>
      <tbody>
        {(view.items ?? []).map((item) => (
          <tr key={item.number}>
            <th scope="row">{item.label}</th>
            <td data-label={say('colHolder')}>
              {item.here ? <strong>{pick(item.holderVi, item.holderEn)}</strong> : pick(item.holderVi, item.holderEn)}
              {item.goesToName && <span className="muted"> → {item.goesToName}</span>}
            </td>
            <td data-label={say('colSince')} className="nowrap">{hourOrDay(item.since, state.now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// What somebody waits for, in a sentence each.
function Asked({ view }: { view: DossierView }): ReactNode {
  const { say, pick } = useSpeech();
  const { supplement, payment } = view;
  return (
    <>
      {supplement && (
        <Notice tone="amber">
          <strong>{say('supplementAsked', { day: shortDay(supplement.supplyUntil) })}</strong>
          <ul>
            {(supplement.papers ?? []).map((paper) => (
              <li key={paper.count?.componentId}>{pick(paper.nameVi, paper.nameEn)}</li>
            ))}
          </ul>
          {supplement.reason && <p>{supplement.reason}</p>}
        </Notice>
      )}
      {payment && <Notice tone="amber">{say(payment.reason ? 'paymentAsked' : 'paymentDue', { amount: money(payment.amountVnd), reason: payment.reason ?? '' })}</Notice>}
    </>
  );
}

const DISCREPANCIES = { DISCREPANCY_KIND_MISSING: 'differenceMissing', DISCREPANCY_KIND_SURPLUS: 'differenceSurplus', DISCREPANCY_KIND_SEAL: 'differenceSeal', DISCREPANCY_KIND_DAMAGED: 'differenceDamaged' } as const;

function Head({ view, onAct, onBack, onSettle }: { view: DossierView; onAct: (act: Act) => void; onBack: () => void; onSettle: () => void }): ReactNode {
  const { say, pick, language } = useSpeech();
  const { state } = useProgram();
  const acts = (view.acts ?? []).filter((act) => ACTS[act]);
  const troubles = view.discrepancies ?? [];
  const heading = useRef<HTMLHeadingElement>(null);
  const [first, ...others] = acts;
  const main = first ? () => onAct(first) : onBack;
  usePageKeys({
    mainAct: main,
    back: onBack,
    choose: (n) => {
      const act = others[n - 1];
      if (act) onAct(act);
    },
  });
  useTitle(say('dossierTitle'));
  useEffect(() => heading.current?.focus(), []);
  const status = String(view.status);
  const named = (act: Act): string => say(ACTS[act] ?? 'turnUnknown');
  return (
    <main id="main" className="dossier" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          <span className="code">{view.dossierCode}</span> · {pick(view.procedureNameVi, view.procedureNameEn)}
        </h1>
      </div>
      <p className="standing">
        <TurnTag view={view} /> <span>{isWord(status) ? say(status) : ''}</span> <DeadlineText view={view} />
        {view.unsent && <span className="muted">{say('dossierUnsent')}</span>}
      </p>
      {troubles.map((one) => (
        <Notice key={one.number} tone="red">
          {say(DISCREPANCIES[one.kind as keyof typeof DISCREPANCIES] ?? 'differenceMissing', { bag: one.bagId ?? '', day: one.settleBy ? shortDay(dayOf(one.settleBy)) : '–' })}{' '}
          <button type="button" className="link" onClick={onSettle}>
            {say('settle')}
          </button>
        </Notice>
      ))}
      <Asked view={view} />
      <div className="columns">
        <section aria-labelledby="items-title">
          <h2 id="items-title">{say('itemsTitle')}</h2>
          {(view.items ?? []).length > 0 ? <Items view={view} /> : <p className="empty">{say('itemsNone')}</p>}
        </section>
        <section aria-label={say('dossierTitle')}>
          <dl className="facts">
            <dt>{say('colOwner')}</dt>
            <dd>
              <strong>{view.ownerName}</strong>
              {view.ownerNumberEnd && <>, {say('numberEnding', { number: `…${view.ownerNumberEnd}` })}</>}
            </dd>
            {view.submitterName && (
              <>
                <dt>{say('blockSubmitter')}</dt>
                <dd>{view.submitterName}</dd>
              </>
            )}
            <dt>{say('phone')}</dt>
            <dd>{phone(view.phone ?? '') || '–'}</dd>
            <dt>{say('agency')}</dt>
            <dd>{pick(view.agencyNameVi, view.agencyNameEn)}</dd>
            <dt>{say('acceptedAt')}</dt>
            <dd>{hourOrDay(view.acceptedAt, state.now)}</dd>
            {view.appointment?.date && (
              <>
                <dt>{say('colPromised')}</dt>
                <dd>
                  <strong>{longDay(view.appointment.date, language)}</strong>
                  <p className="derivation">{pick(view.appointment.derivationVi, view.appointment.derivationEn)}</p>
                </dd>
              </>
            )}
            <dt>{say('blockReturn')}</dt>
            <dd>{view.returnOfficeName || '–'}</dd>
            {view.notifiedAt && (
              <>
                <dt>{say('notifiedAt')}</dt>
                <dd>{hourOrDay(view.notifiedAt, state.now)}</dd>
              </>
            )}
            {view.keepUntil && (
              <>
                <dt>{say('keepUntil')}</dt>
                <dd>{shortDay(view.keepUntil)}</dd>
              </>
            )}
            {(view.failedAttempts ?? 0) > 0 && (
              <>
                <dt>{say('failedAttempts')}</dt>
                <dd>{view.failedAttempts}</dd>
              </>
            )}
          </dl>
          <p className="muted small">{view.asOf ? say('asOf', { hour: hourOrDay(view.asOf, state.now) }) : say('asOfNever')}</p>
        </section>
      </div>
      <DossierScans code={view.dossierCode ?? ''} procedureKey={view.procedureKey ?? ''} />
      <div className="acts sticky no-print">
        <MainAct label={first ? named(first) : say('back')} onPress={main} />
        {others.map((act, index) => (
          <button key={act} type="button" onClick={() => onAct(act)}>
            {named(act)}
            <kbd>{index + 1}</kbd>
          </button>
        ))}
        {first && (
          <button type="button" className="quiet" onClick={onBack}>
            {say('back')}
            <kbd>Esc</kbd>
          </button>
        )}
      </div>
    </main>
  );
}
