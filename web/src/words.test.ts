import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sayIn, words } from './words';

const all = Object.entries(words) as [string, readonly [string, string]][];
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'gen' || entry.name === 'words' ? '' : sources(full);
      return /(?<!\.test)\.tsx?$/.test(entry.name) && entry.name !== 'words.ts' ? readFileSync(full, 'utf8') : '';
    })
    .join('\n');
}

describe('words', () => {
  it.each(all)('%s is said in both languages, with the same blanks', (_key, [vietnamese, english]) => {
    expect(vietnamese.trim()).not.toBe('');
    expect(english.trim()).not.toBe('');
    expect(placeholders(vietnamese)).toEqual(placeholders(english));
    expect(vietnamese).toBe(vietnamese.normalize('NFC'));
  });

  it('names the thing and the next step, and does not plead', () => {
    for (const [key, [vietnamese, english]] of all) {
      expect(vietnamese, key).not.toMatch(/thất bại|không hợp lệ|vui lòng/i);
      expect(english, key).not.toMatch(/\binvalid\b|\bfailed\b|\bplease\b/i);
    }
  });

  it('has no word that no screen says', () => {
    const code = sources(path.dirname(new URL(import.meta.url).pathname));
    const said = (key: string): boolean => code.includes(`'${key}'`) || /^(SUBMITTER_KIND|ENTRY_STATE|STATUS_|intake\.|returns\.|routing\.|counter\.)/.test(key);
    expect(all.map(([key]) => key).filter((key) => !said(key))).toEqual([]);
  });

  it('fills blanks and leaves unknown ones to be seen', () => {
    expect(sayIn('vi')('waitingCount', { n: 3 })).toBe('3 việc chờ gửi');
    expect(sayIn('en')('waitingCount')).toBe('{n} waiting to be sent');
  });
});
