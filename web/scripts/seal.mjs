// Writes into dist/ which sources it was built from and what it consists of, so that a
// test tells whether the two still belong together (tests/unit/dist.test.ts).
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['index.html', 'package-lock.json', 'public', 'src', 'tsconfig.json', 'vite.config.ts'];

function filesUnder(name) {
  const full = path.join(web, name);
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full).sort().flatMap((inner) => filesUnder(`${name}/${inner}`));
}

function digest(names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const bytes = readFileSync(path.join(web, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

// `sources`: of what is built, tests left out, and generated types, of which nothing reaches the bundle; `built`: of dist/ but the seal itself.
export function sealOf() {
  const sources = SOURCES.flatMap(filesUnder).filter((name) => !/\.test\.tsx?$|^src\/gen\//.test(name));
  const built = filesUnder('dist').filter((name) => name !== 'dist/seal.json');
  return { sources: digest(sources), built: digest(built), files: built };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(path.join(web, 'dist/seal.json'), `${JSON.stringify(sealOf(), null, 1)}\n`);
}
