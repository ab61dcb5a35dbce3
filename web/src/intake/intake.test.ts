import { describe, expect, it } from 'vitest';
import type { PaperWanted, ProcedureVersion } from '../types';
import { sayIn } from '../words';
import { communeOf, dayFrom, emptyDraft, emptyPaper, emptyPerson, fillFromCard, isWorthKeeping, parseDraft, requestOf, type Draft } from './draft';
import { inputOf, mergeProblems, oddities, oddityWords, ownerKindsFor, problemOfPaper, problemsOfStep, relationsFor, stepOfField, type Around } from './problems';

const today = { year: 2024, month: 4, day: 26 };
const form: PaperWanted = { componentId: 'form', nameVi: 'Đơn', originals: 1, required: true };
const copy: PaperWanted = { componentId: 'copy', nameVi: 'Bản sao', photocopies: 2, originalMustBeShown: true, required: true };
const photo: PaperWanted = { componentId: 'photo', nameVi: 'Ảnh', captureOnSite: true, required: true };
const proxy: PaperWanted = { componentId: 'proxy', nameVi: 'Giấy', originals: 1, required: false };
const say = sayIn('vi');
const around: Around = { version: { cases: [{ id: 'A', group: 'g' }, { id: 'B', group: 'g' }] }, wanted: [form, copy, photo, proxy], today, say, pick: (vi) => vi ?? '' };

function filled(): Draft {
  const draft = emptyDraft('4f0c8a52-6f5e-4a53-9b52-0c6a0f4b9d10', '2024-04-26T07:00:00Z');
  return {
    ...draft,
    procedure: 'GPLX_DOI',
    cases: { g: 'A' },
    owner: { ...emptyPerson(), number: '015 190 000 123', name: ' Nguyễn  Thị Thử ', birth: { day: '1', month: '1', year: '1990' }, sex: 'SEX_FEMALE', phone: '0912.345.678' },
    seenCard: true,
    papers: { form: { ...emptyPaper, originals: '1' }, copy: { ...emptyPaper, photocopies: '2', shown: true }, photo: { ...emptyPaper, captured: true } },
  };
}
const textsOf = (draft: Draft, step: 1 | 2 | 3): string[] => problemsOfStep(draft, step, around).map((one) => one.text);

describe('a draft', () => {
  it('becomes the request of AcceptDossier', () => {
    expect(requestOf(filled(), around.wanted, [{ feeId: 'STANDARD', amountVnd: '135000' }])).toEqual({
      procedure: 'GPLX_DOI',
      cases: ['A'],
      units: 1,
      owner: {
        kind: 'OWNER_KIND_CITIZEN', fullName: 'Nguyễn Thị Thử', identityKind: 'IDENTITY_KIND_CCCD', identityNumber: '015190000123',
        birthDate: { year: 1990, month: 1, day: 1 }, sex: 'SEX_FEMALE', phone: '0912345678',
      },
      components: [
        { componentId: 'form', originals: 1, certifiedCopies: 0, photocopies: 0, originalShown: false, captured: false },
        { componentId: 'copy', originals: 0, certifiedCopies: 0, photocopies: 2, originalShown: true, captured: false },
        { componentId: 'photo', originals: 0, certifiedCopies: 0, photocopies: 0, originalShown: false, captured: true },
      ],
      feesPaid: [{ feeId: 'STANDARD', amountVnd: '135000' }],
    });
  });
  it('pays nothing that is not due, or not paid yet', () => {
    expect(requestOf(filled(), [], [{ feeId: 'NONE', amountVnd: '0' }]).feesPaid).toBeUndefined();
    expect(requestOf({ ...filled(), means: 'later' }, [], [{ feeId: 'STANDARD', amountVnd: '135000' }]).feesPaid).toBeUndefined();
  });
  it('names a body with the person who stands at the counter', () => {
    const draft = { ...filled(), owner: { ...emptyPerson(), kind: 'OWNER_KIND_ENTERPRISE' as const, number: '5200123456', name: 'Công ty Mẫu' }, relation: 'RELATION_REPRESENTATIVE' as const, submitter: filled().owner };
    const request = requestOf(draft, []);
    expect(request.owner).toMatchObject({ identityKind: 'IDENTITY_KIND_TAX_CODE', identityNumber: '5200123456' });
    expect(request.owner?.birthDate).toBeUndefined();
    expect(request).toMatchObject({ relation: 'RELATION_REPRESENTATIVE', submitter: { fullName: 'Nguyễn Thị Thử' } });
  });
  it('is read back as it was stored, and nothing else is', () => {
    expect(parseDraft(JSON.stringify(filled()))).toEqual(filled());
    expect(parseDraft('{"version":2,"draftId":"x"}')).toBeUndefined();
    expect(parseDraft('not JSON')).toBeUndefined();
  });
  it('is kept once something was entered', () => {
    expect(isWorthKeeping(emptyDraft('x', ''))).toBe(false);
    expect(isWorthKeeping(filled())).toBe(true);
  });
  it('takes from a card who it is and leaves the phone alone', () => {
    const communes = [
      { code: '04381', nameVi: 'Xã Lâm Giang', districtNameVi: 'Huyện Văn Yên' },
      { code: '04477', nameVi: 'Xã Tân Thịnh', districtNameVi: 'Huyện Văn Chấn' },
      { code: '04546', nameVi: 'Xã Tân Thịnh', districtNameVi: 'Thành phố Yên Bái' },
    ];
    const person = fillFromCard({ ...emptyPerson(), phone: '0912345678' }, { fullName: 'Trần Văn Mẫu', identityNumber: '015085000456', address: 'Thôn Ba, Lâm Giang, Văn Yên, Yên Bái' }, communes);
    expect(person).toMatchObject({ name: 'Trần Văn Mẫu', phone: '0912345678', commune: '04381' });
    expect(communeOf('Tổ 2, Xã Tân Thịnh, Huyện Văn Chấn, Yên Bái', communes)).toBe('04477');
    expect(communeOf('Tổ 2, Tân Thịnh, Yên Bái', communes)).toBe('04546');
    expect(communeOf('Tổ 2, Tan Thinh, Van Chan', communes)).toBe('');
  });
  it('knows which days there are', () => {
    expect(dayFrom({ day: '29', month: '2', year: '2023' })).toBeUndefined();
    expect(dayFrom({ day: '29', month: '2', year: '2024' })).toEqual({ year: 2024, month: 2, day: 29 });
    expect(dayFrom({ day: '1', month: '1', year: '90' })).toBeUndefined();
  });
});

describe('problems', () => {
  it('there are none in a whole draft', () => {
    for (const step of [1, 2, 3] as const) expect(problemsOfStep(filled(), step, around)).toEqual([]);
  });
  it('asks the case before anything follows from it', () => {
    expect(problemsOfStep({ ...filled(), cases: { g: '' } }, 1, around)).toEqual([{ field: 'cases.g', text: 'Chọn trường hợp' }]);
  });
  it.each([
    [{ number: '01519000012' }, 'Số định danh có 12 số; đã nhập 11'],
    [{ number: '' }, 'Nhập số định danh'],
    [{ phone: '' }, 'Nhập số điện thoại, 10 số'],
    [{ phone: '091234567' }, 'Số điện thoại có 10 số, máy bàn 11 số; đã nhập 9'],
    [{ birth: { day: '31', month: '4', year: '1990' } }, 'Không có ngày 31/4/1990. Xem lại thẻ'],
    [{ birth: { day: '1', month: '', year: '1990' } }, 'Nhập đủ ngày, tháng, năm sinh'],
    [{ birth: { day: '1', month: '5', year: '2024' } }, 'Ngày sinh nằm sau hôm nay. Xem lại thẻ'],
    [{ name: ' ' }, 'Nhập họ và tên như trên thẻ'],
  ])('says of %j what to do', (part, text) => {
    const draft = filled();
    expect(textsOf({ ...draft, owner: { ...draft.owner, ...part } }, 2)).toEqual([text]);
  });
  it('accepts an old card, a passport and blanks in numbers', () => {
    for (const number of ['060000123', 'C1234567', '015.190.000.123']) {
      expect(textsOf({ ...filled(), owner: { ...filled().owner, number } }, 2)).toEqual([]);
    }
  });
  it('wants the card looked at', () => expect(textsOf({ ...filled(), seenCard: false }, 2)).toHaveLength(1));
  it('names each paper that is missing, short, too many or not looked at', () => {
    const of = (paper: PaperWanted, part: object): string[] => problemOfPaper(paper, { ...emptyPaper, ...part }, 'Tờ', say).map((one) => one.text);
    expect(of(form, {})).toEqual(['Còn thiếu: Tờ']);
    expect(of(copy, { photocopies: '1', shown: true })).toEqual(['Tờ: cần 2, mới có 1']);
    expect(of(copy, { photocopies: '3', shown: true })).toEqual(['Tờ: cần 2, đã đếm 3']);
    expect(of(copy, { photocopies: '2' })).toEqual(['Xem bản chính rồi đánh dấu: Tờ']);
    expect(of(photo, {})).toEqual(['Chụp tại quầy rồi đánh dấu: Tờ']);
    expect(of(form, { photocopies: '1' })).toEqual(['Tờ: cần 1, mới có 0']);
    expect(of(copy, { certified: '2', shown: true })).toEqual([]); // A better form does.
  });
  it('asks for a paper with a condition only where the clerk says that it holds', () => {
    expect(textsOf(filled(), 3)).toEqual([]);
    const draft = filled();
    expect(textsOf({ ...draft, papers: { ...draft.papers, proxy: { ...emptyPaper, applies: true } } }, 3)).toEqual(['Còn thiếu: Giấy']);
  });
  it('warns, without stopping, of digits that do not fit year and sex', () => {
    const person = filled().owner;
    expect(oddities(person, say)).toEqual([]);
    expect(oddities({ ...person, sex: 'SEX_MALE' }, say)).toHaveLength(1);
    expect(oddities({ ...person, birth: { day: '1', month: '1', year: '1991' } }, say)).toHaveLength(1);
    expect(oddities({ ...person, number: '015301000123', birth: { day: '1', month: '1', year: '2001' } }, say)).toEqual([]);
  });
  it('says what the program finds odd in the language of the clerk', () => {
    expect(oddityWords('owner.identity_number: is that of a man, but a woman is given', say, 'vi')).toBe('Giới tính không khớp với số định danh. Xem lại thẻ rồi tiếp tục');
    expect(oddityWords('submitter.identity_number: birth year 1990, but 1991 is given', say, 'vi')).toMatch(/^Ngày sinh/);
    expect(oddityWords('owner.identity_number: birth registered in province 015, but 001 is given', say, 'vi')).toMatch(/^Mã tỉnh/);
    expect(oddityWords('owner.identity_number: is that of a man', sayIn('en'), 'en')).toBe('owner.identity_number: is that of a man');
  });
  it('leads from the field of a request to the input that mends it', () => {
    expect(inputOf('components[1].original_shown', ['form', 'copy'])).toBe('papers.copy.shown');
    expect(inputOf('owner.identity_number', [])).toBe('owner.identity_number');
    expect(inputOf('authorisation', [])).toBe('authorisation.document_number');
    expect(['units', 'submitter.phone', 'components[0]', 'fee_id'].map(stepOfField)).toEqual([1, 2, 3, 4]);
    expect(mergeProblems([{ field: 'a', text: 'ours' }], [{ field: 'a', text: 'theirs' }, { field: 'b', text: 'theirs' }])).toHaveLength(2);
  });
  it('offers only those who may hand in', () => {
    const licence: ProcedureVersion = { submitters: ['SUBMITTER_KIND_OWNER'] };
    const badge: ProcedureVersion = { submitters: ['SUBMITTER_KIND_ENTERPRISE', 'SUBMITTER_KIND_COOPERATIVE', 'SUBMITTER_KIND_AUTHORISED_PERSON'] };
    expect(relationsFor(licence, 'OWNER_KIND_CITIZEN')).toEqual(['RELATION_SELF']);
    expect(ownerKindsFor(licence)).toEqual(['OWNER_KIND_CITIZEN']);
    expect(ownerKindsFor(badge)).toEqual(['OWNER_KIND_ENTERPRISE', 'OWNER_KIND_COOPERATIVE']);
    expect(relationsFor(badge, 'OWNER_KIND_ENTERPRISE')).toEqual(['RELATION_REPRESENTATIVE', 'RELATION_AUTHORISED']);
  });
});
