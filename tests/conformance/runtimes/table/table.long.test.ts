import { expect } from 'vitest';
import { baselineOf } from '../../swf/baseline.ts';
import { isKitThere } from '../../judge/programs.ts';
import { describeTable } from './suite.ts';

await describeTable({
  name: 'one corpus on our engine, Durable Functions and Step Functions: all of it',
  timeoutMs: 900_000,
  mayInstall: true,
  isSent: () => true,
  prints: 'table',
  check: (rows, hasStepFunctions) => {
    const equal = (runtime: keyof (typeof rows)[number]['cells']): number => rows.filter(({ cells }) => cells[runtime].kind === 'equal').length;
    if (!isKitThere) return;
    expect(equal('durable-functions')).toBeGreaterThanOrEqual(baselineOf('runtimes-durable-functions'));
    if (!hasStepFunctions) return;
    expect(equal('step-functions')).toBeGreaterThanOrEqual(baselineOf('runtimes-step-functions'));
    expect(rows.filter(({ cells }) => Object.values(cells).some((cell) => cell.kind === 'equal' && cell.needless !== undefined)).map(({ id }) => id)).toEqual([]);
  },
});
