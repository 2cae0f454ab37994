import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTool } from '../../infra/build/bundle.mjs';

// State transitions of compiled programs beside machines written by hand: `node tests/bench/transitions.mjs`.
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { reportTransitions } = await import(await bundleTool({ root, entry: 'tests/bench/transitions/report.ts', name: 'bench-transitions' }));
const isEqual = await reportTransitions((text) => process.stdout.write(text));
process.exitCode = isEqual ? 0 : 1;
