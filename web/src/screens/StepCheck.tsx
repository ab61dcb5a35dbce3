// Step 4: everything once more on one page, the fee, the day; then F9 takes it in.
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';
import { fold, hour, lastFour, longDay, money, phone } from '../format';
import { emptyPaper, hasSubmitter, isCitizen, papersThatApply, plainNumber, slipOf, type Draft, type Means, type Person, type Step } from '../intake/draft';
import { oddityWords, problemOfPaper } from '../intake/problems';
import { useProgram } from '../program';
import type { CheckAnswer, ProcedureVersion, TodayRow } from '../types';
import { ChoiceField, TickField } from '../ui/fields';
import { Notice } from '../ui/parts';
import { lackingPapers } from './Lacking';
import { useSpeech, type Say } from '../words';

interface Props {
  draft: Draft;
  update: (change: (draft: Draft) => Draft) => void;
  version: ProcedureVersion | undefined;
  check: CheckAnswer | undefined;
  goTo: (step: Step) => void;
}

function Block({ title, onChange, children }: { title: string; onChange?: () => void; children: ReactNode }): ReactNode {
  const { say } = useSpeech();
  return (
    <div className="answer">
      <dt>{title}</dt>
      <dd>{children}</dd>
      {onChange && (
        <dd className="answer-change">
          <button type="button" className="link" onClick={onChange}>
            {say('change')}
            <span className="sr-only"> {title}</span>
          </button>
        </dd>
      )}
    </div>
  );
}

function personWords(person: Person, say: Say): ReactNode {
  return (
    <>
      <strong>{person.name}</strong>, {say('numberEnding', { number: lastFour(plainNumber(person.number)) })}
      {person.phone && <>, {phone(person.phone)}</>}
      {person.address && <span className="muted">, {person.address}</span>}
    </>
  );
}

function returnWords(draft: Draft, check: CheckAnswer | undefined, say: Say): string {
  if (draft.returnWay === 'delivery') return say('returnDelivery');
  if (draft.returnWay === 'agency') return say('returnAgency');
  return check?.returnOfficeName || say(draft.returnWay === 'here' ? 'returnHere' : 'returnOther');
}

function PapersAnswer({ draft, check }: { draft: Draft; check: CheckAnswer | undefined }): ReactNode {
  const { say } = useSpeech();
  const applying = papersThatApply(draft, check?.papers ?? []);
  const enteredOf = (id: string | undefined) => draft.papers[id ?? ''] ?? emptyPaper;
  const have = applying.filter((paper) => problemOfPaper(paper, enteredOf(paper.componentId), '', say).length === 0).length;
  const toSee = applying.filter((paper) => paper.originalMustBeShown);
  const seen = toSee.filter((paper) => enteredOf(paper.componentId).shown).length;
  return (
    <>
      {say('papersSum', { have, want: applying.length })}
      {toSee.length > 0 && <>, {say('papersSeenSum', { have: seen, want: toSee.length })}</>}
    </>
  );
}

function FeeAnswer({ draft, update, version, check, goTo }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const due = Number(check?.feesDueVnd ?? 0);
  const fees = (version?.fees ?? []).filter((fee) => {
    const channel = !fee.channels?.length || fee.channels.includes('CHANNEL_POST');
    const ofCase = !fee.cases?.length || fee.cases.some((id) => Object.values(draft.cases).includes(id));
    return channel && ofCase;
  });
  // A lower fee is claimed by a paper that is counted like the others.
  const claimed = fees.find((fee) => fee.id === draft.feeId)?.proofNeeded ?? false;
  const toProve = claimed ? lackingPapers(draft, check?.papers ?? [], say) : [];
  return (
    <>
      {due > 0 ? (
        <p className="sum">
          {say('feeToTake', { amount: money(check?.feesDueVnd) })}
          {language === 'vi' && check?.feesDueWords && <span className="muted"> ({check.feesDueWords})</span>}
        </p>
      ) : (
        <p>{say('feeNone')}</p>
      )}
      {fees.length > 1 && (
        <ChoiceField
          id="fee_id"
          label={say('feeChoice')}
          options={fees.map((fee) => ({ value: fee.id ?? '', label: fee.proofNeeded ? say('feeProof', { fee: pick(fee.nameVi, fee.nameEn) }) : pick(fee.nameVi, fee.nameEn) }))}
          value={draft.feeId || (fees.find((fee) => !fee.proofNeeded)?.id ?? '')}
          onChange={(feeId) => update((before) => ({ ...before, feeId }))}
        />
      )}
      {toProve.length > 0 && (
        <Notice tone="amber">
          {say('feeProofFirst', { papers: toProve.map((paper) => pick(paper.nameVi, paper.nameEn)).join('; ') })}{' '}
          <button type="button" className="link" onClick={() => goTo(3)}>
            {say('papersTitle')}
          </button>
        </Notice>
      )}
      {due > 0 && (
        <ChoiceField<Means>
          id="fees_paid"
          label={say('feeMeans')}
          options={[
            { value: 'cash', label: say('cash') },
            { value: 'transfer', label: say('transfer') },
            { value: 'later', label: say('payLater') },
          ]}
          value={draft.means}
          onChange={(means) => update((before) => ({ ...before, means }))}
        />
      )}
    </>
  );
}

// What was taken in today for somebody of this name, by the same procedure: perhaps it is typed a second time.
function useSameAgain(draft: Draft): TodayRow | undefined {
  const { ask } = useProgram();
  const [row, setRow] = useState<TodayRow | undefined>(undefined);
  useEffect(() => {
    let stopped = false;
    ask('ListToday', {})
      .then(({ rows = [] }) => {
        const same = rows.find((one) => one.procedureKey === draft.procedure && fold(one.ownerName ?? '') === fold(draft.owner.name.trim()));
        if (!stopped) setRow(same);
      })
      .catch(() => undefined); // A warning less; nothing depends on it.
    return () => {
      stopped = true;
    };
  }, [ask, draft.procedure, draft.owner.name]);
  return row;
}

export function StepCheck({ draft, update, version, check, goTo }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { state } = useProgram();
  const same = useSameAgain(draft);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const atCounter = hasSubmitter(draft) ? draft.submitter : draft.owner;
  const cases = (version?.cases ?? []).filter((one) => Object.values(draft.cases).includes(one.id ?? '')).map((one) => pick(one.nameVi, one.nameEn));
  return (
    <section aria-labelledby="check-title" className="check">
      <h2 id="check-title" tabIndex={-1} ref={heading}>
        {say('checkTitle')}
      </h2>
      {same && <Notice tone="amber">{say('sameAgain', { code: same.dossierCode ?? '', hour: hour(same.acceptedAt) })}</Notice>}
      {(check?.warnings ?? []).map((warning) => (
        <Notice key={warning} tone="amber">
          {oddityWords(warning, say, language)}
        </Notice>
      ))}
      <div className="columns">
        <dl className="answers">
          <Block title={say('blockProcedure')} onChange={() => goTo(1)}>
            <strong>{pick(version?.nameVi, version?.nameEn)}</strong>
            {cases.map((one) => (
              <Fragment key={one}>, {one}</Fragment>
            ))}
            {version?.units && <>, × {draft.units}</>}
          </Block>
          <Block title={say('blockOwner')} onChange={() => goTo(2)}>
            {personWords(draft.owner, say)}
          </Block>
          {hasSubmitter(draft) && (
            <Block title={say('blockSubmitter')} onChange={() => goTo(2)}>
              {personWords(draft.submitter, say)}
            </Block>
          )}
          <Block title={say('blockReturn')} onChange={() => goTo(2)}>
            {returnWords(draft, check, say)}
          </Block>
          <Block title={say('blockPapers')} onChange={() => goTo(3)}>
            <PapersAnswer draft={draft} check={check} />
          </Block>
          <Block title={say('blockFee')}>
            <FeeAnswer draft={draft} update={update} version={version} check={check} goTo={goTo} />
          </Block>
        </dl>
        <div className="check-side">
          {check?.appointment?.date && (
            <div className="promise big">
              {say('promised')}
              <strong>{longDay(check.appointment.date, language)}</strong>
              <p className="derivation">{pick(check.appointment.derivationVi, check.appointment.derivationEn)}</p>
            </div>
          )}
          <div className="read-back">
            <h3>{say('readBack')}</h3>
            <p className="read-name">{isCitizen(atCounter) || hasSubmitter(draft) ? atCounter.name : draft.owner.name}</p>
            <p className="read-phone">{phone(atCounter.phone)}</p>
            <p>{returnWords(draft, check, say)}</p>
          </div>
          {!draft.mends && (
            <TickField id="slip_id" label={say('moreOnSlip')} checked={draft.slipId !== ''} onChange={(more) => update((before) => ({ ...before, slipId: more ? slipOf(before) : '' }))} />
          )}
          {!state.online && <p className="muted small">{say('populationLater')}</p>}
        </div>
      </div>
    </section>
  );
}
