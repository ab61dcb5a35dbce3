// Types of what the page and hoso-counter say to each other, and the procedures that
// the fake plays with: both from the sources of truth, protos/ and catalogue/, by
// Debian's protoc. The output is committed; tests/unit/sources.test.ts compares.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFileRegistry, fromBinary, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(web);
const protos = path.join(root, 'protos');
const PAGE = 'hoso/counter/v1/page.proto';
const CATALOGUE = 'hoso/catalogue/v1/catalogue.proto';

function descriptors(proto) {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoso-protos-'));
  try {
    const file = path.join(folder, 'set.bin');
    execFileSync('protoc', ['-I', protos, `--descriptor_set_out=${file}`, '--include_imports', proto]);
    return fromBinary(FileDescriptorSetSchema, readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Into `directory`, which is emptied first.
export function generateTypes(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const ours = descriptors(PAGE).file.map((file) => file.name).filter((name) => name.startsWith('hoso/'));
  const plugin = path.join(web, 'node_modules/.bin/protoc-gen-es');
  execFileSync('protoc', [
    '-I', protos, `--plugin=protoc-gen-es=${plugin}`, `--es_out=${directory}`, '--es_opt=target=ts,json_types=true', ...ours,
  ]);
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
  const type = createFileRegistry(descriptors(CATALOGUE)).getMessage('hoso.catalogue.v1.CatalogueFile');
  const folder = path.join(root, 'catalogue/procedures');
  const procedures = [];
  for (const file of readdirSync(folder).sort()) {
    const bytes = execFileSync('protoc', ['-I', protos, `--encode=${type.typeName}`, CATALOGUE], { input: readFileSync(path.join(folder, file)) });
    procedures.push(...toJson(type, fromBinary(type, bytes)).procedures);
  }
  procedures.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  return `${JSON.stringify(withoutBasis(procedures), null, 1)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateTypes(path.join(web, 'src/gen'));
  writeFileSync(path.join(web, 'dev/procedures.json'), proceduresJson());
}
