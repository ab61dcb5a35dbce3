import { describe, expect, it } from 'vitest';
import type { DossierView, ItemView, Work } from '../types';
import { sayIn } from '../words';
import { base64OfHex, differenceOf, intoBag, isEven, leftBehind, outOfBag } from './bags';
import { isCounted, notesOf, sumOf } from './cash';
import { collectorsOf, handOutOf, notHandingOut, problemsOfHandOut, type HandingOut } from './handOut';
import { codeEnd, deadlineOf, routesOf, tasksNow, tasksOfApplicants } from './standing';

const say = sayIn('vi');
const NOW = '2024-04-26T07:20:00Z';
const BUREAU = { kind: 'HOLDER_KIND_OFFICE' as const, id: 'YB-II-136' };
const JUSTICE = { kind: 'HOLDER_KIND_AGENCY' as const, id: 'STP' };
const day = (n: number, month = 4) => ({ year: 2024, month, day: n });
const here = (number: number, part: Partial<ItemView> = {}): ItemView => ({ number, kind: 'ITEM_KIND_RESULT', label: `Món ${number}`, here: true, ...part });
const dossier = (end: string, part: Partial<DossierView> = {}): DossierView => ({ dossierCode: `H15.05-240426-${end}`, version: 4, status: 'STATUS_PROCESSING', ...part });

describe('the deadline', () => {
  const of = (part: Partial<DossierView>): [string, string] => {
    const { text, tone } = deadlineOf(dossier('0001', part), NOW, say);
    return [text, tone];
  };
  it('is told in days left, today, or late, apart from whose turn it is', () => {
    expect(of({ appointment: { date: day(7, 5) } })).toEqual(['còn 11 ngày', 'plain']);
    expect(of({ appointment: { date: day(27) } })).toEqual(['còn 1 ngày', 'amber']);
    expect(of({ appointment: { date: day(26) } })).toEqual(['đến hạn hôm nay', 'amber']);
    expect(of({ appointment: { date: day(24) } })).toEqual(['quá hạn 2 ngày', 'red']);
  });
  it('rests while the applicant is waited for, and ends with the dossier', () => {
    expect(of({ supplement: { papers: [] } })[0]).toBe('tạm dừng tính giờ');
    expect(of({})[0]).toBe('chưa tính giờ');
    expect(of({ status: 'STATUS_DECIDED', appointment: { date: day(1) } })[0]).toBe('');
  });
});

describe('what is to be done', () => {
  const work: Work = {
    discrepancies: [dossier('0001')],
    toCall: [dossier('0002', { supplement: {} }), dossier('0003', { payment: { reason: 'x' } }), dossier('0004')],
    results: [dossier('0005', { acts: ['ACT_RECEIVE_RESULTS'] }), dossier('0006', { acts: ['ACT_HAND_OUT', 'ACT_RETURN_UNCLAIMED'] })],
    forApplicant: [dossier('0006', { acts: ['ACT_RETURN_UNCLAIMED'] }), dossier('0007', { supplement: { supplyUntil: day(20) } }), dossier('0008', { keepUntil: day(30) })],
  };
  it('comes most urgent first, each once', () => {
    expect(tasksNow(work).map((task) => task.word)).toEqual(['taskDiscrepancy', 'taskCallSupplement', 'taskCallPayment', 'taskCallResults', 'taskShelve', 'taskUnclaimed']);
  });
  it('leaves out of those who have to come what the counter has to send back, and says who came too late', () => {
    expect(tasksOfApplicants(work, NOW).map((task) => [task.word, task.values['code']])).toEqual([['taskSupplementLate', '…0007'], ['taskWaitsResults', '…0008']]);
  });
  it('is one bag a way', () => {
    const routes = routesOf({ toSend: [dossier('0001', { items: [here(1, { goesTo: BUREAU, goesToName: 'Cấp II' }), here(2, { goesTo: JUSTICE, goesToName: 'Sở' })] }), dossier('0002', { items: [here(1, { goesTo: BUREAU })] })] });
    expect(routes.map((route) => [route.name, route.dossiers.length])).toEqual([['Cấp II', 2], ['Sở', 1]]);
    expect(routesOf(undefined)).toEqual([]);
    expect(codeEnd('H15.05-240426-0007')).toBe('…0007');
  });
});

describe('a bag that is filled', () => {
  const first = dossier('0001', { items: [here(1, { goesTo: BUREAU, goesToName: 'Cấp II' }), here(2, { goesTo: BUREAU })] });
  const other = dossier('0002', { items: [here(1, { goesTo: JUSTICE, goesToName: 'Sở Tư pháp' })] });
  const all = [first, other];
  const [route] = routesOf({ toSend: all });
  if (!route) throw new Error('want a route');
  it('takes all of a dossier that goes its way, once', () => {
    const into = intoBag(route, all, [], '0001');
    expect(into).toEqual({ kind: 'taken', refs: [{ dossierCode: first.dossierCode, item: 1 }, { dossierCode: first.dossierCode, item: 2 }] });
    if (into.kind === 'taken') expect(intoBag(route, all, into.refs, first.dossierCode ?? '').kind).toBe('again');
  });
  it('says where something else goes, and what it does not know', () => {
    expect(intoBag(route, all, [], '0002')).toEqual({ kind: 'elsewhere', name: 'Sở Tư pháp' });
    expect(intoBag(route, all, [], '0009').kind).toBe('unknown');
    expect(intoBag(route, [...all, { ...dossier('0001'), dossierCode: 'H15.06-240426-0001' }], [], '0001').kind).toBe('several');
  });
  it('names what stays behind', () => {
    expect(leftBehind(route, []).map((view) => view.dossierCode)).toEqual([first.dossierCode]);
    expect(leftBehind(route, [{ dossierCode: first.dossierCode ?? '', item: 1 }])).toEqual([]);
  });
  it('carries the digest of a packet as bytes', () => expect(base64OfHex('00ff10')).toBe('AP8Q'));
});

describe('a bag that is opened', () => {
  const row = (end: string, item: number, found = false) => ({ item: { dossierCode: `H15.05-240426-${end}`, item }, label: '', found });
  const rows = [row('0001', 2), row('0001', 3), row('0002', 2)];
  it('takes an item a scan, and says how many of the dossier are still to come', () => {
    const out = outOfBag(rows, [], '0001');
    expect(out).toEqual({ kind: 'found', row: rows[0], more: 1 });
    const found = [rows[0]?.item ?? {}, rows[1]?.item ?? {}];
    expect(outOfBag(rows, found, '0001').kind).toBe('again');
    expect(outOfBag(rows, found, '0007').kind).toBe('surplus');
  });
  it('is even when all was found and nothing else, whatever was counted', () => {
    const even = differenceOf({ expected: 2, rows: [row('0001', 2, true), row('0002', 2, true)] }, 3);
    expect([isEven(even), even.counted]).toEqual([true, true]);
    const odd = differenceOf({ expected: 1, rows: [row('0001', 2)], surplus: [{ dossierCode: 'x', item: 1 }] }, 1);
    expect([isEven(odd), odd.missing.length, odd.surplus.length]).toEqual([false, 1, 1]);
  });
});

describe('cash', () => {
  it('adds up, and knows an empty box from one that was not counted', () => {
    expect(sumOf({ 500000: '1', 20000: '3', 500: '2' })).toBe(561_000);
    expect(notesOf({ 500000: '0', 20000: '3' })).toEqual([{ valueVnd: '20000', count: 3 }]);
    expect([isCounted({}), isCounted({ 500000: '' }), isCounted({ 500000: '0' })]).toEqual([false, false, true]);
  });
});

describe('handing out', () => {
  const view = dossier('0003', { ownerNumberEnd: '0123', exchangeVi: 'GPLX cũ', items: [here(2), here(3), here(4, { goesTo: BUREAU })] });
  const filled: HandingOut = { ...notHandingOut, items: [3, 2], relation: 'RELATION_SELF', number: '015 190 000 123', name: 'Nguyễn Thị Thử', check: 'IDENTITY_CHECK_CARD', slip: 'returned', slipText: 'HOSO1:X', exchange: 'taken' };
  const textsOf = (value: HandingOut, of = view): string[] => problemsOfHandOut(of, value, say).map((one) => one.field);
  it('becomes the request of HandOut', () => {
    expect(textsOf(filled)).toEqual([]);
    expect(handOutOf(view, filled)).toEqual({
      dossierCode: view.dossierCode, expectedVersion: 4, items: [2, 3], channel: 'RETURN_CHANNEL_OFFICE', relation: 'RELATION_SELF', identityCheck: 'IDENTITY_CHECK_CARD', slipReturned: true, slipText: 'HOSO1:X',
      exchanged: [{ label: 'GPLX cũ' }],
      recipient: { kind: 'OWNER_KIND_CITIZEN', fullName: 'Nguyễn Thị Thử', identityKind: 'IDENTITY_KIND_CCCD', identityNumber: '015190000123' },
    });
  });
  it('wants every question answered', () => {
    expect(textsOf(notHandingOut)).toEqual(['items.2', 'relation', 'recipient.identity_number', 'recipient.full_name', 'identity_check', 'slip', 'exchanged']);
    expect(textsOf({ ...filled, slip: 'missing', exchange: 'waived' })).toEqual(['slip_missing_reason', 'exchange_waived_reason']);
    expect(textsOf({ ...filled, relation: 'RELATION_AUTHORISED', number: '015085000456' })).toEqual(['authorisation.document_number']);
    expect(textsOf(filled, { ...view, payment: { amountVnd: '1' } })).toEqual(['main']);
  });
  it('stops at a number that is not the owner’s, and shows both', () => {
    const [problem] = problemsOfHandOut(view, { ...filled, number: '015085000456' }, say);
    expect(problem?.text).toContain('…0456');
    expect(problem?.text).toContain('…0123');
  });
  it('takes from a card only what is still its number', () => {
    const card = { identityNumber: '015190000123', sex: 'SEX_FEMALE' as const };
    expect(handOutOf(view, { ...filled, card }).recipient?.sex).toBe('SEX_FEMALE');
    expect(handOutOf(view, { ...filled, card, number: '015190000999' }).recipient?.sex).toBeUndefined();
  });
  it('offers whom the catalogue lets collect', () => {
    expect(collectorsOf({ results: [{ collectors: [{ kind: 'SUBMITTER_KIND_OWNER' }, { kind: 'SUBMITTER_KIND_ENTERPRISE' }, { kind: 'SUBMITTER_KIND_COOPERATIVE' }, { kind: 'SUBMITTER_KIND_AUTHORISED_PERSON' }] }] })).toEqual([
      'RELATION_SELF', 'RELATION_REPRESENTATIVE', 'RELATION_AUTHORISED',
    ]);
    expect(collectorsOf(undefined)).toEqual(['RELATION_SELF']);
  });
});
