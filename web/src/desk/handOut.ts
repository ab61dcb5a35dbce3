// Handing out: who may fetch, what has to be answered first, and the request. Pure.
import { dayFrom, digitsOf, noDate, type DateText } from '../intake/draft';
import type { Problem } from '../intake/problems';
import type { DoRequest, DossierView, IdentityCheck, ItemView, PersonRecord, ProcedureVersion, Relation } from '../types';
import type { Say } from '../words';
import { itemsHere } from './standing';

export interface HandingOut {
  items: number[]; // Ticked by a scan or by hand.
  relation: Relation | '';
  number: string;
  name: string;
  card: PersonRecord | null; // As read from a card; null: typed.
  check: IdentityCheck | '';
  authorisation: { number: string; notarised: boolean; issued: DateText; until: DateText };
  slip: '' | 'returned' | 'missing';
  slipText: string;
  slipMissing: string;
  exchange: '' | 'taken' | 'waived';
  exchangeWaived: string;
}

export const notHandingOut: HandingOut = {
  items: [], relation: '', number: '', name: '', card: null, check: '', authorisation: { number: '', notarised: false, issued: noDate, until: noDate },
  slip: '', slipText: '', slipMissing: '', exchange: '', exchangeWaived: '',
};

// What lies here and does not go on by bag.
export const itemsToGive = (view: DossierView): ItemView[] => itemsHere(view).filter((item) => !item.goesTo && item.kind !== 'ITEM_KIND_EXCHANGED');

const RELATIONS: Partial<Record<string, Relation>> = {
  SUBMITTER_KIND_OWNER: 'RELATION_SELF',
  SUBMITTER_KIND_PARENT: 'RELATION_PARENT',
  SUBMITTER_KIND_SPOUSE: 'RELATION_SPOUSE',
  SUBMITTER_KIND_CHILD: 'RELATION_CHILD',
  SUBMITTER_KIND_AUTHORISED_PERSON: 'RELATION_AUTHORISED',
};

// By the collectors that the catalogue names; a body comes by its representative.
export function collectorsOf(version: ProcedureVersion | undefined): Relation[] {
  const collectors = (version?.results ?? []).flatMap((result) => result.collectors ?? []);
  const relations = collectors.map((collector) => RELATIONS[String(collector.kind)] ?? 'RELATION_REPRESENTATIVE');
  return [...new Set<Relation>(relations.length > 0 ? relations : ['RELATION_SELF'])];
}

// The last four of the number on the card against the owner's, where the owner came.
export function wrongPerson(view: DossierView, value: HandingOut): boolean {
  const number = digitsOf(value.number);
  return value.relation === 'RELATION_SELF' && number !== '' && Boolean(view.ownerNumberEnd) && !number.endsWith(view.ownerNumberEnd ?? '');
}

export function problemsOfHandOut(view: DossierView, value: HandingOut, say: Say): Problem[] {
  const problems: Problem[] = [];
  const want = (ok: boolean, field: string, text: string): void => {
    if (!ok) problems.push({ field, text });
  };
  want(!view.payment, 'main', say('handOutPayFirst'));
  want(value.items.length > 0, `items.${itemsToGive(view)[0]?.number ?? 0}`, say('handOutTickItems'));
  want(value.relation !== '', 'relation', say('chooseRecipient'));
  want(digitsOf(value.number) !== '', 'recipient.identity_number', say('enterRecipientNumber'));
  want(!wrongPerson(view, value), 'recipient.identity_number', say('wrongPersonNumbers', { found: `…${digitsOf(value.number).slice(-4)}`, want: `…${view.ownerNumberEnd}` }));
  want(value.name.trim() !== '', 'recipient.full_name', say('enterName'));
  want(value.relation !== 'RELATION_AUTHORISED' || value.authorisation.number.trim() !== '', 'authorisation.document_number', say('enterAuthorisation'));
  want(value.check !== '', 'identity_check', say('chooseCheck'));
  want(value.slip !== '', 'slip', say('chooseSlip'));
  want(value.slip !== 'missing' || value.slipMissing.trim() !== '', 'slip_missing_reason', say('enterSlipMissing'));
  if (view.exchangeVi) {
    want(value.exchange !== '', 'exchanged', say('chooseExchange', { paper: view.exchangeVi }));
    want(value.exchange !== 'waived' || value.exchangeWaived.trim() !== '', 'exchange_waived_reason', say('enterExchangeWaived'));
  }
  return problems;
}

function recipientOf(value: HandingOut): PersonRecord {
  const identityNumber = digitsOf(value.number).toUpperCase();
  const typed: PersonRecord = {
    kind: 'OWNER_KIND_CITIZEN', fullName: value.name.trim().normalize('NFC'),
    identityKind: /^\d{12}$/.test(identityNumber) ? 'IDENTITY_KIND_CCCD' : /^\d{9}$/.test(identityNumber) ? 'IDENTITY_KIND_CMND' : 'IDENTITY_KIND_PASSPORT',
    identityNumber,
  };
  return value.card?.identityNumber === identityNumber ? { ...value.card, fullName: typed.fullName ?? '' } : typed;
}

export function handOutOf(view: DossierView, value: HandingOut): NonNullable<DoRequest['handOut']> {
  const issuedOn = dayFrom(value.authorisation.issued);
  const validUntil = dayFrom(value.authorisation.until);
  return {
    dossierCode: view.dossierCode ?? '',
    expectedVersion: view.version ?? 0,
    items: [...value.items].sort((a, b) => a - b),
    channel: 'RETURN_CHANNEL_OFFICE',
    recipient: recipientOf(value),
    ...(value.relation && { relation: value.relation }),
    ...(value.relation === 'RELATION_AUTHORISED' && {
      authorisation: { documentNumber: value.authorisation.number.trim(), notarised: value.authorisation.notarised, ...(issuedOn && { issuedOn }), ...(validUntil && { validUntil }) },
    }),
    ...(value.check && { identityCheck: value.check }),
    slipReturned: value.slip === 'returned',
    ...(value.slip === 'returned' && value.slipText && { slipText: value.slipText }),
    ...(value.slip === 'missing' && { slipMissingReason: value.slipMissing.trim().normalize('NFC') }),
    ...(view.exchangeVi && value.exchange === 'taken' && { exchanged: [{ label: view.exchangeVi }] }),
    ...(view.exchangeVi && value.exchange === 'waived' && { exchangeWaivedReason: value.exchangeWaived.trim().normalize('NFC') }),
  };
}
