import { availableParallelism } from 'node:os';
import { checkGoldens } from './goldens.mjs';
import { lockfileProblems } from './lockfile.mjs';
import { inRoot } from './paths.mjs';
import { setUp } from './setup.mjs';
import { runQuiet } from './spawn.mjs';

const tool = (...path) => inRoot('node_modules', ...path);
const node = (script, ...args) => () => runQuiet(process.execPath, [script, ...args]);
const TSC = tool('typescript', 'bin', 'tsc');
const SOURCE_FOLDERS = ['shared', 'functions', 'onprem-runner', 'infra', 'tests'];

/** The slowest first, so that the others fit beside them. */
const CHECKS = [
  { name: 'types', run: node(TSC, '--project', 'tsconfig.json') },
  { name: 'borders', run: node(tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', ...SOURCE_FOLDERS) },
  { name: 'types of the core', run: node(TSC, '--project', 'shared/core/tsconfig.json') },
  { name: 'unused', run: node(tool('knip', 'bin', 'knip.js'), '--no-progress') },
  { name: 'tidy', run: node(tool('vitest', 'vitest.mjs'), 'run', '--reporter=dot', '--config', 'tests/style/vitest.config.ts') },
  { name: 'lint', run: node(tool('oxlint', 'bin', 'oxlint'), '--deny-warnings') },
  { name: 'goldens', run: checkGoldens },
  { name: 'lockfile', run: checkLockfile },
];

/** Runs all checks, prints one line for each with its time, and what the failing ones said. */
export async function runChecks(names) {
  await setUp();
  const chosen = names.length === 0 ? CHECKS : CHECKS.filter((check) => names.includes(check.name));
  const waiting = [...chosen];
  const outcomes = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) outcomes.push(await runCheck(check));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  tellFailures(outcomes);
  const failed = outcomes.filter((outcome) => !outcome.ok).length;
  process.stdout.write(`\n${outcomes.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || outcomes.length === 0 ? 1 : 0;
}

async function runCheck({ name, run }) {
  const started = performance.now();
  const { code, output } = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(18)} ${seconds.padStart(5)} s\n`);
  return { name, ok: code === 0, output };
}

function tellFailures(outcomes) {
  for (const { name, ok, output } of outcomes) {
    if (!ok) process.stdout.write(`\n── ${name} ──\n${output.trim()}\n`);
  }
}

async function checkLockfile() {
  const problems = lockfileProblems(inRoot('package-lock.json'));
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}
