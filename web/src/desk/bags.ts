// What goes into a bag, and what came out of one. Pure.
import type { Compared, DossierView, ItemRef, ManifestRow } from '../types';
import { itemsToSend, type Route } from './standing';

export const refKey = (ref: ItemRef | undefined): string => `${ref?.dossierCode}#${ref?.item}`;

// A dossier that this counter has something of, by its whole code or its end.
export const byCode = (dossiers: readonly DossierView[], code: string): DossierView[] => dossiers.filter((view) => (view.dossierCode ?? '').endsWith(code));

export type IntoBag =
  | { kind: 'taken'; refs: ItemRef[] } // All that goes this way of the dossier.
  | { kind: 'again' } // Is in it already.
  | { kind: 'elsewhere'; name: string } // Goes another way.
  | { kind: 'unknown' }
  | { kind: 'several' };

// What the scan of an envelope comes to while a bag for `route` is being filled.
export function intoBag(route: Route, dossiers: readonly DossierView[], taken: readonly ItemRef[], code: string): IntoBag {
  const found = byCode(dossiers, code);
  if (found.length > 1) return { kind: 'several' };
  const [view] = found;
  if (!view) return { kind: 'unknown' };
  const here = itemsToSend(view);
  const refs = here.filter((item) => `${item.goesTo?.kind}:${item.goesTo?.id}` === route.key).map((item) => ({ dossierCode: view.dossierCode ?? '', item: item.number ?? 0 }));
  if (refs.length === 0) return { kind: 'elsewhere', name: here[0]?.goesToName ?? '' };
  const known = new Set(taken.map(refKey));
  const fresh = refs.filter((ref) => !known.has(refKey(ref)));
  return fresh.length > 0 ? { kind: 'taken', refs: fresh } : { kind: 'again' };
}

// The dossiers of a route that are not in the bag, which have to be left with a reason.
export function leftBehind(route: Route, taken: readonly ItemRef[]): DossierView[] {
  const codes = new Set(taken.map((ref) => ref.dossierCode));
  return route.dossiers.filter((view) => !codes.has(view.dossierCode ?? ''));
}

// SHA-256 in hexadecimal figures as proto3's JSON writes bytes.
export const base64OfHex = (hex: string): string => btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));

export type OutOfBag =
  | { kind: 'found'; row: ManifestRow; more: number } // `more` of the same dossier are still to come.
  | { kind: 'again' }
  | { kind: 'surplus' };

// What the scan of an envelope comes to while a bag is being emptied: the next item of the
// dossier that was not found yet.
export function outOfBag(rows: readonly ManifestRow[], found: readonly ItemRef[], code: string): OutOfBag {
  const known = new Set(found.map(refKey));
  const ofDossier = rows.filter((row) => (row.item?.dossierCode ?? '').endsWith(code));
  if (ofDossier.length === 0) return { kind: 'surplus' };
  const open = ofDossier.filter((row) => !known.has(refKey(row.item)));
  return open[0] ? { kind: 'found', row: open[0], more: open.length - 1 } : { kind: 'again' };
}

export interface Difference {
  missing: ManifestRow[];
  surplus: ItemRef[];
  counted: boolean; // The blind count was another than what is on the manifest.
}
export function differenceOf(compared: Compared, counted: number): Difference {
  return { missing: (compared.rows ?? []).filter((row) => !row.found), surplus: compared.surplus ?? [], counted: counted !== (compared.expected ?? 0) };
}
export const isEven = (one: Difference): boolean => one.missing.length + one.surplus.length === 0;
