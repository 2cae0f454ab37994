import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTool } from '../../infra/build/bundle.mjs';

// Speed of the egress guard: `node tests/bench/egress.mjs`.
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { reportEgress } = await import(await bundleTool({ root, entry: 'tests/bench/egress/report.ts', name: 'bench-egress' }));
await reportEgress((text) => process.stdout.write(text));
