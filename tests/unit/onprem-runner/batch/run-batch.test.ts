import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createStopping } from '#onprem-runner/batch/stopping.ts';
import { exitCodeOfBatch } from '#onprem-runner/commands/batch-outcome.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { WorkflowInputError, WorkflowServiceError, WorkflowWaitTimeoutError } from '#shared/client/errors.ts';
import { createMemoryTarget, openBatch, type BatchBench } from '#tests/support/batch/open-batch.ts';

const benches: BatchBench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.remove()));
});

async function open(text: string, name?: string): Promise<BatchBench> {
  const bench = await openBatch(text, name);
  benches.push(bench);
  return bench;
}

const lines = (count: number): string => Array.from({ length: count }, (_none, index) => JSON.stringify({ id: index + 1 })).join('\n');
const problem = (status: number, code: string): WorkflowServiceError => new WorkflowServiceError(code, 'the service says no', { status, problem: { title: 'No', detail: 'no' } });

describe('a batch', () => {
  test('does every line once, and reports in the order of the file whatever order they end in', async () => {
    const bench = await open(lines(200));
    const target = createMemoryTarget({ onFollow: async (runId) => void (await sleep(runId.length % 7)) });
    const end = await bench.attempt(target);
    expect([target.started.size, target.requests(), exitCodeOfBatch(end)]).toEqual([200, 200, 0]);
    expect((await bench.rows()).map((row) => [row['line'], row['status']])).toEqual(Array.from({ length: 200 }, (_none, index) => [index + 1, 'COMPLETED']));
  });

  test('takes CSV by the input schema, and an array of JSON', async () => {
    const schema = { type: 'object', additionalProperties: false, properties: { id: { type: 'integer' }, client: { type: 'object', properties: { name: { type: 'string' } } } } };
    const csv = await open('id,client.name\r\n1,"Lee, Kim"\r\n2,\r\nx,Zoë\r\n', 'inputs.csv');
    const target = createMemoryTarget();
    await csv.attempt(target, { schema });
    expect([...target.started.values()]).toEqual([{ id: 1, client: { name: 'Lee, Kim' } }, { id: 2 }]);
    expect(await csv.rows()).toMatchObject([{ item: 1, line: 2 }, { item: 2, line: 3 }, { line: 4, status: 'REFUSED', code: 'UWF-6007', errors: [{ pointer: '/id', message: 'must be a number' }] }]);
    const array = await open('[{"id":1},\n{"id":2}]', 'inputs.json');
    const other = createMemoryTarget();
    await array.attempt(other);
    expect([...other.started.values()]).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('a head that the schema does not know is refused before anything is sent, and leaves the file to be corrected', async () => {
    const bench = await open('id,4111111111111111\n1,2\n', 'inputs.csv');
    const schema = { type: 'object', additionalProperties: false, properties: { id: { type: 'integer' } } };
    await expect(bench.attempt(createMemoryTarget(), { schema })).rejects.toMatchObject({ code: 'UWF-6007', message: expect.stringMatching(/line 1\ncolumn 2 is not declared/u) });
    await bench.write('id\n1\n');
    expect((await bench.attempt(createMemoryTarget(), { schema })).tally.lines).toBe(1);
  });

  test('given again when it is done, sends nothing and tells the same', async () => {
    const bench = await open(lines(20));
    const target = createMemoryTarget();
    await bench.attempt(target);
    const before = await bench.rows();
    const end = await bench.attempt(target);
    expect([target.requests(), end.tally.lines, end.fresh]).toEqual([20, 20, 0]);
    expect(await bench.rows()).toEqual(before);
  });

  test('goes on where it was stopped: lines that are under way keep their runs, and no line is started twice', async () => {
    const bench = await open(lines(100));
    const stopping = createStopping();
    let ended = 0;
    const slow = createMemoryTarget({
      onFollow: async (runId, signal) => {
        await sleep(Number(runId.split('.')[1]) <= 20 ? 1 : 60_000, undefined, { signal });
        ended += 1;
        if (ended === 20) setTimeout(() => stopping.stop({ kind: 'signal' }), 50);
        return undefined;
      },
    });
    const first = await bench.attempt(slow, { stopping });
    expect([first.reason?.kind, exitCodeOfBatch(first), first.tally.byStatus.get('COMPLETED'), first.tally.byStatus.get('RUNNING')]).toEqual(['signal', 130, 20, 8]);
    const startedBefore = slow.started.size;
    const rest = createMemoryTarget();
    const second = await bench.attempt(rest);
    expect([startedBefore, rest.requests(), exitCodeOfBatch(second), second.tally.byStatus.get('COMPLETED')]).toEqual([28, 72, 0, 100]);
    expect(new Set([...slow.started.keys(), ...rest.started.keys()]).size).toBe(100);
  });

  test('a crash in the middle of writing its journal costs one request at most, and no second run', async () => {
    const bench = await open(lines(10));
    const target = createMemoryTarget();
    await bench.attempt(target);
    const journal = join(bench.folder, 'report.ndjson.journal');
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.slice(0, -25));
    const end = await bench.attempt(target);
    expect([target.requests(), target.started.size, end.tally.byStatus.get('COMPLETED')]).toEqual([10, 10, 10]);
    await writeFile(journal, `${text.split('\n').slice(0, 3).join('\n')}\n{"item":2,"li`);
    await bench.attempt(target);
    expect([target.requests() > 10, target.started.size]).toEqual([true, 10]);
  });

  test('asks for a changed file to be restored', async () => {
    const bench = await open(lines(3));
    await bench.attempt(createMemoryTarget());
    await bench.write(lines(4));
    await expect(bench.attempt(createMemoryTarget())).rejects.toMatchObject({ code: 'UWF-6020', message: expect.stringContaining('another content') });
  });

  test.each([
    ['another workflow', { workflow: 'tests.other' }, 'another workflow'],
    ['another way to wait', { rules: { mode: 'start' } }, 'begun with --wait'],
    ['another name', { batchId: 'x' }, 'another --batch-id'],
    ['another way to send Tier 1', { tokenises: true }, 'begun without --tokenise'],
  ] as const)('does not mix with %s', async (_name, options, message) => {
    const bench = await open(lines(3));
    await bench.attempt(createMemoryTarget());
    await expect(bench.attempt(createMemoryTarget(), options)).rejects.toMatchObject({ code: 'UWF-6020', message: expect.stringContaining(message) });
  });

  test('keys depend on the content and the workflow, or on the name alone, and on nothing else', async () => {
    const keysOf = async (text: string, options: Parameters<BatchBench['attempt']>[1] = {}): Promise<string> => {
      const target = createMemoryTarget();
      await (await open(text)).attempt(target, options);
      return [...target.started.keys()].join();
    };
    const content = await keysOf(lines(2));
    expect(await keysOf(lines(2))).toBe(content);
    expect(await keysOf(`${lines(1)}\n`)).not.toBe(content.split(',')[0]);
    expect(await keysOf(lines(2), { workflow: 'tests.other' })).not.toBe(content);
    expect(await keysOf(lines(2), { batchId: 'nightly' })).toBe(await keysOf('{"other":1}\n{"other":2}', { batchId: 'nightly' }));
    expect(content).toMatch(/^[\w-]{43}\.1,[\w-]{43}\.2$/u);
  });

  test('only one process at a time works on it', async () => {
    const bench = await open(lines(2));
    await writeFile(join(bench.folder, 'report.ndjson.lock'), '');
    await expect(bench.attempt(createMemoryTarget())).rejects.toMatchObject({ code: 'UWF-6021' });
    await writeFile(join(bench.folder, 'report.ndjson.lock'), '999999999 gone');
    expect((await bench.attempt(createMemoryTarget())).tally.lines).toBe(2);
  });

  test('takes nothing for a journal that is none', async () => {
    const bench = await open(lines(2));
    await appendFile(join(bench.folder, 'report.ndjson.journal'), '{"a":1}\n');
    await expect(bench.attempt(createMemoryTarget())).rejects.toMatchObject({ code: 'UWF-6007', message: expect.stringContaining('not the journal of a batch') });
  });

  test('does the lines of a range only, and the rest when it is asked', async () => {
    const bench = await open(lines(10));
    const target = createMemoryTarget();
    const part = await bench.attempt(target, { range: { from: 3, to: 5 } });
    expect([...target.started.values()].map((input) => input['id'])).toEqual([3, 4, 5]);
    expect([part.tally.lines, exitCodeOfBatch(part)]).toEqual([3, 0]);
    expect((await bench.attempt(target)).tally.lines).toBe(10);
    expect(target.requests()).toBe(10);
  });

  test('a line over the limit, one that is no JSON and one that is no text are failures of their own', async () => {
    const bench = await open('');
    await writeFile(bench.file, Buffer.concat([Buffer.from(`{"a":"${'x'.repeat(300_000)}"}\n{"pan":"4111\n`), Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]), Buffer.from('{"id":4}')]));
    const target = createMemoryTarget();
    const end = await bench.attempt(target);
    expect((await bench.rows()).map((row) => [row['line'], row['status'], row['errors']])).toEqual([
      [1, 'REFUSED', [{ pointer: '', message: 'is longer than 262144 bytes' }]],
      [2, 'REFUSED', [{ pointer: '', message: 'is not valid JSON' }]],
      [3, 'REFUSED', [{ pointer: '', message: 'is not UTF-8 text' }]],
      [4, 'COMPLETED', undefined],
    ]);
    expect(exitCodeOfBatch(end)).toBe(1);
  });
});

describe('lines that fail', () => {
  const invalid = new WorkflowInputError([{ pointer: '/amount', message: 'must be string' }]);

  test('are failures that keep no other from running', async () => {
    const bench = await open(lines(3));
    const end = await bench.attempt(createMemoryTarget({ onStart: ({ id }) => (id === 2 ? Promise.reject(invalid) : undefined) }));
    expect([end.tally.failures, exitCodeOfBatch(end)]).toEqual([1, 1]);
    expect((await bench.rows())[1]).toEqual({ item: 2, line: 2, runId: null, status: 'REFUSED', code: 'UWF-4220', errors: [{ pointer: '/amount', message: 'must be string' }] });
  });

  test('are no failures where they are to be left out', async () => {
    const bench = await open(lines(3));
    const end = await bench.attempt(createMemoryTarget({ onStart: ({ id }) => (id === 2 ? Promise.reject(invalid) : undefined) }), { rules: { skipsInvalid: true }, failuresMax: 1 });
    expect([end.tally.failures, end.tally.byStatus.get('SKIPPED'), exitCodeOfBatch(end)]).toEqual([0, 1, 0]);
  });

  test('are tried again by the next attempt, for the definition may have been corrected', async () => {
    const bench = await open(lines(3));
    await bench.attempt(createMemoryTarget({ onStart: ({ id }) => (id === 2 ? Promise.reject(invalid) : undefined) }));
    const target = createMemoryTarget();
    const end = await bench.attempt(target);
    expect([target.requests(), exitCodeOfBatch(end)]).toEqual([1, 0]);
  });

  test('stop the batch when there are too many', async () => {
    const bench = await open(lines(1_000));
    const target = createMemoryTarget({ onFollow: () => ({ status: 'FAILED', errorName: 'Uwf.HandlerFailed' }) });
    const end = await bench.attempt(target, { failuresMax: 10, most: 4 });
    expect([end.reason?.kind, exitCodeOfBatch(end)]).toEqual(['failures', 1]);
    expect(end.tally.failures).toBeGreaterThanOrEqual(10);
    expect(target.requests()).toBeLessThan(30);
    expect((await bench.rows())[0]).toMatchObject({ status: 'FAILED', code: 'Uwf.HandlerFailed', runId: expect.stringContaining('run-') });
  });

  test('by a token that is refused are not blamed: the batch stops, to be gone on with', async () => {
    const bench = await open(lines(50));
    const end = await bench.attempt(createMemoryTarget({ onStart: ({ id }) => (Number(id) > 10 ? Promise.reject(problem(401, 'UWF-4010')) : undefined) }), { most: 1 });
    expect([end.reason?.kind, exitCodeOfBatch(end), end.tally.lines]).toEqual(['failure', 4, 10]);
    expect(exitCodeOfBatch(await bench.attempt(createMemoryTarget()))).toBe(0);
  });

  test('by a service that is away are asked again for a while, and then the batch stops with the code for time', async () => {
    const bench = await open(lines(5));
    let busy = 2;
    const recovering = createMemoryTarget({ onStart: () => (busy-- > 0 ? Promise.reject(problem(503, 'UWF-5001')) : undefined) });
    expect(exitCodeOfBatch(await bench.attempt(recovering, { rules: { retryForMs: 30_000 } }))).toBe(0);
    const gone = await open(lines(5));
    const end = await gone.attempt(createMemoryTarget({ onStart: () => Promise.reject(problem(0, 'unreachable')) }), { rules: { retryForMs: 0 } });
    expect([end.reason, exitCodeOfBatch(end), end.tally.lines]).toEqual([expect.objectContaining({ failure: expect.objectContaining({ code: 'UWF-6022' }) }), 5, 0]);
  });

  test('by a vault that is away are asked again too, and by one that is broken blame no line', async () => {
    const bench = await open(lines(5));
    let busy = 2;
    const recovering = createMemoryTarget({ onStart: () => (busy-- > 0 ? Promise.reject(new UwfError('UWF-5007')) : undefined) });
    expect(exitCodeOfBatch(await bench.attempt(recovering, { rules: { retryForMs: 30_000 } }))).toBe(0);
    const broken = await open(lines(5));
    const end = await broken.attempt(createMemoryTarget({ onStart: () => Promise.reject(new UwfError('UWF-5009')) }));
    expect([end.reason, end.tally.lines]).toEqual([expect.objectContaining({ failure: expect.objectContaining({ code: 'UWF-5009' }) }), 0]);
    const refused = await open(lines(2));
    expect((await refused.attempt(createMemoryTarget({ onStart: ({ id }) => (id === 1 ? Promise.reject(new UwfError('UWF-4000')) : undefined) }))).tally.byStatus).toEqual(new Map([['REFUSED', 1], ['COMPLETED', 1]]));
  });

  test('that have not ended in time are followed again by the next attempt', async () => {
    const bench = await open(lines(4));
    const end = await bench.attempt(createMemoryTarget({ onFollow: (runId) => (runId.endsWith('.2') ? Promise.reject(new WorkflowWaitTimeoutError(runId, 1)) : undefined) }));
    expect([exitCodeOfBatch(end), end.tally.byStatus.get('RUNNING'), end.tally.failures]).toEqual([5, 1, 0]);
    const target = createMemoryTarget();
    expect([exitCodeOfBatch(await bench.attempt(target)), target.requests()]).toEqual([0, 0]);
  });

  test('by a fault of ours stop everything, and what is known stays in the journal', async () => {
    const bench = await open(lines(20));
    const end = await bench.attempt(createMemoryTarget({ onStart: ({ id }) => (id === 10 ? Promise.reject(new TypeError('a fault')) : undefined) }), { most: 1 });
    expect([end.fault, end.tally.lines]).toEqual([expect.any(TypeError), 9]);
    expect(exitCodeOfBatch(await bench.attempt(createMemoryTarget()))).toBe(0);
  });
});

describe('a stream', () => {
  test('is done once too: its lines are told by keyed fingerprints', async () => {
    const bench = await open('');
    const first = createMemoryTarget({ onStart: ({ id }) => (Number(id) > 3 ? Promise.reject(problem(403, 'UWF-4030')) : undefined) });
    await bench.attempt(first, { input: lines(6), most: 1 });
    const second = createMemoryTarget();
    expect(exitCodeOfBatch(await bench.attempt(second, { input: lines(6) }))).toBe(0);
    expect([first.started.size, second.started.size, new Set([...first.started.keys(), ...second.started.keys()]).size]).toEqual([3, 3, 6]);
    const changed = await bench.attempt(createMemoryTarget(), { input: lines(6).replace('2', '22') });
    expect(changed.fault).toMatchObject({ code: 'UWF-6020', message: expect.stringContaining('line 2') });
  });

  test('that breaks off in the middle of an array tells where', async () => {
    const bench = await open('');
    const end = await bench.attempt(createMemoryTarget(), { input: '[{"id":1},{"id":2}' });
    expect([end.fault, end.tally.lines]).toEqual([expect.objectContaining({ code: 'UWF-6007', message: '-, line 2: the JSON array does not end' }), 1]);
  });
});

describe('a dry run', () => {
  test('checks every line and sends none, and leaves the real batch alone', async () => {
    const bench = await open(`${lines(3)}\nnot json`);
    const target = createMemoryTarget({ onPrepare: ({ id }) => (id === 2 ? Promise.reject(new WorkflowInputError([{ pointer: '/id', message: 'must be string' }])) : undefined) });
    const end = await bench.attempt(target, { rules: { mode: 'check' } });
    expect([target.requests(), [...end.tally.byStatus]]).toEqual([0, [['VALID', 2], ['REFUSED', 2]]]);
    expect((await bench.attempt(target, { rules: { mode: 'check' } })).fresh).toBe(4);
    expect((await bench.attempt(createMemoryTarget())).fresh).toBe(4);
  });
});

test('no value of an input is left in a report or a journal', async () => {
  const secrets = Array.from({ length: 40 }, (_none, index) => `41111111111111${10 + index}`);
  const inputs = secrets.map((pan, index) => (index % 4 === 0 ? `{"pan":"${pan}"` : JSON.stringify({ pan, [pan]: 1 }))).join('\n');
  const bench = await open(inputs);
  const failing = createMemoryTarget({
    onStart: ({ pan }) => (String(pan).endsWith('1') ? Promise.reject(new WorkflowInputError([{ pointer: '/pan', message: 'must be number' }])) : undefined),
    onFollow: () => ({ status: 'FAILED', errorName: 'E', errorCause: { detail: secrets[0] ?? '' } }),
  });
  await bench.attempt(failing);
  await bench.attempt(failing, { input: inputs, report: join(bench.folder, 'stream.ndjson') });
  const traces = `${await bench.traces()}${await readFile(join(bench.folder, 'stream.ndjson.journal'), 'utf8')}`;
  expect(traces.length).toBeGreaterThan(4_000);
  for (const secret of secrets) expect(traces).not.toContain(secret);
});
