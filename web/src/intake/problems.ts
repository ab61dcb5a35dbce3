// What stands in the way of a dossier, in words for the clerk, each at the field
// that mends it. The page looks at shapes, so that the answer is at once and says
// how many digits were typed; the program's Check looks at everything. Pure.
import type { Language } from '../format';
import type { Day, FieldProblem, OwnerKind, PaperWanted, ProcedureVersion, Relation } from '../types';
import type { Say } from '../words';
import {
  countsOf, dayFrom, digitsOf, emptyPaper, hasSubmitter, identityKindOf, isCitizen, mustHaveTaxCode, papersThatApply, plainNumber,
  type DateText, type Draft, type Person, type Step,
} from './draft';

// `field` is the id of the input: owner.full_name, papers.form.originals.
export interface Problem {
  field: string;
  text: string;
  fromProgram?: true; // Only the program can tell when it is mended.
}

const isBlank = (date: DateText): boolean => !date.day.trim() && !date.month.trim() && !date.year.trim();
const asTyped = (date: DateText): string => [date.day, date.month, date.year].map((part) => part || '…').join('/');

function dateProblem(date: DateText, say: Say): string | undefined {
  if (isBlank(date) || dayFrom(date)) return undefined;
  const whole = date.day.trim() && date.month.trim() && date.year.trim().length === 4;
  return whole ? say('notADay', { day: asTyped(date) }) : say('enterWholeDay');
}

function numberProblem(person: Person, say: Say): string | undefined {
  const number = plainNumber(person.number);
  if (!number) return say('enterNumber');
  if (mustHaveTaxCode(person)) return /^\d{10}(-\d{3})?$/.test(number) ? undefined : say('taxShape');
  if (!isCitizen(person)) return undefined;
  if (identityKindOf(person) !== 'IDENTITY_KIND_CCCD' || /^\d{12}$/.test(number)) return undefined;
  return say('numberShape', { n: number.replace(/\D/g, '').length });
}

function phoneProblem(person: Person, needed: boolean, say: Say): string | undefined {
  const digits = digitsOf(person.phone).replace(/^\+84/, '0');
  if (!digits) return needed ? say('enterPhone') : undefined;
  return /^0\d{9,10}$/.test(digits) ? undefined : say('phoneShape', { n: digits.replace(/\D/g, '').length });
}

function birthProblem(person: Person, today: Day, say: Say): string | undefined {
  if (isBlank(person.birth)) return say('enterBirth');
  const day = dayFrom(person.birth);
  if (!day) {
    const whole = person.birth.day.trim() && person.birth.month.trim() && person.birth.year.trim().length === 4;
    return whole ? say('birthNotADay', { day: asTyped(person.birth) }) : say('enterBirth');
  }
  const order = (d: Day): number => (d.year ?? 0) * 10000 + (d.month ?? 0) * 100 + (d.day ?? 0);
  return order(day) > order(today) ? say('birthAhead') : undefined;
}

function problemsOfPerson(person: Person, prefix: string, phoneNeeded: boolean, today: Day, say: Say): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, text: string | undefined): void => {
    if (text) problems.push({ field: `${prefix}.${field}`, text });
  };
  const citizen = isCitizen(person);
  add('identity_number', numberProblem(person, say));
  const former = plainNumber(person.formerNumber);
  if (citizen && former && !/^\d{9}$/.test(former)) add('former_identity_number', say('formerShape', { n: former.replace(/\D/g, '').length }));
  if (!person.name.trim()) add('full_name', say(citizen ? 'enterName' : 'enterBodyName'));
  if (citizen) add('birth_date', birthProblem(person, today, say));
  add('phone', phoneProblem(person, phoneNeeded, say));
  return problems;
}

function problemsOfProcedure(draft: Draft, { version, closedWhy, say }: Around): Problem[] {
  if (!draft.procedure || !version) return [{ field: 'procedure', text: say('chooseProcedure') }];
  if (closedWhy !== undefined) return [{ field: 'procedure', text: say('procedureNotHere', { why: closedWhy }) }];
  const problems: Problem[] = [];
  for (const group of new Set((version.cases ?? []).map((one) => one.group ?? ''))) {
    if (!draft.cases[group]) problems.push({ field: `cases.${group}`, text: say('chooseCase') });
  }
  if (version.units) {
    const { min = 1, max = 1 } = version.units;
    const units = /^\d+$/.test(draft.units.trim()) ? Number(draft.units) : 0;
    if (units < min || units > max) problems.push({ field: 'units', text: say('enterUnits', { min, max }) });
  }
  return problems;
}

function problemsOfPeople(draft: Draft, today: Day, say: Say): Problem[] {
  const problems = problemsOfPerson(draft.owner, 'owner', !hasSubmitter(draft), today, say);
  if (hasSubmitter(draft)) {
    problems.push(...problemsOfPerson(draft.submitter, 'submitter', true, today, say));
    for (const part of ['issued', 'until'] as const) {
      const text = dateProblem(draft.authorisation[part], say);
      if (text) problems.push({ field: part === 'issued' ? 'authorisation.issued_on' : 'authorisation.valid_until', text });
    }
  }
  if (!draft.seenCard) problems.push({ field: 'seen_card', text: say('enterSeen') });
  if (draft.returnWay === 'other' && !draft.returnOffice) problems.push({ field: 'return_office_id', text: say('chooseOffice') });
  if (draft.returnWay === 'delivery' && !draft.owner.address.trim()) problems.push({ field: 'owner.address', text: say('deliveryAddress') });
  return problems;
}

export const totalWanted = (paper: PaperWanted): number => (paper.originals ?? 0) + (paper.certifiedCopies ?? 0) + (paper.photocopies ?? 0);

// The first count that the paper asks for, where a wrong number is mended.
export function countField(paper: PaperWanted): 'originals' | 'certified' | 'photocopies' {
  if (paper.originals) return 'originals';
  return paper.certifiedCopies ? 'certified' : 'photocopies';
}

// A better form does for a worse one; the number of papers stays.
export function problemOfPaper(paper: PaperWanted, entered = emptyPaper, name: string, say: Say): Problem[] {
  const { originals, certified, photocopies } = countsOf(entered);
  const have = originals + certified + photocopies;
  const want = totalWanted(paper);
  const at = (field: string): string => `papers.${paper.componentId}.${field}`;
  const problems: Problem[] = [];
  if (want > 0 && have === 0) return [{ field: at('complete'), text: say('paperMissing', { paper: name }) }];
  const poor = originals < (paper.originals ?? 0) || originals + certified < (paper.originals ?? 0) + (paper.certifiedCopies ?? 0);
  if (have < want || poor) problems.push({ field: at(countField(paper)), text: say('paperCount', { paper: name, want, have: poor ? Math.min(originals, want) : have }) });
  if (have > want) problems.push({ field: at(countField(paper)), text: say('paperSurplus', { paper: name, want, have }) });
  if (paper.originalMustBeShown && !entered.shown) problems.push({ field: at('shown'), text: say('paperNotSeen', { paper: name }) });
  if (paper.captureOnSite && !entered.captured) problems.push({ field: at('captured'), text: say('paperNotCaptured', { paper: name }) });
  return problems;
}

function problemsOfPapers(draft: Draft, wanted: readonly PaperWanted[], say: Say, pick: (vi?: string, en?: string) => string): Problem[] {
  return papersThatApply(draft, wanted).flatMap((paper) =>
    problemOfPaper(paper, draft.papers[paper.componentId ?? ''], pick(paper.nameVi, paper.nameEn), say),
  );
}

export interface Around {
  version: ProcedureVersion | undefined;
  closedWhy?: string | undefined; // Where it is not taken in.
  wanted: readonly PaperWanted[];
  today: Day;
  say: Say;
  pick: (vi?: string, en?: string) => string;
}

export function problemsOfStep(draft: Draft, step: Step, around: Around): Problem[] {
  switch (step) {
    case 1:
      return problemsOfProcedure(draft, around);
    case 2:
      return problemsOfPeople(draft, around.today, around.say);
    case 3:
      return problemsOfPapers(draft, around.wanted, around.say, around.pick);
    default:
      return [];
  }
}

// The step on which a field of AcceptDossierRequest is entered.
export function stepOfField(field: string): Step {
  if (/^(procedure|cases|units)/.test(field)) return 1;
  if (/^(owner|submitter|relation|authorisation|return|seen_card)/.test(field)) return 2;
  if (/^(components|papers)/.test(field)) return 3;
  return 4;
}

// The program's field as the id of an input of ours; components are counted in the order of the request.
export function inputOf(field: string, componentIds: readonly string[]): string {
  const component = /^components\[(\d+)\](?:\.(\w+))?/.exec(field);
  if (component) {
    const part = { originals: 'originals', certified_copies: 'certified', photocopies: 'photocopies', original_shown: 'shown', captured: 'captured' }[
      component[2] ?? ''
    ];
    return `papers.${componentIds[Number(component[1])] ?? ''}.${part ?? 'complete'}`;
  }
  if (field === 'authorisation') return 'authorisation.document_number';
  if (field === 'submitter' || field === 'relation') return 'relation';
  return field.replace(/^cases\[\d+\]$/, 'cases');
}

export function problemsFromProgram(found: readonly FieldProblem[], componentIds: readonly string[], pick: (vi?: string, en?: string) => string): Problem[] {
  return found.map((one) => ({ field: inputOf(one.field ?? '', componentIds), text: pick(one.descriptionVi, one.descriptionEn), fromProgram: true }));
}

// Ours first; of the program's only those about fields of which we have not spoken.
export function mergeProblems(ours: Problem[], theirs: Problem[]): Problem[] {
  const known = new Set(ours.map((one) => one.field));
  return [...ours, ...theirs.filter((one) => !known.has(one.field))];
}

// What digits 4 to 6 of a citizen card's number say against what was entered; looks odd and does not stop.
export function oddities(person: Person, say: Say): Problem[] {
  const number = plainNumber(person.number);
  if (!isCitizen(person) || !/^\d{12}$/.test(number)) return [];
  const code = Number(number[3]);
  const year = 1900 + Math.floor(code / 2) * 100 + Number(number.slice(4, 6));
  const found: Problem[] = [];
  const birth = dayFrom(person.birth);
  if (birth && birth.year !== year) found.push({ field: 'birth_date', text: say('birthAgainstNumber') });
  const sex = code % 2 === 0 ? 'SEX_MALE' : 'SEX_FEMALE';
  if (person.sex !== 'SEX_UNSPECIFIED' && person.sex !== sex) found.push({ field: 'sex', text: say('sexAgainstNumber') });
  return found;
}

// What a person may be to an owner of this kind, where the procedure lets them hand in.
export function relationsFor(version: ProcedureVersion | undefined, owner: OwnerKind): Relation[] {
  if (owner !== 'OWNER_KIND_CITIZEN') return ['RELATION_REPRESENTATIVE', 'RELATION_AUTHORISED'];
  const allowed = new Set(version?.submitters ?? []);
  const relations: Relation[] = ['RELATION_SELF'];
  if (allowed.has('SUBMITTER_KIND_PARENT')) relations.push('RELATION_PARENT');
  if (allowed.has('SUBMITTER_KIND_SPOUSE')) relations.push('RELATION_SPOUSE');
  if (allowed.has('SUBMITTER_KIND_CHILD')) relations.push('RELATION_CHILD');
  if (allowed.has('SUBMITTER_KIND_AUTHORISED_PERSON')) relations.push('RELATION_AUTHORISED');
  return relations;
}

const KIND_OF_SUBMITTER: Partial<Record<string, OwnerKind>> = {
  SUBMITTER_KIND_OWNER: 'OWNER_KIND_CITIZEN',
  SUBMITTER_KIND_AUTHORISED_PERSON: 'OWNER_KIND_CITIZEN',
  SUBMITTER_KIND_PARENT: 'OWNER_KIND_CITIZEN',
  SUBMITTER_KIND_SPOUSE: 'OWNER_KIND_CITIZEN',
  SUBMITTER_KIND_CHILD: 'OWNER_KIND_CITIZEN',
  SUBMITTER_KIND_ENTERPRISE: 'OWNER_KIND_ENTERPRISE',
  SUBMITTER_KIND_COOPERATIVE: 'OWNER_KIND_COOPERATIVE',
  SUBMITTER_KIND_BUSINESS_HOUSEHOLD: 'OWNER_KIND_BUSINESS_HOUSEHOLD',
  SUBMITTER_KIND_STATE_AGENCY: 'OWNER_KIND_AGENCY',
  SUBMITTER_KIND_ORGANISATION: 'OWNER_KIND_ORGANISATION',
};

// Whose dossier it may be. A citizen is left out where only bodies may ask.
export function ownerKindsFor(version: ProcedureVersion | undefined): OwnerKind[] {
  const kinds = new Set<OwnerKind>();
  for (const submitter of version?.submitters ?? []) {
    const kind = KIND_OF_SUBMITTER[submitter];
    if (!kind) continue;
    // An authorised person beside bodies hands in for a body.
    if (submitter === 'SUBMITTER_KIND_AUTHORISED_PERSON' && !version?.submitters?.includes('SUBMITTER_KIND_OWNER')) continue;
    kinds.add(kind);
  }
  return kinds.size > 0 ? [...kinds] : ['OWNER_KIND_CITIZEN'];
}

// What the program finds odd and lets pass, `field: words in English`, in the clerk's language.
export function oddityWords(warning: string, say: Say, language: Language): string {
  if (language === 'en') return warning;
  if (/^(owner|submitter)\.identity_number: .*birth year/.test(warning)) return say('birthAgainstNumber');
  if (/^(owner|submitter)\.identity_number: is that of/.test(warning)) return say('sexAgainstNumber');
  if (/^(owner|submitter)\.identity_number: /.test(warning)) return say('provinceAgainstNumber');
  if (/^(owner|submitter)\.commune_code: /.test(warning)) return say('communeUnknown');
  return warning;
}
