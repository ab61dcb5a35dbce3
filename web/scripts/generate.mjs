// Types of what the page and hoso-counter say to each other, and the procedures
// that the page's own tests play with: both from the sources of truth, protos/ and
// catalogue/. Needs no network. Its output is committed; sources.test.ts compares.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(web);
const buf = path.join(web, 'node_modules/.bin/buf');
const plugin = path.join(web, 'node_modules/.bin/protoc-gen-es');

// Into `directory`, which is emptied first.
export function generateTypes(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const template = JSON.stringify({
    version: 'v2',
    plugins: [{ local: plugin, out: directory, opt: ['target=ts', 'json_types=true'], include_imports: true }],
  });
  execFileSync(buf, ['generate', path.join(root, 'protos'), '--path', path.join(root, 'protos/hoso/counter/v1/page.proto'), '--template', template], {
    stdio: 'inherit',
  });
}

function withoutBasis(value) {
  if (Array.isArray(value)) return value.map(withoutBasis);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'basis' && !key.endsWith('Basis'))
      .map(([key, inner]) => [key, withoutBasis(inner)]),
  );
}

// The procedures of the catalogue as JSON, without their sources.
export function proceduresJson() {
  const folder = path.join(root, 'catalogue/procedures');
  const procedures = [];
  for (const file of readdirSync(folder).sort()) {
    const json = execFileSync(buf, [
      'convert', path.join(root, 'protos'), '--type', 'hoso.catalogue.v1.CatalogueFile',
      '--from', `${path.join(folder, file)}#format=txtpb`, '--to', '-#format=json',
    ]);
    procedures.push(...JSON.parse(json.toString()).procedures);
  }
  procedures.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  return `${JSON.stringify(withoutBasis(procedures), null, 1)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateTypes(path.join(web, 'src/gen'));
  writeFileSync(path.join(web, 'dev/procedures.json'), proceduresJson());
}
