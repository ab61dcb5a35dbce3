// What the clerk does with one dossier (DoRequest), with the refusals of the services.
import type { ComponentCount, DoRequest, Paper } from '../src/types';
import { offersOn } from './catalogue';
import { HERE, agency, isHere, number, type FakeDossier } from './dossiers';
import type { FakeCounter } from './fake';
import { refuse, refuseField, refuseNow } from './refused';
import { dayOf } from '../src/format';

// Of an act: what came of it, and how to make it so.
export interface Acted {
  kind: string; // As in JournalRow.
  dossier?: FakeDossier;
  papers: Omit<Paper, 'path'>[];
  answer?: object;
  commit: () => void;
}

const paper = (form: string, titleVi: string, titleEn: string): Omit<Paper, 'path'> => ({ form, titleVi, titleEn });

function dossierAt(fake: FakeCounter, request: { dossierCode?: string; expectedVersion?: number }): FakeDossier {
  const dossier = fake.dossiers.get(request.dossierCode);
  if (request.expectedVersion !== undefined && request.expectedVersion !== dossier.version) {
    refuse(409, 'ABORTED', `expected_version: ${request.expectedVersion}, the dossier is at ${dossier.version}`, 'STALE_VERSION');
  }
  return dossier;
}

function numberOf(count: ComponentCount | undefined): number {
  return (count?.originals ?? 0) + (count?.certifiedCopies ?? 0) + (count?.photocopies ?? 0);
}

const owns = (dossier: FakeDossier, identityNumber: string | undefined): boolean =>
  [dossier.owner.identityNumber, dossier.submitter?.identityNumber].includes(identityNumber);

function supplement(fake: FakeCounter, request: NonNullable<DoRequest['supplement']>): Acted {
  const dossier = dossierAt(fake, request);
  const asked = dossier.supplement ?? refuseNow('status: nothing is asked for');
  if (number(asked.until) < number(fake.today)) refuseNow('supply_until: has passed', 'SUPPLEMENT_LATE');
  const given = request.components ?? [];
  asked.papers.forEach((one, index) => {
    const counted = given.find((count) => count.componentId === one.count?.componentId);
    if (numberOf(counted) < numberOf(one.count)) refuseField(`components[${index}]`, `${one.count?.componentId} missing, want what was asked for`);
  });
  if (given.length > asked.papers.length) refuseField('components', 'more than was asked for');
  return {
    kind: 'intake.SupplementDossier', dossier, papers: [paper('01', 'Giấy tiếp nhận và hẹn trả', 'Slip 01')], answer: { appointment: fake.appointment(5) },
    commit: () => {
      dossier.items.push({ number: dossier.items.length + 1, kind: 'ITEM_KIND_SUPPLEMENT', label: 'Giấy tờ bổ sung', holder: HERE, since: fake.instant, goesTo: agency('SGTVT') });
      dossier.status = 'STATUS_PROCESSING';
      dossier.appointment = fake.appointment(5);
      delete dossier.supplement;
      delete dossier.notifiedAt;
    },
  };
}

function pay(fake: FakeCounter, request: NonNullable<DoRequest['pay']>): Acted {
  const dossier = dossierAt(fake, request);
  const due = dossier.payment ?? refuseNow('fees: nothing is to be paid', 'NOTHING_DUE');
  const sum = (lines: readonly { amountVnd?: string | number }[]): number => lines.reduce((all, line) => all + Number(line.amountVnd), 0);
  if (sum(request.fees ?? []) !== sum(due.fees)) refuseField('fees', `${sum(request.fees ?? [])}, want ${sum(due.fees)}`);
  const receiptNumber = fake.nextReceipt();
  return {
    kind: 'intake.RecordPayment', dossier, papers: [paper('receipt', 'Biên lai', 'Receipt')], answer: { receiptNumber, ...(due.reason && { appointment: fake.appointment(3) }) },
    commit: () => {
      fake.till.take(dossier.procedureKey, request.means ?? 'PAYMENT_MEANS_CASH', sum(due.fees), receiptNumber);
      if (due.reason) {
        dossier.status = 'STATUS_PROCESSING';
        dossier.appointment = fake.appointment(3);
        delete dossier.notifiedAt;
      }
      delete dossier.payment;
    },
  };
}

function withdraw(fake: FakeCounter, request: NonNullable<DoRequest['withdraw']>): Acted {
  const dossier = dossierAt(fake, request);
  if (!request.reason) refuseField('reason', 'empty, want why');
  if (!owns(dossier, request.identityNumber)) refuse(403, 'PERMISSION_DENIED', 'identity_number: is neither the owner’s nor the submitter’s', 'WRONG_PERSON');
  return {
    kind: 'intake.WithdrawDossier', dossier, papers: [],
    commit: () => {
      dossier.status = 'STATUS_WITHDRAWN';
      delete dossier.appointment;
      delete dossier.supplement;
      for (const item of dossier.items) delete item.goesTo;
    },
  };
}

function refuseDossier(fake: FakeCounter, request: NonNullable<DoRequest['refuse']>): Acted {
  const dossier = request.dossierCode ? dossierAt(fake, request) : undefined;
  const key = dossier?.procedureKey ?? request.procedure;
  const grounds = offersOn(fake.today).find((one) => one.key === key)?.version?.refusalGrounds ?? [];
  if (!grounds.some((ground) => ground.id === request.groundId)) refuseField('ground_id', `${request.groundId ?? ''}, want one of ${grounds.map((ground) => ground.id).join(', ')}`);
  if (!request.explanation) refuseField('explanation', 'empty, want what the ground means here');
  return {
    kind: 'intake.RefuseDossier', ...(dossier && { dossier }), papers: [paper('03', 'Phiếu từ chối tiếp nhận', 'Slip 03')],
    commit: () => {
      if (!dossier) return;
      dossier.status = 'STATUS_REFUSED';
      for (const item of dossier.items) delete item.goesTo;
    },
  };
}

function notify(fake: FakeCounter, request: NonNullable<DoRequest['notify']>): Acted {
  const dossier = dossierAt(fake, request);
  if (!request.means) refuseField('means', 'not given');
  return { kind: 'returns.NotifyApplicant', dossier, papers: [], commit: () => (dossier.notifiedAt = fake.instant) };
}

function receive(fake: FakeCounter, request: NonNullable<DoRequest['receiveResults']>): Acted {
  const dossier = dossierAt(fake, request);
  const here = dossier.items.filter((item) => isHere(item.holder));
  if (here.length === 0) refuseNow('items: none of them is at this office');
  return {
    kind: 'returns.ReceiveResults', dossier, papers: [],
    commit: () => {
      dossier.ready = true;
      dossier.keepUntil = { year: 2024, month: 5, day: 26 };
    },
  };
}

function handOut(fake: FakeCounter, request: NonNullable<DoRequest['handOut']>): Acted {
  const dossier = dossierAt(fake, request);
  if (dossier.payment) refuseNow('fees: are to be paid first', 'FEE_DUE');
  if (!request.items?.length) refuseField('items', 'empty, want at least one');
  const given = dossier.items.filter((item) => request.items?.includes(item.number) && isHere(item.holder));
  if (given.length !== request.items?.length) refuseNow('items: one of them is not at this office');
  const proxied = request.relation === 'RELATION_AUTHORISED' && request.authorisation?.documentNumber;
  if (!owns(dossier, request.recipient?.identityNumber) && !proxied) refuse(403, 'PERMISSION_DENIED', 'recipient: is not entitled', 'WRONG_PERSON');
  if (!request.identityCheck) refuseField('identity_check', 'not given');
  if (!request.slipReturned && !request.slipMissingReason) refuseField('slip_missing_reason', 'empty, want why the slip was not returned');
  if (request.slipText && fake.codeOfSlip(request.slipText) !== dossier.code) refuseNow('slip_text: is of another dossier', 'SLIP_OF_ANOTHER');
  if (dossier.exchange && !request.exchanged?.length && !request.exchangeWaivedReason) refuseField('exchanged', 'empty, want the old paper or a reason');
  const last = dossier.items.filter((item) => item.kind === 'ITEM_KIND_RESULT' && item.holder.kind !== 'HOLDER_KIND_APPLICANT').length <= given.length;
  return {
    kind: 'returns.HandOut', dossier, papers: [paper('results', 'Giấy nhận kết quả', 'Receipt of results')], answer: { last },
    commit: () => {
      for (const item of given) item.holder = { kind: 'HOLDER_KIND_APPLICANT', id: '' };
      if (request.exchanged?.length) {
        dossier.items.push({ number: dossier.items.length + 1, kind: 'ITEM_KIND_EXCHANGED', label: request.exchanged[0]?.label ?? '', holder: HERE, since: fake.instant, goesTo: agency('SGTVT') });
      }
      dossier.exchange = false;
      if (last) dossier.status = 'STATUS_RETURNED';
    },
  };
}

function attempt(fake: FakeCounter, request: NonNullable<DoRequest['attempt']>): Acted {
  const dossier = dossierAt(fake, request);
  if (!request.failure) refuseField('failure', 'not given');
  return {
    kind: 'returns.RecordAttempt', dossier, papers: [], answer: { attemptsLeft: Math.max(0, 2 - dossier.failedAttempts) },
    commit: () => (dossier.failedAttempts += 1),
  };
}

function returnUnclaimed(fake: FakeCounter, request: NonNullable<DoRequest['returnUnclaimed']>): Acted {
  const dossier = dossierAt(fake, request);
  if (number(dossier.keepUntil) >= number(dayOf(fake.instant))) refuseNow('keep_until: results are kept until then', 'TOO_EARLY');
  return {
    kind: 'returns.ReturnUnclaimed', dossier, papers: [],
    commit: () => {
      dossier.ready = false;
      for (const item of dossier.items) if (isHere(item.holder)) item.goesTo = agency('SGTVT');
    },
  };
}

function settle(fake: FakeCounter, request: NonNullable<DoRequest['settleDiscrepancy']>): Acted {
  const dossier = dossierAt(fake, request);
  if (!request.ground) refuseField('ground', 'empty, want what happened');
  if (request.outcome === 'DISCREPANCY_OUTCOME_LOST' && !request.reportNumber) refuseField('report_number', 'empty, want the report’s');
  return { kind: 'routing.SettleDiscrepancy', dossier, papers: [], commit: () => (dossier.discrepancies = dossier.discrepancies.filter((one) => one.number !== request.discrepancy)) };
}

function askForPapers(request: NonNullable<DoRequest['askForPapers']>): Acted {
  if (!request.components?.length) refuseField('components', 'empty, want at least one');
  return { kind: 'counter.AskForPapers', papers: [paper('02', 'Phiếu yêu cầu bổ sung', 'Slip 02')], commit: () => undefined };
}

// undefined: it is of a bag.
export function actOn(fake: FakeCounter, request: DoRequest): Acted | undefined {
  if (request.supplement) return supplement(fake, request.supplement);
  if (request.pay) return pay(fake, request.pay);
  if (request.withdraw) return withdraw(fake, request.withdraw);
  if (request.refuse) return refuseDossier(fake, request.refuse);
  if (request.notify) return notify(fake, request.notify);
  if (request.receiveResults) return receive(fake, request.receiveResults);
  if (request.handOut) return handOut(fake, request.handOut);
  if (request.attempt) return attempt(fake, request.attempt);
  if (request.returnUnclaimed) return returnUnclaimed(fake, request.returnUnclaimed);
  if (request.settleDiscrepancy) return settle(fake, request.settleDiscrepancy);
  if (request.askForPapers) return askForPapers(request.askForPapers);
  return undefined;
}

