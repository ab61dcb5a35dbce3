// What the clerk has entered for one dossier, as the page keeps it and the program
// stores it sealed (SaveDraft); and the request that it amounts to. Pure.
import type { Commune, Day, DossierRequest, IdentityKind, OwnerKind, PaperWanted, PersonRecord, Relation, Sex } from '../types';

export interface DateText {
  day: string;
  month: string;
  year: string;
}

export interface Person {
  kind: OwnerKind;
  number: string;
  formerNumber: string;
  name: string;
  birth: DateText;
  sex: Sex;
  phone: string;
  email: string;
  commune: string; // Code of five digits.
  address: string;
}

export interface PaperCount {
  originals: string;
  certified: string;
  photocopies: string;
  shown: boolean;
  captured: boolean;
  applies: boolean; // Of a paper whose condition the clerk judges.
}

export type ReturnWay = 'here' | 'other' | 'delivery' | 'agency';
export type Means = 'cash' | 'transfer' | 'later';
export type Step = 1 | 2 | 3 | 4;

export interface Draft {
  version: 1;
  draftId: string;
  startedAt: string;
  step: Step;
  procedure: string;
  cases: Record<string, string>; // Case by group.
  units: string;
  owner: Person;
  relation: Relation;
  submitter: Person;
  authorisation: { number: string; notarised: boolean; issued: DateText; until: DateText };
  seenCard: boolean;
  returnWay: ReturnWay;
  returnOffice: string;
  papers: Record<string, PaperCount>;
  feeId: string;
  means: Means;
  slipId: string; // Shared by dossiers on one slip; empty: on its own.
  mends: Mended | null; // The entry of the journal that this puts right; null: none.
}

export interface Mended {
  position: string;
  code: string;
  problems: { field: string; descriptionVi: string; descriptionEn: string }[]; // As the centre named them.
}

export const noDate: DateText = { day: '', month: '', year: '' };

export const emptyPerson = (): Person => ({
  kind: 'OWNER_KIND_CITIZEN', number: '', formerNumber: '', name: '', birth: noDate, sex: 'SEX_UNSPECIFIED',
  phone: '', email: '', commune: '', address: '',
});

export const emptyPaper: PaperCount = { originals: '', certified: '', photocopies: '', shown: false, captured: false, applies: false };

export function emptyDraft(draftId: string, startedAt: string): Draft {
  return {
    version: 1, draftId, startedAt, step: 1, procedure: '', cases: {}, units: '1',
    owner: emptyPerson(), relation: 'RELATION_SELF', submitter: emptyPerson(),
    authorisation: { number: '', notarised: false, issued: noDate, until: noDate },
    seenCard: false, returnWay: 'here', returnOffice: '', papers: {}, feeId: '', means: 'cash', slipId: '', mends: null,
  };
}

// Another dossier of the same person, who still stands at the counter; on the same slip, if there is to be one.
export function nextFor(before: Draft, draftId: string, startedAt: string): Draft {
  const { owner, relation, submitter, authorisation, seenCard, returnWay, returnOffice, slipId } = before;
  return { ...emptyDraft(draftId, startedAt), owner, relation, submitter, authorisation, seenCard, returnWay, returnOffice, slipId };
}

// A label that the dossiers of one slip share.
export const slipOf = (draft: Draft): string => `P-${draft.draftId.slice(0, 8)}`;

// What was stored. undefined: of another version, or none of ours.
export function parseDraft(json: string): Draft | undefined {
  try {
    const stored = JSON.parse(json) as Partial<Draft>;
    if (stored.version !== 1 || typeof stored.draftId !== 'string') return undefined;
    const fresh = emptyDraft(stored.draftId, stored.startedAt ?? '');
    return { ...fresh, ...stored, owner: { ...fresh.owner, ...stored.owner }, submitter: { ...fresh.submitter, ...stored.submitter } };
  } catch {
    return undefined;
  }
}

// Whether there is anything that would be a pity to lose.
export function isWorthKeeping(draft: Draft): boolean {
  const typed = (person: Person): boolean => person.number !== '' || person.name !== '' || person.phone !== '';
  return draft.procedure !== '' || typed(draft.owner) || typed(draft.submitter);
}

export const isCitizen = (person: Person): boolean => person.kind === 'OWNER_KIND_CITIZEN';

// Who stands at the counter beside the owner: nobody, where the owner does.
export const hasSubmitter = (draft: Draft): boolean => !isCitizen(draft.owner) || draft.relation !== 'RELATION_SELF';

// Blanks, dots and dashes are forgiven; a branch's dash is kept.
export function plainNumber(number: string): string {
  const compact = number.replace(/[\s.]/g, '').toUpperCase();
  return /^\d{10}-\d{3}$/.test(compact) ? compact : compact.replace(/-/g, '');
}

export const digitsOf = (text: string): string => text.replace(/[\s.\-()]/g, '');

export function identityKindOf(person: Person): IdentityKind {
  const number = plainNumber(person.number);
  if (!isCitizen(person)) {
    return /^\d{10}(-\d{3})?$/.test(number) || mustHaveTaxCode(person) ? 'IDENTITY_KIND_TAX_CODE' : 'IDENTITY_KIND_OTHER';
  }
  if (/^\d{9}$/.test(number)) return 'IDENTITY_KIND_CMND';
  if (/^[A-Z]\d{7,8}$/.test(number)) return 'IDENTITY_KIND_PASSPORT';
  return 'IDENTITY_KIND_CCCD';
}

export const mustHaveTaxCode = (person: Person): boolean =>
  ['OWNER_KIND_ENTERPRISE', 'OWNER_KIND_COOPERATIVE', 'OWNER_KIND_BUSINESS_HOUSEHOLD'].includes(person.kind);

// undefined: nothing entered, or no day that exists.
export function dayFrom(text: DateText): Day | undefined {
  const [year, month, day] = [Number(text.year), Number(text.month), Number(text.day)];
  if (!year || !month || !day || text.year.trim().length !== 4) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : undefined;
}

export const dayText = (day: Day | undefined): DateText =>
  day?.year ? { day: String(day.day), month: String(day.month), year: String(day.year) } : noDate;

export function recordOf(person: Person): PersonRecord {
  const record: PersonRecord = {
    kind: person.kind,
    fullName: person.name.trim().replace(/\s+/g, ' ').normalize('NFC'),
    identityKind: identityKindOf(person),
    identityNumber: plainNumber(person.number),
  };
  const birth = dayFrom(person.birth);
  if (isCitizen(person)) {
    if (person.formerNumber.trim()) record.formerIdentityNumber = plainNumber(person.formerNumber);
    if (birth) record.birthDate = birth;
    if (person.sex !== 'SEX_UNSPECIFIED') record.sex = person.sex;
  }
  if (person.phone.trim()) record.phone = digitsOf(person.phone);
  if (person.email.trim()) record.email = person.email.trim();
  if (person.address.trim()) record.address = person.address.trim().normalize('NFC');
  if (person.commune) record.communeCode = person.commune;
  return record;
}

const withoutKind = (name: string): string => name.trim().normalize('NFC').toLowerCase().replace(/^(xã|phường|thị trấn|huyện|thị xã|thành phố|tx\.?|tp\.?) /, '');

// The commune that a card's address names: "Thôn Ba, Lâm Giang, Văn Yên, Yên Bái". Empty
// unless name and district, marks and all, fit exactly one.
export function communeOf(address: string, communes: readonly Commune[]): string {
  const parts = address.split(',').map(withoutKind);
  const fitting = communes.filter((one) => {
    const district = parts.lastIndexOf(withoutKind(one.districtNameVi ?? ''));
    return district > 0 && parts[district - 1] === withoutKind(one.nameVi ?? '');
  });
  return fitting.length === 1 ? (fitting[0]?.code ?? '') : '';
}

// A card says who; phone, e-mail and kind stay as typed.
export function fillFromCard(person: Person, record: PersonRecord, communes: readonly Commune[]): Person {
  return {
    ...person,
    kind: 'OWNER_KIND_CITIZEN',
    number: record.identityNumber ?? '',
    formerNumber: record.formerIdentityNumber ?? '',
    name: record.fullName ?? '',
    birth: dayText(record.birthDate),
    sex: record.sex ?? 'SEX_UNSPECIFIED',
    address: record.address ?? person.address,
    commune: record.communeCode || communeOf(record.address ?? '', communes),
  };
}

const count = (text: string): number => Number.parseInt(text, 10) || 0;

export const countsOf = (paper: PaperCount): { originals: number; certified: number; photocopies: number } => ({
  originals: count(paper.originals), certified: count(paper.certified), photocopies: count(paper.photocopies),
});

// Papers of the list that belong to this dossier: all but those whose condition the clerk judges not to hold.
export const papersThatApply = (draft: Draft, wanted: readonly PaperWanted[]): PaperWanted[] =>
  wanted.filter((paper) => paper.required || draft.papers[paper.componentId ?? '']?.applies);

// As the clerk counted them. What was not counted at all is left out: then the answer names it as missing.
function componentsOf(draft: Draft, wanted: readonly PaperWanted[]): NonNullable<DossierRequest['components']> {
  return papersThatApply(draft, wanted).flatMap((paper) => {
    const id = paper.componentId ?? '';
    const entered = draft.papers[id] ?? emptyPaper;
    const { originals, certified, photocopies } = countsOf(entered);
    if (originals + certified + photocopies === 0 && !entered.captured && !entered.shown) return [];
    return [{ componentId: id, originals, certifiedCopies: certified, photocopies, originalShown: entered.shown, captured: entered.captured }];
  });
}

function authorisationOf(draft: Draft): DossierRequest['authorisation'] {
  const issuedOn = dayFrom(draft.authorisation.issued);
  const validUntil = dayFrom(draft.authorisation.until);
  return {
    documentNumber: draft.authorisation.number.trim(),
    notarised: draft.authorisation.notarised,
    ...(issuedOn && { issuedOn }),
    ...(validUntil && { validUntil }),
  };
}

export function requestOf(draft: Draft, wanted: readonly PaperWanted[], fees: DossierRequest['feesPaid'] = []): DossierRequest {
  const request: DossierRequest = {
    procedure: draft.procedure,
    cases: Object.values(draft.cases).filter(Boolean),
    units: count(draft.units),
    owner: recordOf(draft.owner),
    components: componentsOf(draft, wanted),
  };
  if (draft.feeId) request.feeId = draft.feeId;
  if (draft.slipId) request.slipId = draft.slipId;
  if (hasSubmitter(draft)) {
    request.relation = draft.relation;
    request.submitter = recordOf({ ...draft.submitter, kind: 'OWNER_KIND_CITIZEN' });
    if (draft.authorisation.number.trim()) request.authorisation = authorisationOf(draft);
  }
  if (draft.returnWay === 'other') {
    request.returnChannel = 'RETURN_CHANNEL_OFFICE';
    request.returnOfficeId = draft.returnOffice;
  }
  if (draft.returnWay === 'delivery') request.returnChannel = 'RETURN_CHANNEL_DELIVERY';
  if (draft.returnWay === 'agency') request.returnChannel = 'RETURN_CHANNEL_AGENCY';
  const due = fees.filter((line) => Number(line.amountVnd) > 0);
  if (draft.means !== 'later' && due.length > 0) request.feesPaid = due;
  return request;
}
