import { describe, expect, it } from 'vitest';
import { BurstReader, type Seen } from './burst';
import { classify } from './classify';

function press(text: string, gap: number, end = 'Enter', endGap = gap): Seen {
  const reader = new BurstReader();
  let at = 1000;
  for (const key of text) reader.press(key, (at += gap));
  return reader.press(end, at + endGap);
}

describe('a burst of keys', () => {
  it('is a code when each key follows within 50 ms and Enter or Tab ends it', () => {
    expect(press('H15.05-240426-0007', 8)).toEqual({ kind: 'code', text: 'H15.05-240426-0007' });
    expect(press('H15.05-240426-0007', 50, 'Tab')).toEqual({ kind: 'code', text: 'H15.05-240426-0007' });
  });
  it('is typing when a person types it, however steadily', () => {
    expect(press('0912345678', 51)).toEqual({ kind: 'typing' });
    expect(press('0912345678', 8, 'Enter', 300)).toEqual({ kind: 'typing' });
  });
  it('is typing when it is short: keys that roll over each other', () => {
    expect(press('05', 20)).toEqual({ kind: 'typing' });
  });
  it('keeps spaces and letters with marks, and survives Shift', () => {
    const reader = new BurstReader();
    let at = 0;
    for (const key of [...'0151|N', 'Shift', ...'guyễn Thị']) reader.press(key, (at += 5));
    expect(reader.press('Enter', at + 5)).toEqual({ kind: 'code', text: '0151|Nguyễn Thị' });
  });
  it('begins anew after a pause, so that what was typed before is no part of it', () => {
    const reader = new BurstReader();
    reader.press('x', 0);
    let at = 1000;
    for (const key of '12345678') reader.press(key, (at += 5));
    expect(reader.press('Enter', at + 5)).toEqual({ kind: 'code', text: '12345678' });
  });
});

describe('what was scanned', () => {
  it.each([
    ['015190000123||Nguyễn Thị Thử|01011990|Nữ|Thôn Ba|10052021', 'card'],
    ['HOSO1:ABCDEF', 'unknown'],
    ['h15.05-240426-0007', 'dossier'],
    ['H15.05-240426-10001', 'dossier'],
    [' 0007 ', 'dossier'],
    ['015190000123', 'unknown'],
    ['https://example.vn', 'unknown'],
  ])('%s is a %s', (text, kind) => expect(classify(text).kind).toBe(kind));
});

function base32(bytes: number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((part) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(part.padEnd(5, '0'), 2)]).join('');
}

describe('the QR code of a slip', () => {
  const statement = (code: string): number[] => [0x08, 1, 0x12, code.length, ...[...code].map((letter) => letter.charCodeAt(0)), 0x22, 0];
  it('names its dossier', () => {
    expect(classify(`HOSO1:${base32([...statement('H15.05-240426-0007'), ...Array<number>(64).fill(7)])}`)).toEqual({ kind: 'slip', code: 'H15.05-240426-0007' });
  });
  it('is nothing when it names none', () => {
    expect(classify(`HOSO1:${base32(statement('<script>'))}`)).toEqual({ kind: 'unknown' });
    expect(classify('HOSO1:10189')).toEqual({ kind: 'unknown' });
  });
});
