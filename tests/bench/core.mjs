import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTool } from '../../infra/build/bundle.mjs';

// Speed of the core, beside the npm package `jsonata` in the same run: `node tests/bench/core.mjs`.
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { reportCore } = await import(await bundleTool({ root, entry: 'tests/bench/core/report.ts', name: 'bench-core' }));
await reportCore((text) => process.stdout.write(text));
