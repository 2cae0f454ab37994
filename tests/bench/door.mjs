import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTool } from '../../infra/build/bundle.mjs';

// The door between cloud and bank over Apache Kafka and PostgreSQL, beside the same client alone: `npm run bench:door`.
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bank = await bundleTool({ root, entry: 'tests/bench/door/bank-process.ts', name: 'bench-door-bank' });
const { reportDoor } = await import(await bundleTool({ root, entry: 'tests/bench/door/report.ts', name: 'bench-door' }));
process.exitCode = await reportDoor({ bank, handlers: join(root, 'tests', 'bench', 'door', 'handlers'), write: (text) => process.stdout.write(text) });
// A client of the driver that is still closing keeps nobody here.
process.exit();
