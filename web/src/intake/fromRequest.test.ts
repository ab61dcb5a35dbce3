import { describe, expect, it } from 'vitest';
import type { DossierRequest, PaperWanted } from '../types';
import { nextFor, requestOf, slipOf } from './draft';
import { draftFromRequest, draftToMend } from './fromRequest';

const wanted: PaperWanted[] = [
  { componentId: 'form', originals: 1, required: true },
  { componentId: 'proxy', originals: 1, required: false },
];
const sent: DossierRequest = {
  procedure: 'LLTP', cases: ['NO1'], units: 1, feeId: 'REDUCED', slipId: 'P-1', returnChannel: 'RETURN_CHANNEL_OFFICE', returnOfficeId: 'YB-II-136',
  owner: { kind: 'OWNER_KIND_CITIZEN', fullName: 'Lò Thị Thử', identityKind: 'IDENTITY_KIND_CCCD', identityNumber: '015190000123', birthDate: { year: 1990, month: 1, day: 1 }, sex: 'SEX_FEMALE', phone: '0912345678' },
  relation: 'RELATION_AUTHORISED',
  submitter: { kind: 'OWNER_KIND_CITIZEN', fullName: 'Trần Văn Mẫu', identityKind: 'IDENTITY_KIND_CCCD', identityNumber: '015085000456', phone: '0987654321' },
  authorisation: { documentNumber: '12', notarised: true, issuedOn: { year: 2024, month: 4, day: 1 } },
  components: [
    { componentId: 'form', originals: 1, certifiedCopies: 0, photocopies: 0, originalShown: false, captured: false },
    { componentId: 'proxy', originals: 1, certifiedCopies: 0, photocopies: 0, originalShown: true, captured: false },
  ],
  feesPaid: [{ feeId: 'REDUCED', amountVnd: '100000' }],
};
const version = { cases: [{ id: 'NO1', group: 'kind' }] };

describe('a dossier that was sent', () => {
  it('comes back into the form and becomes the same request', () => {
    const draft = draftFromRequest(sent, 'id', '', version);
    expect(requestOf(draft, wanted, sent.feesPaid)).toEqual(sent);
    expect(draft.cases).toEqual({ kind: 'NO1' });
    expect(draftFromRequest({ ...sent, feesPaid: [] }, 'id', '', version).means).toBe('later');
    expect(draftFromRequest({ ...sent, means: 'PAYMENT_MEANS_TRANSFER' }, 'id', '', version).means).toBe('transfer');
  });
  it('is mended at the first step that has something wrong, under its code', () => {
    const problems = [{ field: 'components[0]', descriptionVi: '', descriptionEn: '' }, { field: 'owner.phone', descriptionVi: 'x', descriptionEn: '' }];
    const draft = draftToMend({ dossier: sent, dossierCode: 'H15.05-240426-0008' }, '7', problems, version);
    expect([draft.step, draft.mends?.position, draft.mends?.code]).toEqual([2, '7', 'H15.05-240426-0008']);
    expect(draftToMend({ dossier: sent }, '7', [], version).step).toBe(1);
  });
});

describe('another dossier of the same person', () => {
  it('keeps the people and the slip, and nothing else', () => {
    const draft = draftFromRequest(sent, '4f0c8a52-6f5e-4a53-9b52-0c6a0f4b9d10', '', version);
    const next = nextFor(draft, 'other', '');
    expect([next.owner.name, next.submitter.name, next.slipId, next.returnOffice]).toEqual(['Lò Thị Thử', 'Trần Văn Mẫu', 'P-1', 'YB-II-136']);
    expect([next.procedure, next.papers, next.feeId, next.step, next.draftId, next.mends]).toEqual(['', {}, '', 1, 'other', null]);
    expect(slipOf(draft)).toBe('P-4f0c8a52');
  });
});
