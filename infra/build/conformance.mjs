import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the runners of the recordings load: one file each, which needs nothing beside it. */
const MODULES = { asl: 'tests/conformance/asl/module.ts', swf: 'tests/conformance/swf/module.ts' };

/** Modules of a bundle that ask for a CommonJS package still find `require`. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const entryPoints = Object.fromEntries(Object.entries(MODULES).filter(([, entry]) => existsSync(join(ROOT, entry))));

await build({
  absWorkingDir: ROOT,
  entryPoints,
  outdir: join(ROOT, 'dist', 'conformance'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  banner: { js: BANNER },
  outExtension: { '.js': '.mjs' },
});

for (const name of Object.keys(entryPoints)) process.stdout.write(`dist/conformance/${name}.mjs\n`);
