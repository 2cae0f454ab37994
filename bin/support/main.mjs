import { fail, say } from './report.mjs';

/** What `node bin/bootstrap.mjs <command>` can do. Each row loads its own code, so that `uwf` starts quickly. */
const COMMANDS = {
  demo: async (args) => (await import('./program.mjs')).runProgram(['demo', ...args]),
  uwf: async (args) => (await import('./program.mjs')).runProgram(args),
  test: async (args) => (await import('./test.mjs')).runTests(args),
  check: async (args) => (await import('./check.mjs')).runChecks(args),
  goldens: async (args) => (await import('./goldens.mjs')).runGoldens(args),
  setup: async () => (await import('./setup.mjs')).setUp(),
  native: async () => (await import('./native.mjs')).buildNative(),
};

/** Runs one command and sets the exit code. Never prints a stack trace for a failure that has an explanation. */
export async function main([name, ...args]) {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(`usage: node bin/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`);
    process.exitCode = 2;
    return;
  }
  try {
    await command(args);
  } catch (error) {
    fail(error);
  }
}
