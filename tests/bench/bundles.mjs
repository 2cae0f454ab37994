// `npm run bench:bundles [-- --write]`: bytes of each function of AWS, and how long Node takes to load it. With --write the sizes become the baseline.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleAwsFunctions } from '../../infra/build/bundle-functions.mjs';

const ROUNDS = 9;
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'uwf-bundles-'));

/** Milliseconds that a new process takes to load a module, without the start of Node itself. */
function loadMs(module) {
  const code = `const at = performance.now(); await import(${JSON.stringify(pathToFileURL(module).href)}); process.stdout.write(String(performance.now() - at)); process.exit(0);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`.padStart(10);

try {
  const sizes = await bundleAwsFunctions({ root, outDir: folder, settings: {} });
  process.stdout.write(`${'function'.padEnd(12)}${'at once'.padStart(10)}${'whole'.padStart(10)}${'init (best of 9)'.padStart(18)}\n`);
  for (const [name, { atOnce, whole }] of Object.entries(sizes)) {
    const init = Math.min(...Array.from({ length: ROUNDS }, () => loadMs(join(folder, name, 'index.mjs'))));
    process.stdout.write(`${name.padEnd(12)}${kib(atOnce)}${kib(whole)}${`${init.toFixed(0)} ms`.padStart(18)}\n`);
  }
  if (process.argv.includes('--write')) writeFileSync(join(root, 'tests/bench/bundles/baseline.json'), `${JSON.stringify(sizes, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
