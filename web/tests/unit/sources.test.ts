// What is generated and what is built belong to their sources.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: plain JavaScript, so that the build needs nothing else.
import { generateTypes, proceduresJson } from '../../scripts/generate.mjs';
// @ts-expect-error: as above.
import { sealOf } from '../../scripts/seal.mjs';

const web = path.dirname(path.dirname(path.dirname(new URL(import.meta.url).pathname)));
const read = (...parts: string[]): string => readFileSync(path.join(web, ...parts), 'utf8');

function filesUnder(folder: string, prefix = ''): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(folder, path.join(prefix, entry.name)) : [path.join(prefix, entry.name)],
  );
}

describe('sources', () => {
  it('types are those of protos/: else npm run generate', () => {
    const fresh = mkdtempSync(path.join(tmpdir(), 'hoso-web-'));
    try {
      generateTypes(fresh);
      const names = filesUnder(fresh).sort();
      expect(filesUnder(path.join(web, 'src/gen')).sort()).toEqual(names);
      for (const name of names) expect(read('src/gen', name), name).toBe(readFileSync(path.join(fresh, name), 'utf8'));
    } finally {
      rmSync(fresh, { recursive: true });
    }
  });
  it('the fake plays with the procedures of catalogue/: else npm run generate', () => {
    expect(read('dev/procedures.json')).toBe(proceduresJson());
  });
  it('dist/ was built from these sources, and nobody wrote into it: else npm run build', () => {
    expect(JSON.parse(read('dist/seal.json'))).toEqual(sealOf());
  });
  it('the page is small, and asks nobody else for anything', () => {
    const files = filesUnder(path.join(web, 'dist'));
    const bytes = files.map((name) => gzipSync(readFileSync(path.join(web, 'dist', name))).length).reduce((a, b) => a + b, 0);
    expect(bytes).toBeLessThan(250_000);
    const html = read('dist/index.html');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|https?:/);
    for (const name of files.filter((one) => one.endsWith('.css'))) expect(read('dist', name)).not.toMatch(/https?:|data:/);
  });
});
