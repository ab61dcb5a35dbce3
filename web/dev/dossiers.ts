// The dossiers that the fake counter knows: what the page sees of them, and what may be
// done. The true rules are common/dossier and the services'.
import { dayOf, fold } from '../src/format';
import type { Act, Appointment, Day, DossierView, FeeLine, Found, Holder, ItemKind, PaperAsked, PersonRecord, Relation, Turn, Work } from '../src/types';
import { offersOn } from './catalogue';
import { refuse } from './refused';

export const HERE: Holder = { kind: 'HOLDER_KIND_OFFICE', id: 'YB-CP-04381' };
export const BUREAU: Holder = { kind: 'HOLDER_KIND_OFFICE', id: 'YB-II-136' };
export const agency = (id: string): Holder => ({ kind: 'HOLDER_KIND_AGENCY', id });

const PLACES: Record<string, [vi: string, en: string]> = {
  'YB-CP-04381': ['tại quầy này', 'at this counter'],
  'YB-II-136': ['tại bưu cục cấp II Văn Yên', 'at the bureau of Văn Yên'],
  SGTVT: ['tại Sở Giao thông vận tải', 'at the Department of Transport'],
  STP: ['tại Sở Tư pháp', 'at the Department of Justice'],
};

export interface FakeItem {
  number: number;
  kind: ItemKind;
  label: string;
  holder: Holder;
  since: string;
  goesTo?: Holder;
}

export interface FakeDossier {
  code: string;
  version: number;
  status: NonNullable<DossierView['status']>;
  procedureKey: string;
  owner: PersonRecord;
  submitter?: PersonRecord;
  relation: Relation;
  acceptedAt: string;
  appointment?: Appointment;
  items: FakeItem[];
  supplement?: { papers: PaperAsked[]; reason: string; until: Day; askedAt: string };
  payment?: { fees: FeeLine[]; names: string[]; reason: string };
  ready: boolean; // Results were put on the shelf.
  exchange: boolean; // The old paper is to be taken back.
  notifiedAt?: string;
  failedAttempts: number;
  keepUntil?: Day;
  unsent: boolean;
  discrepancies: NonNullable<DossierView['discrepancies']>;
}

export const isHere = (holder: Holder | undefined): boolean => holder?.kind === HERE.kind && holder?.id === HERE.id;
export const number = (day: Day | undefined): number => (day?.year ?? 0) * 10000 + (day?.month ?? 0) * 100 + (day?.day ?? 0);

function turnOf(dossier: FakeDossier): Turn {
  if (dossier.discrepancies.length > 0) return 'TURN_TROUBLE';
  if (['STATUS_REFUSED', 'STATUS_WITHDRAWN', 'STATUS_STOPPED', 'STATUS_RETURNED'].includes(dossier.status)) return 'TURN_NOBODY';
  const results = dossier.items.some((item) => item.kind === 'ITEM_KIND_RESULT' && isHere(item.holder));
  const told = Boolean(dossier.notifiedAt);
  if (dossier.supplement || dossier.payment?.reason || (results && dossier.ready)) return told ? 'TURN_APPLICANT' : 'TURN_COUNTER';
  return dossier.items.some((item) => isHere(item.holder)) ? 'TURN_COUNTER' : 'TURN_AGENCY';
}

function actsOf(dossier: FakeDossier, today: Day): Act[] {
  const acts: Act[] = [];
  const open = ['STATUS_ACCEPTED', 'STATUS_PROCESSING', 'STATUS_AWAITING_SUPPLEMENT', 'STATUS_AWAITING_PAYMENT'].includes(dossier.status);
  const resultsHere = dossier.items.some((item) => item.kind === 'ITEM_KIND_RESULT' && isHere(item.holder));
  const waits = dossier.supplement || dossier.payment?.reason || (resultsHere && dossier.ready);
  if (resultsHere && dossier.ready) acts.push('ACT_HAND_OUT');
  if (resultsHere && !dossier.ready) acts.push('ACT_RECEIVE_RESULTS');
  if (waits && !dossier.notifiedAt) acts.push('ACT_NOTIFY');
  if (dossier.supplement) acts.push('ACT_SUPPLEMENT');
  if (dossier.payment) acts.push('ACT_PAY');
  if (dossier.items.some((item) => isHere(item.holder) && item.goesTo)) acts.push('ACT_INTO_BAG');
  if (waits && dossier.notifiedAt) acts.push('ACT_NOTIFY');
  if (resultsHere && dossier.ready) acts.push('ACT_ATTEMPT');
  if (resultsHere && dossier.keepUntil && number(dossier.keepUntil) < number(today)) acts.push('ACT_RETURN_UNCLAIMED');
  if (open) acts.push('ACT_WITHDRAW');
  if (dossier.status === 'STATUS_ACCEPTED' && dossier.items.every((item) => isHere(item.holder))) acts.push('ACT_REFUSE');
  return acts;
}

const wherein = (holder: Holder): [string, string] => {
  if (holder.kind === 'HOLDER_KIND_BAG') return [`trong túi ${holder.id}`, `in bag ${holder.id}`];
  if (holder.kind === 'HOLDER_KIND_APPLICANT') return ['đã trao', 'handed out'];
  return PLACES[holder.id ?? ''] ?? [holder.id ?? '', holder.id ?? ''];
};
export const nameOf = (holder: Holder | undefined): string => wherein(holder ?? {})[0].replace(/^tại /, '').replace(/^./, (letter) => letter.toUpperCase());

export function viewOf(dossier: FakeDossier, now: string): DossierView {
  const offer = offersOn(dayOf(now)).find((one) => one.key === dossier.procedureKey);
  const amount = (dossier.payment?.fees ?? []).reduce((sum, line) => sum + Number(line.amountVnd), 0);
  return {
    dossierCode: dossier.code,
    version: dossier.version,
    status: dossier.status,
    turn: turnOf(dossier),
    procedureKey: dossier.procedureKey,
    procedureNameVi: offer?.version?.nameVi ?? '',
    procedureNameEn: offer?.version?.nameEn ?? '',
    agencyKey: offer?.version?.agency ?? '',
    agencyNameVi: offer?.agencyNameVi ?? '',
    agencyNameEn: offer?.agencyNameEn ?? '',
    ownerName: dossier.owner.fullName ?? '',
    ownerNumberEnd: (dossier.owner.identityNumber ?? '').slice(-4),
    submitterName: dossier.submitter?.fullName ?? '',
    phone: dossier.submitter?.phone ?? dossier.owner.phone ?? '',
    acceptedAt: dossier.acceptedAt,
    ...(dossier.appointment && !dossier.supplement && !dossier.payment?.reason && { appointment: dossier.appointment }),
    returnChannel: 'RETURN_CHANNEL_OFFICE',
    returnOfficeId: HERE.id ?? '',
    returnOfficeName: 'Điểm bưu điện tại xã Lâm Giang',
    items: dossier.items.map((item) => ({
      number: item.number, kind: item.kind, label: item.label, holder: item.holder, holderVi: wherein(item.holder)[0], holderEn: wherein(item.holder)[1],
      here: isHere(item.holder), since: item.since,
      ...(item.goesTo && isHere(item.holder) && { goesTo: item.goesTo, goesToName: nameOf(item.goesTo) }),
    })),
    ...(dossier.supplement && { supplement: { papers: dossier.supplement.papers, reason: dossier.supplement.reason, supplyUntil: dossier.supplement.until, askedAt: dossier.supplement.askedAt } }),
    ...(dossier.payment && { payment: { fees: dossier.payment.fees, namesVi: dossier.payment.names, amountVnd: String(amount), reason: dossier.payment.reason } }),
    ...(dossier.exchange && { exchangeVi: 'GPLX cũ, cắt góc', exchangeEn: 'The old licence, corner cut' }),
    ...(dossier.notifiedAt && { notifiedAt: dossier.notifiedAt }),
    failedAttempts: dossier.failedAttempts,
    ...(dossier.keepUntil && { keepUntil: dossier.keepUntil }),
    acts: actsOf(dossier, dayOf(now)),
    unsent: dossier.unsent,
    asOf: now,
    discrepancies: dossier.discrepancies,
  };
}

export class Dossiers {
  readonly all: FakeDossier[] = [];

  get(code: string | undefined): FakeDossier {
    return this.all.find((one) => one.code === code) ?? refuse(404, 'NOT_FOUND', `dossier_code: ${code}, no such dossier at this office`);
  }

  // As what a text is taken, and the dossiers that it fits.
  find(text: string, now: string, read: (text: string) => PersonRecord, codeOfSlip: (text: string) => string): Found {
    const views = (fits: (dossier: FakeDossier) => boolean): DossierView[] => this.all.filter(fits).reverse().map((one) => viewOf(one, now));
    const typed = text.trim();
    const numbered = (wanted: string) => (one: FakeDossier): boolean => [one.owner, one.submitter].some((person) => person?.identityNumber === wanted || person?.formerIdentityNumber === wanted);
    if (typed.split('|').length >= 6) {
      const person = read(typed);
      return { scanned: 'SCANNED_CARD', person, dossiers: views(numbered(person.identityNumber ?? '')) };
    }
    if (typed.startsWith('HOSO1:')) {
      const code = codeOfSlip(typed);
      return { scanned: 'SCANNED_SLIP', slipText: typed, dossiers: views((one) => one.code === code) };
    }
    if (/^T-/i.test(typed)) return { scanned: 'SCANNED_BAG', bagId: typed.toUpperCase(), dossiers: [] };
    if (/^[A-Z]\d{2}[\d.]*-\d{6}-\d+$/i.test(typed) || /^\d{4,5}$/.test(typed)) return { scanned: 'SCANNED_CODE', dossiers: views((one) => one.code.endsWith(typed.toUpperCase())) };
    if (/^\d{9,12}$/.test(typed)) return { scanned: 'SCANNED_NUMBER', dossiers: views(numbered(typed)) };
    const words = fold(typed).split(/\s+/).filter(Boolean);
    return { scanned: 'SCANNED_WORDS', dossiers: words.length > 0 ? views((one) => words.every((word) => fold(one.owner.fullName ?? '').includes(word))) : [] };
  }

  work(now: string): Omit<Work, 'bagsHere' | 'bagsComing'> {
    const views = this.all.map((one) => viewOf(one, now));
    const may = (act: Act) => (view: DossierView): boolean => view.acts?.includes(act) ?? false;
    const tomorrow = number(dayOf(new Date(Date.parse(now) + 86_400_000).toISOString()));
    return {
      toSend: views.filter(may('ACT_INTO_BAG')),
      toCall: views.filter((view) => may('ACT_NOTIFY')(view) && !view.notifiedAt),
      forApplicant: views.filter((view) => view.turn === 'TURN_APPLICANT'),
      results: views.filter((view) => may('ACT_HAND_OUT')(view) || may('ACT_RECEIVE_RESULTS')(view)),
      due: views.filter((view) => view.appointment?.date && number(view.appointment.date) <= tomorrow && ['STATUS_ACCEPTED', 'STATUS_PROCESSING'].includes(String(view.status))),
      discrepancies: views.filter((view) => (view.discrepancies ?? []).length > 0),
      asOf: now,
    };
  }
}
