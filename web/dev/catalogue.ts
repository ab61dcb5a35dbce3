// The real procedures, and as much of the catalogue's rules as a fake needs to answer
// Check: which papers a choice wants, which fee, when it is ready. The true rules are
// common/catalogue/rules.cc and common/clock.
import type { Day, DossierRequest, Offer, Office, PaperWanted, ProcedureVersion, Commune } from '../src/types';
import procedures from './procedures.json';

interface Procedure {
  key: string;
  versions: ProcedureVersion[];
}

const order = (day: Day | undefined, absent: number): number => (day?.year ? day.year * 10000 + (day.month ?? 0) * 100 + (day.day ?? 0) : absent);
const inForce = (version: ProcedureVersion, today: Day): boolean => {
  const now = order(today, 0);
  return order(version.validFrom, 0) <= now && now <= order(version.validUntil, 99999999);
};
const AGENCIES: Record<string, [string, string]> = {
  SGTVT: ['Sở Giao thông vận tải', 'Department of Transport'],
  STP: ['Sở Tư pháp', 'Department of Justice'],
  SNV: ['Sở Nội vụ', 'Department of Home Affairs'],
};

export function offersOn(today: Day): Offer[] {
  return (procedures as unknown as Procedure[]).map((procedure) => {
    const version = procedure.versions.find((one) => inForce(one, today)) ?? procedure.versions.at(-1);
    const byPost = version?.channels?.some((rule) => rule.channel === 'CHANNEL_POST') ?? false;
    const [vi, en] = AGENCIES[version?.agency ?? ''] ?? [version?.decidingBodyVi ?? '', version?.decidingBodyEn ?? ''];
    return {
      key: procedure.key,
      takenInHere: byPost,
      ...(!byPost && { closedWhy: 'Chỉ nộp trực tuyến từ 05/2023' }),
      ...(version && { version }),
      agencyNameVi: vi,
      agencyNameEn: en,
    };
  });
}

export function submitterKind(dossier: DossierRequest): string {
  const bodies: Record<string, string> = {
    OWNER_KIND_ENTERPRISE: 'SUBMITTER_KIND_ENTERPRISE',
    OWNER_KIND_COOPERATIVE: 'SUBMITTER_KIND_COOPERATIVE',
    OWNER_KIND_BUSINESS_HOUSEHOLD: 'SUBMITTER_KIND_BUSINESS_HOUSEHOLD',
    OWNER_KIND_AGENCY: 'SUBMITTER_KIND_STATE_AGENCY',
    OWNER_KIND_ORGANISATION: 'SUBMITTER_KIND_ORGANISATION',
  };
  const relations: Record<string, string> = {
    RELATION_PARENT: 'SUBMITTER_KIND_PARENT',
    RELATION_SPOUSE: 'SUBMITTER_KIND_SPOUSE',
    RELATION_CHILD: 'SUBMITTER_KIND_CHILD',
    RELATION_AUTHORISED: 'SUBMITTER_KIND_AUTHORISED_PERSON',
  };
  return bodies[String(dossier.owner?.kind)] ?? relations[String(dossier.relation)] ?? 'SUBMITTER_KIND_OWNER';
}

const meets = (wanted: readonly unknown[] | undefined, have: readonly string[]): boolean => !wanted?.length || wanted.some((one) => have.includes(String(one)));

export function completeCases(version: ProcedureVersion, given: readonly string[]): string[] {
  const cases = [...given];
  for (const group of new Set((version.cases ?? []).map((one) => one.group))) {
    const ofGroup = (version.cases ?? []).filter((one) => one.group === group).map((one) => one.id ?? '');
    if (!ofGroup.some((id) => cases.includes(id))) cases.push(ofGroup[0] ?? '');
  }
  return cases;
}

export function feeOf(version: ProcedureVersion, dossier: DossierRequest, today: Day): { id: string; amount: number } {
  const cases = completeCases(version, dossier.cases ?? []);
  const fitting = (version.fees ?? []).filter(
    (fee) => meets(fee.channels, ['CHANNEL_POST']) && meets(fee.cases, cases) && order(fee.validFrom, 0) <= order(today, 0) && order(today, 0) <= order(fee.validUntil, 99999999),
  );
  const fee = fitting.find((one) => one.id === dossier.feeId) ?? fitting.find((one) => !one.proofNeeded);
  const extraUnits = fee?.extraFromUnit ? Math.max(0, (dossier.units ?? 1) - fee.extraFromUnit + 1) : 0;
  return { id: fee?.id ?? '', amount: Number(fee?.amountVnd ?? 0) + extraUnits * Number(fee?.extraAmountVnd ?? 0) };
}

export function papersOf(version: ProcedureVersion, dossier: DossierRequest, today: Day): PaperWanted[] {
  const cases = completeCases(version, dossier.cases ?? []);
  return (version.components ?? []).flatMap((component) => {
    const condition = component.condition;
    const conditional = component.requirement === 'REQUIREMENT_CONDITIONAL';
    const judged = conditional && !condition?.cases?.length && !condition?.submitters?.length && !condition?.fees?.length;
    const holds = meets(condition?.cases, cases) && meets(condition?.submitters, [submitterKind(dossier)]) && meets(condition?.fees, [feeOf(version, dossier, today).id]);
    if (conditional && !judged && !holds) return [];
    const times = component.perUnit ? (dossier.units ?? 1) : 1;
    return [
      {
        componentId: component.id ?? '',
        nameVi: component.nameVi ?? '',
        nameEn: component.nameEn ?? '',
        originals: (component.originals ?? 0) * times,
        certifiedCopies: (component.certifiedCopies ?? 0) * times,
        photocopies: (component.photocopies ?? 0) * times,
        originalMustBeShown: component.originalMustBeShown ?? false,
        captureOnSite: component.captureOnSite ?? false,
        required: !judged,
        conditionVi: condition?.textVi ?? '',
        conditionEn: condition?.textEn ?? '',
      },
    ];
  });
}

const OFF = new Set(['2024-04-29', '2024-04-30', '2024-05-01']);
const MADE_UP = new Set(['2024-05-04']);

// The day so many working days after `from`, and the days that were skipped or made up.
export function workingDaysAfter(from: Day, days: number): { day: Day; skipped: string[]; madeUp: string[] } {
  const at = new Date(Date.UTC(from.year ?? 2024, (from.month ?? 1) - 1, from.day ?? 1));
  const skipped: string[] = [];
  const madeUp: string[] = [];
  for (let counted = 0; counted < days; ) {
    at.setUTCDate(at.getUTCDate() + 1);
    const iso = at.toISOString().slice(0, 10);
    const text = `${iso.slice(8)}/${iso.slice(5, 7)}`;
    if (OFF.has(iso)) skipped.push(text);
    else if (at.getUTCDay() % 6 !== 0) counted += 1;
    else if (MADE_UP.has(iso)) {
      counted += 1;
      madeUp.push(text);
    }
  }
  return { day: { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }, skipped, madeUp };
}

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

function hundredsInWords(n: number, full: boolean): string {
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor((n % 100) / 10), n % 10];
  const parts: string[] = [];
  if (hundreds || full) parts.push(`${DIGITS[hundreds]} trăm`);
  if (tens > 1) parts.push(`${DIGITS[tens]} mươi`);
  if (tens === 1) parts.push('mười');
  if (tens === 0 && ones > 0 && (hundreds || full)) parts.push('lẻ');
  if (ones === 5 && tens > 0) parts.push('lăm');
  else if (ones === 1 && tens > 1) parts.push('mốt');
  else if (ones > 0) parts.push(DIGITS[ones] ?? '');
  return parts.join(' ');
}

// As far as fees go: below a thousand million.
export function inWords(amount: number): string {
  const groups: [number, string][] = [
    [Math.floor(amount / 1e6) % 1000, 'triệu'],
    [Math.floor(amount / 1e3) % 1000, 'nghìn'],
    [amount % 1000, ''],
  ];
  const parts: string[] = [];
  for (const [n, name] of groups) {
    if (n > 0) parts.push(`${hundredsInWords(n, parts.length > 0)} ${name}`.trim());
  }
  return parts.length > 0 ? `${parts.join(' ')} đồng` : 'không đồng';
}

export const communes: Commune[] = [
  { code: '04378', nameVi: 'Xã Lang Thíp', districtNameVi: 'Huyện Văn Yên' },
  { code: '04381', nameVi: 'Xã Lâm Giang', districtNameVi: 'Huyện Văn Yên' },
  { code: '04387', nameVi: 'Xã Châu Quế Hạ', districtNameVi: 'Huyện Văn Yên' },
  { code: '04429', nameVi: 'Xã Tân Hợp', districtNameVi: 'Huyện Văn Yên' },
  { code: '04477', nameVi: 'Xã Tân Thịnh', districtNameVi: 'Huyện Văn Chấn' },
  { code: '04546', nameVi: 'Xã Tân Thịnh', districtNameVi: 'Thành phố Yên Bái' },
  { code: '04249', nameVi: 'Phường Yên Thịnh', districtNameVi: 'Thành phố Yên Bái' },
  { code: '04252', nameVi: 'Phường Yên Ninh', districtNameVi: 'Thành phố Yên Bái' },
];
export const offices: Office[] = [
  { id: 'YB-CP-04378', nameVi: 'Điểm bưu điện tại xã Lang Thíp', address: '' },
  { id: 'YB-CP-04381', nameVi: 'Điểm bưu điện tại xã Lâm Giang', address: '' },
  { id: 'YB-II-136', nameVi: 'Bưu cục cấp II Văn Yên', address: 'Thị trấn Mậu A' },
  { id: 'YB-I-01', nameVi: 'Bưu cục cấp I, trung tâm tỉnh', address: '' },
];
