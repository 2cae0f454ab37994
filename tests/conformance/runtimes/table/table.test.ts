import { describeTable } from './suite.ts';

/** Of those that wait for nothing, so many are left out for each that goes to Step Functions. */
const SENT_ONE_OF = 9;

let count = 0;

await describeTable({
  name: 'one corpus on our engine and Durable Functions, and a part of it on Step Functions',
  timeoutMs: 180_000,
  mayInstall: process.env['CI'] === 'true',
  isSent: ({ id }, tookMs) => tookMs === 0 && (/#|^machine/u.test(id) || (count += 1) % SENT_ONE_OF === 0),
  prints: 'sums',
});
