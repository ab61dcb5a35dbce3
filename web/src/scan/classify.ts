// What a scanned or typed text is, by its shape alone. What it means, the program says.

export type Scanned =
  | { kind: 'card'; text: string } // An identity card's QR: seven fields or more between bars.
  | { kind: 'slip'; code: string } // The dossier that the signed QR of a slip names; its signature is not looked at here.
  | { kind: 'dossier'; code: string } // A dossier code, or the end of one: 0007.
  | { kind: 'unknown' };

const DOSSIER = /^[A-Z]\d{2}(\.\d{2,3})*-\d{6}-\d{4,5}$/;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = BASE32.indexOf(letter);
    if (value < 0) return [];
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes;
}

// A statement begins with its form and dossier code, in this order (hoso/trust/v1/slip.proto):
// 08 FORM 12 LENGTH CODE. Empty: it does not.
function dossierOfSlip(text: string): string {
  const [formTag, , codeTag, length = 0, ...rest] = fromBase32(text);
  if (formTag !== 0x08 || codeTag !== 0x12) return '';
  const code = String.fromCharCode(...rest.slice(0, length));
  return DOSSIER.test(code) ? code : '';
}

export function classify(raw: string): Scanned {
  const text = raw.trim();
  if (text.split('|').length >= 6) return { kind: 'card', text };
  if (text.startsWith('HOSO1:')) {
    const code = dossierOfSlip(text.slice('HOSO1:'.length));
    return code ? { kind: 'slip', code } : { kind: 'unknown' };
  }
  if (DOSSIER.test(text.toUpperCase())) return { kind: 'dossier', code: text.toUpperCase() };
  if (/^\d{4,5}$/.test(text)) return { kind: 'dossier', code: text };
  return { kind: 'unknown' };
}
