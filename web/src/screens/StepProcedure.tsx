// Step 1, and the guide of 4.1: find the procedure, answer its cases, see what is to
// be brought, what it costs and when it is ready.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { longDay, matches, money, shortDay } from '../format';
import type { Draft } from '../intake/draft';
import { ownerKindsFor, relationsFor } from '../intake/problems';
import { useProgram } from '../program';
import type { Case, CheckAnswer, Fee, Offer, PaperWanted, ProcedureVersion } from '../types';
import { ChoiceField, ErrorText, TextField, useProblem } from '../ui/fields';
import { isWord, searchWords, useSpeech, type Say } from '../words';

interface Props {
  draft: Draft;
  update: (change: (draft: Draft) => Draft) => void;
  check: CheckAnswer | undefined;
}

export function termWords(version: ProcedureVersion | undefined, say: Say): string {
  const term = version?.terms?.[0];
  if (!term) return '';
  const n = term.value ?? 0;
  if (term.unit === 'TERM_UNIT_CALENDAR_DAY') return say('termCalendarDays', { n });
  return term.unit === 'TERM_UNIT_HOUR' ? say('termHours', { n }) : say('termWorkingDays', { n });
}

// The fee as a list shows it: of the counter, without a claim to a lower one.
function usualFee(version: ProcedureVersion | undefined): Fee | undefined {
  return version?.fees?.find((fee) => !fee.proofNeeded && (!fee.channels?.length || fee.channels.includes('CHANNEL_POST')));
}

export function paperWords(paper: PaperWanted, say: Say): string {
  const parts: string[] = [];
  if (paper.originals) parts.push(say('paperOriginals', { n: paper.originals }));
  if (paper.certifiedCopies) parts.push(say('paperCertified', { n: paper.certifiedCopies }));
  if (paper.photocopies) parts.push(say('paperPhotocopies', { n: paper.photocopies }));
  if (paper.originalMustBeShown) parts.push(say('paperShow'));
  if (paper.captureOnSite) parts.push(say('paperCapture'));
  return parts.join(', ');
}

const casesOf = (version: ProcedureVersion, group: string): Case[] => (version.cases ?? []).filter((one) => (one.group ?? '') === group);

// A procedure for bodies alone has no citizen for an owner, and one for the owner alone no proxy.
function forWhom(draft: Draft, version: ProcedureVersion): Draft {
  const kinds = ownerKindsFor(version);
  const kind = kinds.includes(draft.owner.kind) ? draft.owner.kind : (kinds[0] ?? 'OWNER_KIND_CITIZEN');
  const relations = relationsFor(version, kind);
  const relation = relations.includes(draft.relation) ? draft.relation : (relations[0] ?? 'RELATION_SELF');
  return { ...draft, owner: { ...draft.owner, kind }, relation };
}

// Where there are several cases, the clerk is asked; none is guessed.
function withProcedure(draft: Draft, offer: Offer): Draft {
  if (draft.procedure === offer.key) return draft;
  const version = offer.version ?? {};
  const groups = [...new Set((version.cases ?? []).map((one) => one.group ?? ''))];
  const cases = Object.fromEntries(groups.map((group) => [group, casesOf(version, group).length === 1 ? (casesOf(version, group)[0]?.id ?? '') : '']));
  return forWhom({ ...draft, procedure: offer.key ?? '', cases, units: '1', papers: {}, feeId: '' }, version);
}

function Row({ offer, chosen, onChoose }: { offer: Offer; chosen: boolean; onChoose: () => void }): ReactNode {
  const { say, pick } = useSpeech();
  const version = offer.version;
  const fee = usualFee(version);
  const amount = Number(fee?.amountVnd ?? 0);
  return (
    <label className={`procedure${chosen ? ' chosen' : ''}${offer.takenInHere ? '' : ' closed'}`} data-row>
      <input type="radio" name="procedure" checked={chosen} onChange={onChoose} id={`procedure.${offer.key}`} />
      <span className="procedure-name">{pick(version?.nameVi, version?.nameEn) || offer.key}</span>
      <span className="procedure-facts">
        {offer.takenInHere
          ? [pick(offer.agencyNameVi, offer.agencyNameEn), termWords(version, say), amount > 0 ? say('feeOf', { amount: money(amount) }) : say('feeNone')].filter(Boolean).join(' · ')
          : `${say('closedHere')}: ${offer.closedWhy ?? ''}`}
      </span>
    </label>
  );
}

export function StepProcedure({ draft, update, check }: Props): ReactNode {
  const { say, pick, language } = useSpeech();
  const { offers } = useProgram();
  const [typed, setTyped] = useState('');
  const problem = useProblem('procedure');
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(
    () => offers.filter((offer) => matches(`${offer.version?.nameVi} ${offer.version?.nameEn} ${offer.version?.code} ${searchWords[offer.key ?? ''] ?? ''}`, typed)),
    [offers, typed],
  );
  const chosen = offers.find((offer) => offer.key === draft.procedure);
  // What to bring and when to come depends on the case: it is asked first.
  const answered = Object.values(draft.cases).every(Boolean);
  const choose = (offer: Offer): void => update((before) => withProcedure(before, offer));

  useEffect(() => document.getElementById(draft.procedure ? `procedure.${draft.procedure}` : 'procedure')?.focus(), []);

  return (
    <div className="columns guide">
      <section aria-labelledby="find-title" className="no-print">
        <div className={`field field-long${problem ? ' has-error' : ''}`}>
          <label htmlFor="procedure" id="find-title">
            {say('searchProcedure')}
          </label>
          <span className="hint" id="procedure.hint">
            {say('searchHint')}
          </span>
          <ErrorText id="procedure.error" text={problem} />
          <input
            id="procedure"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`procedure.hint${problem ? ' procedure.error' : ''}`}
            aria-invalid={problem ? true : undefined}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' && found[0]) {
                event.preventDefault();
                list.current?.querySelector<HTMLInputElement>('input')?.focus();
                if (!chosen || !found.includes(chosen)) choose(found[0]);
              } else if (event.key === 'Enter' && !event.ctrlKey && found[0] && (!chosen || !found.includes(chosen))) {
                choose(found[0]); // And Enter goes on to its cases.
              }
            }}
          />
        </div>
        <div className="procedures" role="radiogroup" aria-label={say('procedureList')} ref={list} data-rows>
          {found.map((offer) => (
            <Row key={offer.key} offer={offer} chosen={offer === chosen} onChoose={() => choose(offer)} />
          ))}
        </div>
        <p role="status" className="muted">
          {found.length === 0 ? say('noProcedure', { n: offers.filter((offer) => offer.takenInHere).length }) : ''}
        </p>
      </section>
      {chosen?.version && chosen.takenInHere && (
        <section aria-labelledby="chosen-title" className="card">
          <h2 id="chosen-title">{pick(chosen.version.nameVi, chosen.version.nameEn)}</h2>
          <Cases draft={draft} update={update} version={chosen.version} />
          {answered && <Bring check={check} version={chosen.version} />}
          {answered && (
            <p>
              <strong>{say('termAndFee')}:</strong> {termWords(chosen.version, say)},{' '}
              {Number(check?.feesDueVnd ?? 0) > 0 ? say('feeOf', { amount: money(check?.feesDueVnd) }) : say('feeNone')}
            </p>
          )}
          {answered && check?.appointment?.date && (
            <div className="promise">
              {say('ifAcceptedNow')}: <strong>{longDay(check.appointment.date, language)}</strong>
              <p className="derivation">{pick(check.appointment.derivationVi, check.appointment.derivationEn)}</p>
            </div>
          )}
          <p className="muted small">
            {say('appliesFrom', { day: shortDay(chosen.version.validFrom) })} · {chosen.version.code || chosen.version.id}
          </p>
          <button type="button" className="quiet no-print" onClick={() => window.print()}>
            {say('printGuide')}
          </button>
        </section>
      )}
    </div>
  );
}

function Cases({ draft, update, version }: { draft: Draft; update: Props['update']; version: ProcedureVersion }): ReactNode {
  const { say, pick } = useSpeech();
  const groups = [...new Set((version.cases ?? []).map((one) => one.group ?? ''))];
  const units = version.units;
  const unitsLabel = units?.kind === 'UNIT_KIND_VEHICLE' ? 'unitsVehicle' : units?.kind === 'UNIT_KIND_NOMINEE' ? 'unitsNominee' : 'unitsCertificate';
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      {groups.map((group) => (
        <ChoiceField
          key={group}
          id={`cases.${group}`}
          label={say('casesLabel')}
          stacked
          options={casesOf(version, group).map((one) => ({ value: one.id ?? '', label: pick(one.nameVi, one.nameEn) }))}
          value={draft.cases[group] ?? ''}
          onChange={(id) => update((before) => ({ ...before, cases: { ...before.cases, [group]: id }, papers: {} }))}
        />
      ))}
      {units && (
        <TextField
          id="units"
          label={say(unitsLabel)}
          hint={say('unitsHint', { min: units.min ?? 1, max: units.max ?? 1 })}
          width="short"
          numeric
          value={draft.units}
          onChange={(value) => update((before) => ({ ...before, units: value.replace(/\D/g, ''), papers: {} }))}
        />
      )}
    </form>
  );
}

function Bring({ check, version }: { check: CheckAnswer | undefined; version: ProcedureVersion }): ReactNode {
  const { say, pick } = useSpeech();
  const remarks = (version.remarks ?? []).map((remark) => pick(remark.textVi, remark.textEn));
  const who = (version.submitters ?? []).map((kind) => (isWord(kind) ? say(kind) : kind));
  const ownerOnly = version.submitters?.length === 1 && version.submitters[0] === 'SUBMITTER_KIND_OWNER';
  return (
    <>
      {(check?.papers ?? []).length > 0 && <h3>{say('bring')}</h3>}
      <ul className="bring">
        {(check?.papers ?? []).map((paper) => (
          <li key={paper.componentId}>
            {pick(paper.nameVi, paper.nameEn)}
            <small>
              {paperWords(paper, say)}
              {!paper.required && paper.conditionVi ? ` – ${say('paperIf', { condition: pick(paper.conditionVi, paper.conditionEn) })}` : ''}
            </small>
          </li>
        ))}
      </ul>
      <p>
        <strong>{say('whoMayFile')}:</strong> {ownerOnly ? say('ownerOnly') : who.join(', ')}
      </p>
      {remarks.length > 0 && (
        <details>
          <summary>{say('remarks')}</summary>
          <ul>
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
