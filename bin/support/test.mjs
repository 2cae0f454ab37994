import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { exclusively } from './lock.mjs';
import { buildNative } from './native.mjs';
import { inRoot } from './paths.mjs';
import { setUp } from './setup.mjs';
import { runVisible } from './spawn.mjs';
import { summarise, tellSummary } from './test-summary.mjs';

const VITEST = inRoot('node_modules', 'vitest', 'vitest.mjs');

/**
 * Runs the suites and ends with `N passed, N failed`. What did not run is listed by name, and in CI counts as failed:
 * a suite that is silently left out is worse than one that fails.
 */
export async function runTests(args) {
  await setUp();
  await exclusively(buildNative);
  const folder = inRoot('.uwf');
  mkdirSync(folder, { recursive: true });
  const file = inRoot('.uwf', `test-report-${process.pid}.json`);
  try {
    const code = await runVisible(process.execPath, [VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args]);
    const isCi = Boolean(process.env.CI) && process.env.CI !== 'false';
    const isFiltered = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern') || arg.startsWith('--test-name-pattern'));
    const summary = summarise(readReport(file), { code, isCi, isFiltered });
    process.stdout.write(`\n${tellSummary(summary)}\n`);
    process.exitCode = summary.failed > 0 ? code || 1 : code;
  } finally {
    rmSync(file, { force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // vitest was stopped, or did not even start: that is what the exit code says.
    return undefined;
  }
}
