// A morning at the counter: dossiers, bags and results in every state that a screen shows.
// Invented people; shapes of numbers, no one's.
import type { DossierView, PersonRecord } from '../src/types';
import { BUREAU, HERE, agency, type FakeDossier } from './dossiers';
import type { FakeCounter } from './fake';

export const OWNER: PersonRecord = { kind: 'OWNER_KIND_CITIZEN', fullName: 'Nguyễn Thị Thử Nghiệm', identityNumber: '015190000123', formerIdentityNumber: '060000123', phone: '0912345678' };
export const OTHER: PersonRecord = { kind: 'OWNER_KIND_CITIZEN', fullName: 'Trần Văn Mẫu', identityNumber: '015085000456', phone: '0987654321' };

const day = (n: number, month = 4): { year: number; month: number; day: number } => ({ year: 2024, month, day: n });
const promised = (n: number, month = 4): NonNullable<DossierView['appointment']> => ({ date: day(n, month), derivationVi: 'nhận 08:10 Thứ Sáu 19/04/2024 + 5 ngày làm việc', derivationEn: 'taken in 08:10 Friday 19/04/2024 + 5 working days' });
const AT = '2024-04-24T01:10:00Z';

function dossier(end: string, part: Partial<FakeDossier>): FakeDossier {
  return {
    code: `H15.05-240419-${end}`, version: 3, status: 'STATUS_PROCESSING', procedureKey: 'GPLX_DOI', owner: OWNER, relation: 'RELATION_SELF', acceptedAt: '2024-04-19T01:10:00Z',
    appointment: promised(7, 5), items: [{ number: 1, kind: 'ITEM_KIND_PAPERS', label: 'Hồ sơ giấy', holder: agency('SGTVT'), since: AT }],
    ready: false, exchange: false, failedAttempts: 0, unsent: false, discrepancies: [], ...part,
  };
}

const papersHere = (to: FakeDossier['items'][number]['goesTo']): FakeDossier['items'] => [{ number: 1, kind: 'ITEM_KIND_PAPERS', label: 'Hồ sơ giấy', holder: HERE, since: AT, ...(to && { goesTo: to }) }];
const resultsHere = (count: number): FakeDossier['items'] => [
  { number: 1, kind: 'ITEM_KIND_PAPERS', label: 'Hồ sơ giấy', holder: agency('SGTVT'), since: AT },
  ...Array.from({ length: count }, (_, index) => ({ number: 2 + index, kind: 'ITEM_KIND_RESULT' as const, label: count > 1 ? `Thẻ giấy phép lái xe ${index + 1}` : 'Thẻ giấy phép lái xe', holder: HERE, since: AT })),
];

// By what they are there for.
export const CODES = {
  supplement: 'H15.05-240419-0001', // Papers asked for, nobody called.
  payment: 'H15.05-240419-0002',
  results: 'H15.05-240419-0003', // On the shelf, told; the old licence to be taken back.
  shelve: 'H15.05-240419-0004', // Just came.
  toBureau: 'H15.05-240419-0005', // Papers to be sent.
  toJustice: 'H15.05-240419-0006', // Another way.
  late: 'H15.05-240419-0008',
  unclaimed: 'H15.05-240419-0009',
  overdueSupplement: 'H15.05-240419-0010',
  accepted: 'H15.05-240419-0011', // Still here: may be refused.
  unpaidResults: 'H15.05-240419-0012',
  inBag: ['H15.05-240419-0013', 'H15.05-240419-0014'],
  surplus: 'H15.05-240419-0015',
};
export const BAG = 'T-VY-240426';

export function morning(fake: FakeCounter): void {
  const asked = { count: { componentId: 'health', originals: 1 }, nameVi: 'Giấy khám sức khỏe của người lái xe', nameEn: 'Health certificate of the driver' };
  const copy = { count: { componentId: 'card_copy', photocopies: 1, originalShown: true }, nameVi: 'Bản sao căn cước công dân', nameEn: 'Copy of the identity card' };
  fake.dossiers.all.push(
    dossier('0001', { status: 'STATUS_AWAITING_SUPPLEMENT', supplement: { papers: [asked, copy], reason: 'Giấy khám sức khỏe quá 6 tháng', until: day(10, 5), askedAt: AT } }),
    dossier('0002', { status: 'STATUS_AWAITING_PAYMENT', owner: OTHER, payment: { fees: [{ feeId: 'STANDARD', amountVnd: '135000' }], names: ['Lệ phí cấp giấy phép lái xe'], reason: 'Chưa nộp lệ phí' }, notifiedAt: AT }),
    dossier('0003', { status: 'STATUS_DECIDED', items: resultsHere(2), ready: true, exchange: true, notifiedAt: AT, keepUntil: day(20, 5) }),
    dossier('0004', { status: 'STATUS_DECIDED', owner: OTHER, items: resultsHere(1), exchange: true }),
    dossier('0005', { status: 'STATUS_ACCEPTED', items: papersHere(BUREAU) }),
    dossier('0006', { status: 'STATUS_ACCEPTED', owner: OTHER, items: papersHere(agency('STP')) }),
    dossier('0008', { owner: OTHER, appointment: promised(24) }),
    dossier('0009', { status: 'STATUS_DECIDED', owner: OTHER, items: resultsHere(1), ready: true, notifiedAt: AT, failedAttempts: 3, keepUntil: day(20) }),
    dossier('0010', { status: 'STATUS_AWAITING_SUPPLEMENT', supplement: { papers: [asked], reason: '', until: day(20), askedAt: AT }, notifiedAt: AT }),
    dossier('0011', { status: 'STATUS_ACCEPTED', owner: OTHER, items: papersHere(BUREAU) }),
    dossier('0012', { status: 'STATUS_DECIDED', owner: OTHER, items: resultsHere(1), ready: true, notifiedAt: AT, keepUntil: day(20, 5), payment: { fees: [{ feeId: 'STANDARD', amountVnd: '135000' }], names: ['Lệ phí'], reason: '' } }),
  );
  const bag = { kind: 'HOLDER_KIND_BAG' as const, id: BAG };
  for (const code of CODES.inBag) fake.dossiers.all.push(dossier(code.slice(-4), { status: 'STATUS_DECIDED', items: [{ number: 2, kind: 'ITEM_KIND_RESULT', label: 'Thẻ giấy phép lái xe', holder: bag, since: AT }] }));
  fake.dossiers.all.push(dossier('0015', { status: 'STATUS_DECIDED', owner: OTHER, items: [{ number: 2, kind: 'ITEM_KIND_RESULT', label: 'Thẻ giấy phép lái xe', holder: BUREAU, since: AT }] }));
  fake.bags.all.push({
    id: BAG, status: 'BAG_STATUS_DISPATCHED', from: BUREAU, to: HERE, custodian: 'Chuyến 15:00', seal: 'NP-0042', manifest: CODES.inBag.map((dossierCode) => ({ dossierCode, item: 2 })),
    sealedAt: '2024-04-26T01:00:00Z', packetDigest: '',
  });
}
