// A dossier as it was sent, back into the form from which it came: to be mended. Pure.
import type { DossierRequest, FieldProblem, PersonRecord, ProcedureVersion } from '../types';
import { dayText, emptyDraft, emptyPaper, emptyPerson, type Draft, type Person, type ReturnWay, type Step } from './draft';
import { stepOfField } from './problems';

function personOf(record: PersonRecord | undefined): Person {
  if (!record) return emptyPerson();
  return {
    ...emptyPerson(),
    kind: record.kind ?? 'OWNER_KIND_CITIZEN',
    number: record.identityNumber ?? '',
    formerNumber: record.formerIdentityNumber ?? '',
    name: record.fullName ?? '',
    birth: dayText(record.birthDate),
    sex: record.sex ?? 'SEX_UNSPECIFIED',
    phone: record.phone ?? '',
    email: record.email ?? '',
    commune: record.communeCode ?? '',
    address: record.address ?? '',
  };
}

function returnOf(request: DossierRequest): ReturnWay {
  if (request.returnChannel === 'RETURN_CHANNEL_DELIVERY') return 'delivery';
  if (request.returnChannel === 'RETURN_CHANNEL_AGENCY') return 'agency';
  return request.returnOfficeId ? 'other' : 'here';
}

const text = (count: number | undefined): string => (count ? String(count) : '');

export function draftFromRequest(request: DossierRequest, draftId: string, startedAt: string, version: ProcedureVersion | undefined): Draft {
  const groupOf = (id: string): string => version?.cases?.find((one) => one.id === id)?.group ?? '';
  const paper = request.authorisation;
  return {
    ...emptyDraft(draftId, startedAt),
    step: 4,
    procedure: request.procedure ?? '',
    cases: Object.fromEntries((request.cases ?? []).map((id) => [groupOf(id), id])),
    units: String(request.units ?? 1),
    owner: personOf(request.owner),
    relation: request.relation ?? 'RELATION_SELF',
    submitter: personOf(request.submitter),
    authorisation: { number: paper?.documentNumber ?? '', notarised: paper?.notarised ?? false, issued: dayText(paper?.issuedOn), until: dayText(paper?.validUntil) },
    seenCard: true, // When it was taken in.
    returnWay: returnOf(request),
    returnOffice: request.returnOfficeId ?? '',
    papers: Object.fromEntries(
      (request.components ?? []).map((one) => [
        one.componentId ?? '',
        { ...emptyPaper, originals: text(one.originals), certified: text(one.certifiedCopies), photocopies: text(one.photocopies), shown: one.originalShown ?? false, captured: one.captured ?? false, applies: true },
      ]),
    ),
    feeId: request.feeId ?? '',
    means: !request.feesPaid?.length ? 'later' : request.means === 'PAYMENT_MEANS_TRANSFER' ? 'transfer' : 'cash',
    slipId: request.slipId ?? '',
  };
}

// With the problems that the centre named, at the first step that has one.
export function draftToMend(entry: { dossier?: DossierRequest; dossierCode?: string }, position: string, problems: readonly FieldProblem[], version: ProcedureVersion | undefined): Draft {
  const steps = problems.map((one) => stepOfField(one.field ?? ''));
  return {
    ...draftFromRequest(entry.dossier ?? {}, crypto.randomUUID(), new Date().toISOString(), version),
    step: (steps.length > 0 ? Math.min(...steps) : 1) as Step,
    mends: { position, code: entry.dossierCode ?? '', problems: problems.map((one) => ({ field: one.field ?? '', descriptionVi: one.descriptionVi ?? '', descriptionEn: one.descriptionEn ?? '' })) },
  };
}
