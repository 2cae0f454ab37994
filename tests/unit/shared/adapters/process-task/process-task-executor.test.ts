import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '#shared/adapters/process-task/find-command.ts';
import { createProcessTaskExecutor, NO_PROCESSES, type ProcessPolicy, type ProcessTaskExecutor } from '#shared/adapters/process-task/index.ts';
import { createMemorySecretStore } from '#shared/adapters/memory/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const ERRORS = 'https://open-workflow-specification.org/spec/1.0.0/errors/';
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };
const POLICY: ProcessPolicy = { scripts: ['js', 'python'], shell: { commands: ['echo', 'cat', 'sh', 'env', 'sleep', 'pwd', 'false', 'no-such-command'] } };

let folder: string;
let executor: ProcessTaskExecutor;
const kept = process.env['CANARY'];
const python = await findCommand('python3');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-test-process-'));
  process.env['CANARY'] = 'canary-of-the-runner';
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (kept === undefined) delete process.env['CANARY'];
});
afterEach(() => executor.stop());

interface Options {
  readonly policy?: ProcessPolicy;
  readonly secrets?: { readonly [name: string]: JsonValue };
  readonly timeoutMs?: number;
  readonly outputBytesMax?: number;
  readonly signal?: AbortSignal;
}

function run(kind: 'script' | 'shell' | 'container', description: JsonObject, more: JsonObject = {}, options: Options = {}) {
  const { policy = POLICY, secrets = {}, timeoutMs = 20_000, outputBytesMax = 10_000, signal = new AbortController().signal } = options;
  executor = createProcessTaskExecutor({ policy, limits: { timeoutMs, outputBytesMax }, secrets: createSecretResolver({ secrets: createMemorySecretStore(secrets), logger: NO_LOG }) });
  return executor.execute({ kind, arguments: { process: { [kind]: description }, await: true, return: 'stdout', ...more }, signal });
}

const js = (code: string, more: JsonObject = {}, rest: JsonObject = {}, options: Options = {}) => run('script', { language: 'js', code, ...more }, rest, options);
const shell = (command: string, more: JsonObject = {}, rest: JsonObject = {}, options: Options = {}) => run('shell', { command, ...more }, rest, options);
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('uwf-process-'));

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a script', () => {
  test('gets its input, its arguments and its environment as the DSL says', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      const [_, __, ...given] = process.argv;
      console.log(JSON.stringify({ stdin: readFileSync(process.stdin.fd, 'utf8'), given, foo: process.env.foo }));`;
    const outcome = await js(code, { stdin: 'Hello', arguments: ['a b', 2, true], environment: { foo: 'bar', none: null } });
    expect(outcome.outcome === 'succeeded' && JSON.parse(String(outcome.output))).toEqual({ stdin: 'Hello', given: ['a b', '2', 'true'], foo: 'bar' });
  });

  test('may be written for CommonJS, and is told JSON as its input', async () => {
    expect(await js(`const { readFileSync } = require('node:fs'); process.stdout.write(String(JSON.parse(readFileSync(0, 'utf8')).a));`, { stdin: { a: 7 } })).toEqual({ outcome: 'succeeded', output: '7' });
  });

  test('has nothing of the runner in its environment, and a folder of its own that is removed', async () => {
    const before = leftovers();
    const outcome = await js('import { readdirSync } from "node:fs"; console.log(JSON.stringify([Object.keys(process.env).sort(), readdirSync(".")]))', { environment: { A: 'x' } });
    const [names, files] = outcome.outcome === 'succeeded' ? JSON.parse(String(outcome.output)) : [];
    expect(names.filter((name: string) => !name.startsWith('__CF'))).toEqual(['A', 'PATH']);
    expect(files).toEqual(['script.mjs']);
    expect(leftovers()).toEqual(before);
  });

  test.skipIf(python === undefined)('in Python runs isolated', async () => {
    const code = 'import sys, os\nprint(sys.argv[1:], sys.stdin.read(), sorted(k for k in os.environ if k != "LC_CTYPE"), sys.flags.isolated)';
    expect(await run('script', { language: 'python', code, stdin: 'in', arguments: ['x'] })).toEqual({ outcome: 'succeeded', output: "['x'] in ['PATH'] 1\n" });
  });

  test.each<[string, ProcessPolicy]>([['python', { ...POLICY, scripts: ['js'] }], ['js', NO_PROCESSES], ['ruby', POLICY], ['toString', POLICY]])('in %s is refused when the runner does not list it', async (language, policy) => {
    expect(await run('script', { language, code: '' }, {}, { policy })).toMatchObject({ error: `${ERRORS}authorization#403` });
  });

  test('in Python is refused where its command is not', async () => {
    expect(await run('script', { language: 'python', code: '' }, {}, { policy: { ...POLICY, python: '/no/python' } })).toMatchObject({ error: `${ERRORS}configuration#400` });
  });
});

describe('a command', () => {
  test('gets the words of its line and the arguments, and no shell looks at them', async () => {
    expect(await shell("echo 'a  b' \"c\"", { arguments: ['$HOME', '; false', '*'] })).toEqual({ outcome: 'succeeded', output: 'a  b c $HOME ; false *\n' });
    expect(await shell('cat', { stdin: 'text $(x)' })).toEqual({ outcome: 'succeeded', output: 'text $(x)' });
  });

  test.each(['rm -rf x', '/bin/echo x', './echo', "'echo '", 'ECHO x'])('that is not listed is refused: %s', async (line) => {
    expect(await shell(line)).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining('does not run that command') });
  });

  test('that needs a shell is refused with the place', async () => {
    expect(await shell('echo $HOME | cat')).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: "the argument at '/process/shell/command' needs a shell; quote what is meant literally, or run a script" });
  });

  test('that is listed and not installed is told as such', async () => {
    expect(await shell('no-such-command')).toMatchObject({ error: `${ERRORS}configuration#400` });
  });

  test('is found on the runner\'s own path, whatever the current folder holds', async () => {
    expect(await findCommand('sub/echo')).toBeUndefined();
    expect(await findCommand('/etc/passwd')).toBeUndefined();
    expect(await findCommand('echo')).toMatch(/^\/(?:usr\/)?(?:local\/)?bin\/echo$/u);
  });
});

describe('what comes back', () => {
  const CODE = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = Number(process.argv[2]);';

  test.each<[string, string, JsonValue]>([
    ['stdout', '0', 'out'],
    ['stderr', '0', 'err'],
    ['code', '0', 0],
    ['code', '3', 3],
    ['all', '3', { code: 3, stdout: 'out', stderr: 'err' }],
    ['none', '0', null],
  ])('%s of exit code %s', async (wanted, code, output) => {
    expect(await js(CODE, { arguments: [code] }, { return: wanted })).toEqual({ outcome: 'succeeded', output });
  });

  test.each(['stdout', 'stderr', 'none'])('an exit code other than 0 is a runtime error for %s, which quotes no output', async (wanted) => {
    const outcome = await js(CODE, { arguments: ['3'] }, { return: wanted });
    expect(outcome).toMatchObject({ error: `${ERRORS}runtime#500` });
    expect(JSON.stringify(outcome)).not.toMatch(/out"|err"|3/u);
  });

  test('a process that a signal ended has its number and 128', async () => {
    expect(await js('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000)', {}, { return: 'code' })).toEqual({ outcome: 'succeeded', output: 143 });
  });

  test('a process that does not read its input is no failure', async () => {
    expect(await shell('echo x', { stdin: 'y'.repeat(1_000_000) })).toEqual({ outcome: 'succeeded', output: 'x\n' });
  });
});

describe('limits', () => {
  const SPAWNS = (path: string) => `
    import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
    const child = spawn('sleep', ['60'], { stdio: 'inherit' });
    writeFileSync(${JSON.stringify(path)}, String(child.pid));`;

  test('a process that takes too long is killed with everything that it started', async () => {
    const path = join(folder, 'slow.pid');
    expect(await js(`${SPAWNS(path)} await new Promise(() => setInterval(() => {}, 1_000));`, {}, {}, { timeoutMs: 1_500 })).toEqual({ outcome: 'failed', error: 'States.Timeout', cause: 'the process took too long' });
    await until(() => !isAlive(Number(readFileSync(path, 'utf8'))));
  });

  test('what a process leaves behind ends with it', async () => {
    const path = join(folder, 'left.pid');
    expect(await js(`${SPAWNS(path)} child.unref(); process.exit(0);`)).toEqual({ outcome: 'succeeded', output: '' });
    await until(() => !isAlive(Number(readFileSync(path, 'utf8'))));
  });

  test('an attempt that is given up is killed', async () => {
    expect(await shell('sleep 60', {}, {}, { signal: AbortSignal.timeout(100) })).toMatchObject({ error: 'States.Timeout' });
    expect(await shell('sleep 60', {}, {}, { signal: AbortSignal.abort() })).toMatchObject({ error: 'States.Timeout' });
  });

  test('too much output is a runtime error', async () => {
    expect(await js('process.stdout.write("x".repeat(1_001)); setInterval(() => {}, 1_000)', {}, {}, { outputBytesMax: 1_000 })).toMatchObject({ error: `${ERRORS}runtime#500`, cause: expect.stringContaining('1000 bytes') });
    expect(await js('process.stdout.write("x".repeat(1_000))', {}, {}, { outputBytesMax: 1_000 })).toEqual({ outcome: 'succeeded', output: 'x'.repeat(1_000) });
  });

  test('arguments that the machine does not take are a failure, not a fault', async () => {
    expect(await shell('echo', { arguments: ['x'.repeat(3_000_000)] })).toMatchObject({ error: `${ERRORS}runtime#500`, cause: expect.stringContaining('could not be started') });
  });
});

describe('a process that nobody waits for', () => {
  test('is answered at once and goes on', async () => {
    const path = join(folder, 'detached');
    expect(await js(`await new Promise((resolve) => setTimeout(resolve, 300)); (await import('node:fs')).writeFileSync(${JSON.stringify(path)}, 'x');`, {}, { await: false })).toEqual({ outcome: 'succeeded', output: null });
    expect(existsSync(path)).toBe(false);
    await until(() => existsSync(path));
  });

  test('ends when the runner stops, and its folder is removed', async () => {
    const before = leftovers();
    expect(await shell('sleep 60', {}, { await: false })).toEqual({ outcome: 'succeeded', output: null });
    await executor.stop();
    expect(leftovers()).toEqual(before);
  });

  test('is told when it cannot be started, and when there are too many', async () => {
    expect(await shell('echo', { arguments: ['x'.repeat(3_000_000)] }, { await: false })).toMatchObject({ error: `${ERRORS}runtime#500` });
    const start = () => executor.execute({ kind: 'shell', arguments: { process: { shell: { command: 'sleep 60' } }, await: false }, signal: new AbortController().signal });
    const outcomes = [];
    for (let count = 0; count < 17; count += 1) outcomes.push((await start()).outcome);
    expect(outcomes.filter((outcome) => outcome === 'failed').length).toBe(1);
  });
});

describe('the environment', () => {
  test('takes secrets, which appear nowhere else', async () => {
    const secrets = { login: { word: 'canary-secret' } };
    const word = { 'uwf:secret': 'login', member: 'word' };
    expect(await js('process.stdout.write(String(process.env.WORD === "canary-secret"))', { environment: { WORD: word } }, {}, { secrets })).toEqual({ outcome: 'succeeded', output: 'true' });
    const failure = await js('console.error(process.env.WORD); process.exit(1)', { environment: { WORD: word } }, {}, { secrets });
    expect(JSON.stringify(failure)).not.toContain('canary');
    expect(await js('', { stdin: word, environment: {} }, {}, { secrets })).toMatchObject({ outcome: 'succeeded' });
  });

  test('that lacks a secret is an authorization error with its place', async () => {
    expect(await js('', { environment: { WORD: { 'uwf:secret': 'gone' } } })).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining("'/process/script/environment/WORD'") });
  });

  test.each(['LD_PRELOAD', 'NODE_OPTIONS', 'PATH', 'PYTHONPATH', 'BASH_ENV', 'DOCKER_HOST', 'a b', 'A=B', ''])('refuses %j, which would steer what is started', async (name) => {
    expect(await js('', { environment: { [name]: 'x' } })).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: "the process cannot be made of its argument at '/process/script/environment'" });
  });
});

test.each<[string, JsonValue]>([
  ['/process', null],
  ['/process', {}],
  ['/process', { process: { script: {} } }],
  ['/process/shell/arguments', { process: { shell: { command: 'echo', arguments: 'x' } } }],
  ['/process/shell/arguments', { process: { shell: { command: 'echo', arguments: [{}] } } }],
  ['/process/shell/arguments', { process: { shell: { command: 'echo', arguments: ['a\0b'] } } }],
  ['/process/shell/environment', { process: { shell: { command: 'echo', environment: [] } } }],
  ['/process/shell/stdin', { process: { shell: { command: 'cat', stdin: 'x'.repeat(1_048_577) } } }],
  ['/return', { process: { shell: { command: 'echo' } }, return: 'both' }],
])('arguments that cannot be used are told by %s', async (pointer, given) => {
  executor = createProcessTaskExecutor({ policy: POLICY });
  expect(await executor.execute({ kind: 'shell', arguments: given, signal: new AbortController().signal })).toEqual({ outcome: 'failed', error: 'Uwf.InvalidArguments', cause: `the process cannot be made of its argument at '${pointer}'` });
});

describe('a container', () => {
  /** An engine that tells how it was called. */
  function engine(name: string, lines: string): ProcessPolicy {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${lines}\n`);
    chmodSync(path, 0o755);
    return { ...POLICY, containers: { engine: path, images: ['alpine:3', 'other'] } };
  }
  const TELLS = 'for word in "$@"; do echo "[$word]"; done; echo "$SECRET"; cat';

  test('is refused unless the runner is configured for its image', async () => {
    expect(await run('container', { image: 'alpine:3' })).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining('does not run containers') });
    const policy = engine('engine', TELLS);
    expect(await run('container', { image: 'alpine:4' }, {}, { policy })).toMatchObject({ error: `${ERRORS}authorization#403`, cause: expect.stringContaining('that image') });
    expect(await run('container', { image: 'other', volumes: { '/etc': '/etc' } }, {}, { policy })).toMatchObject({ error: `${ERRORS}authorization#403` });
    expect(await run('container', { image: 'other' }, {}, { policy: { ...policy, containers: { engine: '/no/docker', images: ['other'] } } })).toMatchObject({ error: `${ERRORS}configuration#400` });
  });

  test('is run by the engine, its variables in the environment and not on the command line', async () => {
    const description = { image: 'alpine:3', name: 'one', command: 'echo "$1"', arguments: ['a b'], stdin: 'in', environment: { SECRET: { 'uwf:secret': 'word' } }, pullPolicy: 'always' };
    const outcome = await run('container', description, {}, { policy: engine('engine', TELLS), secrets: { word: 'canary' } });
    const words = ['run', '--rm', '--interactive', '--name', 'one', '--pull', 'always', '--env', 'SECRET', 'alpine:3', 'sh', '-c', 'echo "$1"', 'sh', 'a b'];
    expect(outcome).toEqual({ outcome: 'succeeded', output: `${words.map((word) => `[${word}]\n`).join('')}canary\nin` });
  });

  test('is killed by its name when it takes too long', async () => {
    const path = join(folder, 'killed');
    const policy = engine('slow-engine', `if [ "$1" = run ]; then sleep 60; else echo "$@" > ${path}; fi`);
    expect(await run('container', { image: 'other', name: 'two' }, {}, { policy, timeoutMs: 300 })).toMatchObject({ error: 'States.Timeout' });
    expect(readFileSync(path, 'utf8')).toBe('kill two\n');
  });

  test.each([['name', { name: '--privileged' }], ['pullPolicy', { pullPolicy: 'sometimes' }], ['command', { command: 7 }]])('whose %s cannot be used is refused', async (part, change) => {
    expect(await run('container', { image: 'other', ...change }, {}, { policy: engine('engine', TELLS) })).toMatchObject({ error: 'Uwf.InvalidArguments', cause: `the argument at '/process/container/${part}' cannot be used` });
  });
});
