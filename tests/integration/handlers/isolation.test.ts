import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bindHandlers } from '#onprem-runner/handlers/bind-handlers.ts';
import type { RunnerContext } from '#onprem-runner/handlers/define-handler.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import type { LoadedHandler } from '#onprem-runner/handlers/loaded-handler.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import type { ConsoleLine } from '#onprem-runner/isolation/console-output.ts';
import { buildChildProgram } from '#onprem-runner/isolation/child-program.ts';
import { encodeFrame } from '#onprem-runner/isolation/frames.ts';
import { createHandlerProcesses, type HandlerProcesses, type HandlerProcessesOptions } from '#onprem-runner/isolation/handler-processes.ts';
import { createOutputFile } from '#onprem-runner/isolation/output-file.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** One handler for each thing that a handler might do to its runner. */
const MODULE = `
import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
const common = { version: '1.0.0', input: {}, output: {}, errors: { NO: { status: 422, title: 'No', retryable: false } }, effect: 'idempotent' };
let calls = 0;
export const echo = { ...common, name: 'echo', handle: (input, context) => ({ input, attemptId: context.attemptId, key: context.idempotencyKey, attempt: context.attempt, execution: context.executionId }) };
export const count = { ...common, name: 'count', handle: () => ({ calls: ++calls, pid: process.pid }) };
export const refuse = { ...common, name: 'refuse', handle: (_input, context) => context.fail('NO') };
export const throws = { ...common, name: 'throws', handle: () => { throw new Error('4111111111111111'); } };
export const exits = { ...common, name: 'exits', handle: () => process.exit(0) };
export const kills = { ...common, name: 'kills', handle: () => process.kill(process.pid, 'SIGKILL') };
export const loops = { ...common, name: 'loops', handle: () => { for (;;); } };
export const eats = { ...common, name: 'eats', handle: () => { const all = []; for (;;) all.push(new Array(100_000).fill({})); } };
export const leaks = { ...common, name: 'leaks', handle: async () => { const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); return { pid: child.pid, own: process.pid }; } };
export const hangs = { ...common, name: 'hangs', handle: () => { const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); process.stdout.write(child.pid + '\\n'); return new Promise(() => {}); } };
export const shows = { ...common, name: 'shows', handle: () => ({
  environment: Object.keys(process.env).sort(), cwd: process.cwd(), args: process.execArgv,
  files: readdirSync('/proc/self/fd').filter((fd) => { try { const to = readlinkSync('/proc/self/fd/' + fd); return !/^(?:\\/dev\\/null|anon_inode:|pipe:|socket:|\\/proc\\/)/.test(to); } catch { return false; } }),
}) };
export const says = { ...common, name: 'says', handle: (input) => { console.log('card 4111111111111111'); console.error('x'.repeat(5000)); return null; } };
export const floods = { ...common, name: 'floods', handle: async () => { for (let i = 0; i < 200; i++) await new Promise((done) => process.stdout.write('y'.repeat(65536) + '\\n', done)); return 'done'; } };
export const bigint = { ...common, name: 'bigint', handle: () => 5n };
export const nothing = { ...common, name: 'nothing', handle: () => undefined };
export const huge = { ...common, name: 'huge', handle: () => 'z'.repeat(5_000_000) };
export const beats = { ...common, name: 'beats', handle: (_input, context) => { context.heartbeat(10); context.heartbeat(60); return null; } };
export const stores = { ...common, name: 'stores', handle: async (input, { store }) => {
  const first = await store.insert({ collection: 'c', key: 'k', value: input });
  const second = await store.insert({ collection: 'c', key: 'k', value: {} });
  await store.put({ collection: 'c', key: 'l', value: { name: 'other' } });
  return { first, second, got: await store.get({ collection: 'c', key: 'k' }), none: (await store.get({ collection: 'c', key: 'x' })) === undefined, found: await store.find({ collection: 'c', where: { name: 'Anna' }, max: 5 }), refused: await store.get({ collection: 7, key: 'k' }).catch((error) => error.message) };
} };
export const forges = { ...common, name: 'forges', handle: async () => { const { Socket } = await import('node:net'); const { writeSync } = await import('node:fs'); const text = Buffer.from('{"kind":"end","call":99,"residentBytes":1,"end":{"outcome":"succeeded","output":"forged"}}'); const head = Buffer.alloc(4); head.writeUInt32BE(text.length); writeSync(3, Buffer.concat([head, text])); return 'own'; } };
export const garbage = { ...common, name: 'garbage', handle: async () => { const { writeSync } = await import('node:fs'); writeSync(3, Buffer.from([255, 255, 255, 255])); return new Promise(() => {}); } };
`;

let folder: string;
let handlers: readonly LoadedHandler[];
let open: HandlerProcesses[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-isolation-test-'));
  await writeFile(join(folder, 'all.mjs'), MODULE);
  await writeFile(join(folder, 'other.mjs'), `export const other = { name: 'other', version: '1.0.0', input: {}, output: {}, errors: {}, effect: 'local', handle: () => process.pid };`);
  handlers = await loadHandlers(folder, { validator: createSchemaValidator(), cacheFolder: join(folder, '.cache') });
});

afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()));
  open = [];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function processes(options: Partial<HandlerProcessesOptions> = {}): HandlerProcesses {
  const made = createHandlerProcesses({ folder: join(folder, 'run'), heapMegabytes: 64, ...options });
  open.push(made);
  return made;
}

function context(more: Partial<RunnerContext> = {}): RunnerContext {
  return {
    attemptId: 'attempt-1', idempotencyKey: 'key-1', executionId: 'run-1', attempt: 2,
    signal: new AbortController().signal, store: createMemoryDocumentStore(), heartbeat: () => undefined,
    fail: (code) => {
      throw new Error(`not called here: ${code}`);
    },
    ...more,
  };
}

async function call(made: HandlerProcesses, name: string, input: JsonValue = null, more: Partial<RunnerContext> = {}): Promise<JsonValue> {
  const source = handlers.find((handler) => handler.name === name)?.source;
  if (source?.kind !== 'module') throw new Error(`no module ${name}`);
  return made.call(source.module, { name, version: '1.0.0', input, context: context(more) });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and was not reaped yet (its parent is gone) is not alive either.
    return !/^State:\s+Z/mu.test(execFileSync('cat', [`/proc/${pid}/status`]).toString());
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
}

describe('a handler in a process of its own', { timeout: 60_000 }, () => {
  test('gets its input and its keys, and gives its output', async () => {
    expect(await call(processes(), 'echo', { name: 'Anna' })).toEqual({ input: { name: 'Anna' }, attemptId: 'attempt-1', key: 'key-1', attempt: 2, execution: 'run-1' });
  });

  test('is used again by the next call, and never by another module', async () => {
    const made = processes();
    const first = await call(made, 'count');
    const second = await call(made, 'count');
    expect(second).toMatchObject({ calls: 2, pid: (first as { pid: number }).pid });
    expect(await call(made, 'other')).not.toBe((first as { pid: number }).pid);
    expect(made.read()).toMatchObject({ running: 0, idle: 2, started: 2, crashed: 0 });
  });

  test('does the calls that come while it is at work, when they are short; a long one keeps nobody waiting', async () => {
    const made = processes();
    await call(made, 'count');
    const outputs = await Promise.all(Array.from({ length: 8 }, () => call(made, 'count')));
    expect(outputs.map((output) => (output as { calls: number }).calls)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(made.read()).toMatchObject({ started: 1, idle: 1 });
    const controller = new AbortController();
    const long = call(made, 'loops', null, { signal: controller.signal }).catch((error: unknown) => error);
    expect(await call(made, 'count')).toMatchObject({ calls: 1 });
    expect(made.read()).toMatchObject({ started: 2, running: 1 });
    controller.abort();
    expect(await long).toMatchObject({ reason: 'timeout' });
  });

  test('ends with a code of its catalogue by context.fail', async () => {
    await expect(call(processes(), 'refuse')).rejects.toMatchObject({ name: 'HandlerError', code: 'NO' });
  });

  test.each([
    ['throws', 'thrown'],
    ['bigint', 'thrown'],
    ['nothing', 'output'],
    ['huge', 'output'],
    ['exits', 'crash'],
    ['kills', 'crash'],
    ['garbage', 'crash'],
    ['eats', 'crash'],
  ])('%s: the call has failed (%s), and nothing of why is told; the next one works', async (name, reason) => {
    const made = processes();
    const error: unknown = await call(made, name).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'HandlerFault', reason });
    expect(JSON.stringify(error) + String(error)).not.toContain('4111');
    expect(await call(made, 'echo', 7)).toMatchObject({ input: 7 });
  });

  test('a loop that never ends is killed when the attempt is given up', async () => {
    const made = processes();
    await call(made, 'echo');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(call(made, 'loops', null, { signal: controller.signal })).rejects.toMatchObject({ reason: 'timeout' });
    expect(await call(made, 'echo', 1)).toMatchObject({ input: 1 });
    expect(made.read()).toMatchObject({ started: 2 });
  });

  test('what it has started itself is killed with it', async () => {
    const lines: ConsoleLine[] = [];
    const made = processes({ output: { write: (line) => lines.push(line) } });
    const controller = new AbortController();
    const hanging = call(made, 'hangs', null, { signal: controller.signal }).catch((error: unknown) => error);
    await until(() => lines.length > 0);
    const pid = Number(lines[0]?.text);
    expect(isAlive(pid)).toBe(true);
    controller.abort();
    await hanging;
    await until(() => !isAlive(pid));
  });

  test('what it leaves behind ends with its process', async () => {
    const made = processes();
    const { pid } = (await call(made, 'leaks')) as { pid: number };
    await made.stop();
    await until(() => !isAlive(pid));
  });

  test('has no environment but the one that is given, a folder of its own that is removed, and no file of the runner', async () => {
    const made = processes({ environment: { TZ: 'UTC' } });
    const shown = (await call(made, 'shows')) as { environment: string[]; cwd: string; args: string[]; files: string[] };
    expect(shown.environment).toEqual(['HOME', 'TMPDIR', 'TZ']);
    expect(shown.cwd).toContain(join(folder, 'run'));
    expect(shown.args).toEqual(expect.arrayContaining(['--max-old-space-size=64', '--no-addons']));
    expect(shown.files).toEqual([]);
    await made.stop();
    expect(existsSync(shown.cwd)).toBe(false);
  });

  test('what it prints is caught in bounded lines', async () => {
    const lines: ConsoleLine[] = [];
    const made = processes({ output: { write: (line) => lines.push(line) } });
    await call(made, 'says');
    await until(() => lines.length === 2);
    expect(lines.find(({ stream }) => stream === 'stdout')).toMatchObject({ text: 'card 4111111111111111' });
    expect(lines.find(({ stream }) => stream === 'stderr')?.text).toHaveLength(2_000);
    expect(lines[0]?.module).toMatch(/^all-/u);
  });

  test('may print without end: it is read, and only so much is kept', async () => {
    let kept = 0;
    const made = processes({ output: { write: ({ text }) => (kept += text.length) } });
    expect(await call(made, 'floods')).toBe('done');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(100_000);
  });

  test('reaches the store by its context, with what it may ask', async () => {
    const store = createMemoryDocumentStore();
    expect(await call(processes(), 'stores', { name: 'Anna' }, { store })).toEqual({
      first: true, second: false, got: { name: 'Anna' }, none: true, found: [{ key: 'k', value: { name: 'Anna' } }], refused: 'the document store refused the request',
    });
    expect(await store.get({ collection: 'c', key: 'l' })).toEqual({ name: 'other' });
  });

  test('tells how far it is', async () => {
    const heard: number[] = [];
    await call(processes(), 'beats', null, { heartbeat: (percent) => heard.push(percent) });
    expect(heard).toEqual([10, 60]);
  });

  test('speaks for no call but its own', async () => {
    expect(await call(processes(), 'forges')).toBe('own');
  });

  test('an input over the limit is not sent', async () => {
    await expect(call(processes(), 'echo', 'x'.repeat(5_000_000))).rejects.toMatchObject({ reason: 'input' });
  });

  test('runs behind a launcher where one is configured', async () => {
    expect(await call(processes({ launcher: ['/usr/bin/env', 'OWN=x'] }), 'shows')).toMatchObject({ environment: ['HOME', 'OWN', 'TMPDIR'] });
    await expect(call(processes({ launcher: ['/no/such/launcher'] }), 'echo')).rejects.toMatchObject({ reason: 'crash' });
  });
});

describe('handlers that are loaded without running any of their code here', { timeout: 60_000 }, () => {
  const MODULE_THAT_LOOKS = `
    globalThis.uwfLoadedHere = true;
    process.env.UWF_TOUCHED = 'yes';
    export const fine = { name: 'fine', version: '1.0.0', description: 'Fine', input: { type: 'string' }, output: { type: 'string' }, errors: {}, effect: 'local', handle: (input) => input };
  `;

  async function load(files: Record<string, string>, made: HandlerProcesses) {
    const own = await mkdtemp(join(folder, 'described-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(own, name), text);
    return loadHandlers(own, { validator: createSchemaValidator(), cacheFolder: join(own, '.cache'), describe: made.describe });
  }

  test('have the same public half, and are called in processes', async () => {
    const made = processes();
    const [fine] = await load({ 'fine.mjs': MODULE_THAT_LOOKS }, made);
    expect(fine).toMatchObject({ name: 'fine', version: '1.0.0', description: 'Fine', input: { type: 'string' }, effect: 'local', source: { kind: 'module' } });
    expect(Reflect.get(globalThis, 'uwfLoadedHere')).toBeUndefined();
    expect(process.env['UWF_TOUCHED']).toBeUndefined();
    await expect(async () => fine?.handle('x', context())).rejects.toMatchObject({ reason: 'unbound' });
    const tools = { isolation: made, http: { execute: () => Promise.reject(new Error('not called')) }, files: { roots: {} }, isAllowed: () => true, logger: { info: () => undefined, warn: () => undefined, error: () => undefined } };
    const [bound] = bindHandlers(fine === undefined ? [] : [fine], tools);
    expect(await bound?.handle('x', context())).toBe('x');
    expect(made.read()).toMatchObject({ idle: 1 });
  });

  test('are refused with all problems of all files', async () => {
    const files = {
      'a.mjs': "throw new Error('no licence');",
      'b.mjs': `export const b = { name: 'b', version: 'one', input: {}, output: { type: 'object' }, errors: {}, effect: 'local', handle: 'text' };`,
      'c.mjs': `export const c = { name: 'c', version: '1.0.0', input: {}, output: {}, errors: {}, effect: 'local', timeoutSeconds: 5n, handle: () => 1 };`,
      'd.mjs': 'process.exit(3);',
      'e.mjs': 'export const e = 1;',
    };
    const error: unknown = await load(files, processes()).catch((caught: unknown) => caught);
    const { problems } = (error as { details: { problems: { file: string; message: string }[] } }).details;
    expect(problems.map(({ file, message }) => `${file} ${message.split(' ').slice(0, 3).join(' ')}`)).toEqual([
      'a.mjs throws while it', 'b.mjs /version must be', 'b.mjs /output must be', 'b.mjs /handle must be', 'c.mjs a handler is', 'd.mjs throws while it', 'e.mjs exports no handler',
    ]);
    expect(problems[0]?.message).toContain('no licence');
  });
});

describe('the processes of a runner', { timeout: 60_000 }, () => {
  test('are no more than configured; who comes later waits for its turn, or gives up', async () => {
    const made = processes({ processesMax: 1 });
    const controller = new AbortController();
    const hanging = call(made, 'hangs', null, { signal: controller.signal }).catch((error: unknown) => error);
    const waiting = call(made, 'other');
    const impatient = call(made, 'other', null, { signal: AbortSignal.timeout(50) });
    await expect(impatient).rejects.toMatchObject({ reason: 'busy' });
    expect(made.read()).toMatchObject({ running: 1, waiting: 1 });
    controller.abort();
    await hanging;
    expect(await waiting).toEqual(expect.any(Number));
    expect(made.read()).toMatchObject({ running: 0, waiting: 0 });
  });

  test('idle ones end after their time', async () => {
    const made = processes({ idleMs: 50 });
    const { pid } = (await call(made, 'count')) as { pid: number };
    await until(() => !isAlive(pid));
    expect(made.read()).toMatchObject({ idle: 0 });
  });

  test('a stop kills all of them, and takes no more calls', async () => {
    const made = processes();
    const { pid } = (await call(made, 'count')) as { pid: number };
    const hanging = call(made, 'hangs').catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await made.stop();
    expect(await hanging).toMatchObject({ reason: 'crash' });
    expect(isAlive(pid)).toBe(false);
    await expect(call(made, 'echo')).rejects.toMatchObject({ reason: 'busy' });
    expect(await readdir(join(folder, 'run', 'processes'))).toEqual([]);
  });
});

describe('when the runner is killed', { timeout: 60_000 }, () => {
  test('a handler that hears nothing, because it loops, ends by itself', async () => {
    const program = await buildChildProgram(join(folder, 'orphan'));
    const source = handlers.find(({ name }) => name === 'loops')?.source;
    const frames = [
      { kind: 'load', module: source?.kind === 'module' ? source.module : '' },
      { kind: 'call', call: 1, name: 'loops', version: '1.0.0', input: null, attempt: { attemptId: 'a', idempotencyKey: 'k', executionId: 'e', attempt: 1 } },
    ].map((message) => Buffer.from(encodeFrame(message) ?? []).toString('base64'));
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, [process.argv[1]], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
      child.stdio[3].write(Buffer.from(process.argv[2], 'base64'));
      child.stdio[3].once('data', () => { child.stdio[3].write(Buffer.from(process.argv[3], 'base64')); setTimeout(() => console.log(child.pid), 300); });
    `;
    const runner = spawn(process.execPath, ['-e', script, program, ...frames], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => runner.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))));
    expect(isAlive(pid)).toBe(true);
    runner.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});

describe('createOutputFile()', () => {
  test('keeps lines in a file that only its owner reads', async () => {
    const file = join(folder, 'output', 'handlers.ndjson');
    const output = createOutputFile({ file, now: () => 0 });
    output.write({ module: 'all.mjs', stream: 'stderr', text: 'said' });
    output.write({ module: 'all.mjs', stream: 'stderr', text: 'more' });
    await output.close();
    output.write({ module: 'all.mjs', stream: 'stdout', text: 'later' });
    await output.close();
    expect((await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', module: 'all.mjs', stream: 'stderr', text: 'said' },
      { at: '1970-01-01T00:00:00.000Z', module: 'all.mjs', stream: 'stderr', text: 'more' },
      { at: '1970-01-01T00:00:00.000Z', module: 'all.mjs', stream: 'stdout', text: 'later' },
    ]);
    expect(execFileSync('stat', ['-c', '%a', file]).toString().trim()).toBe('600');
  });

  test('turns the file over when it is full, and keeps one older one', async () => {
    const file = join(folder, 'output', 'full.ndjson');
    await writeFile(file, 'x'.repeat(11 * 1024 * 1024));
    const output = createOutputFile({ file, now: () => 0 });
    output.write({ module: 'm', stream: 'stdout', text: 'new' });
    await output.close();
    expect((await readFile(file, 'utf8')).length).toBeLessThan(200);
    expect(existsSync(`${file}.1`)).toBe(true);
  });
});
