// What a scanned or typed text is, by its shape alone. What it means, the program says.

export type Scanned =
  | { kind: 'card'; text: string } // An identity card's QR: seven fields or more between bars.
  | { kind: 'slip'; text: string } // The signed QR of one of our slips.
  | { kind: 'dossier'; code: string } // A dossier code, or the end of one: 0007.
  | { kind: 'unknown' };

const DOSSIER = /^[A-Z]\d{2}(\.\d{2,3})*-\d{6}-\d{4,5}$/;

export function classify(raw: string): Scanned {
  const text = raw.trim();
  if (text.split('|').length >= 6) return { kind: 'card', text };
  if (/^HOSO1:/i.test(text)) return { kind: 'slip', text };
  if (DOSSIER.test(text.toUpperCase())) return { kind: 'dossier', code: text.toUpperCase() };
  if (/^\d{4,5}$/.test(text)) return { kind: 'dossier', code: text };
  return { kind: 'unknown' };
}
