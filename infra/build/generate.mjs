/**
 * Runs the generators whose output is not committed: `node infra/build/generate.mjs`, also after every `npm install`.
 * Uses no network; a generator whose output is up to date does nothing. One that is not in this checkout is left out.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** File in this folder → the function that it exports. */
const GENERATORS = [
  { file: 'make-sync-jsonata.mjs', run: 'makeSyncJsonata' },
  { file: 'make-validators.mjs', run: 'makeValidators' },
];

for (const { file, run } of GENERATORS) {
  const path = join(here, file);
  if (!existsSync(path)) continue;
  const outcome = await (await import(pathToFileURL(path).href))[run]();
  if (outcome !== 'up to date') process.stderr.write(`${file}: ${outcome ?? 'done'}\n`);
}
