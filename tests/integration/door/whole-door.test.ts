import { afterEach, describe, expect, test } from 'vitest';
import { defineHandler, type Handler, type HandlerContext, type HandlerEffect } from '#onprem-runner/handlers/define-handler.ts';
import { stopExecution } from '#shared/application/advance-execution.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { TOPICS } from '#tests/support/door/parties.ts';
import { openDoor, type DoorHarness, type DoorHarnessOptions } from '#tests/support/door-harness.ts';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: door, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema: { document: { type: object, additionalProperties: false, properties: { n: { type: integer, x-tier: 2 } } } }
do:
  - prepare: { set: { n: '\${ $workflow.input.n }' } }
  - grade: { call: 'grade:1.0.0', with: { n: '\${ $.n }' }, timeout: { after: { seconds: 30 } } }
  - tell: { set: { told: '\${ $.grade }' } }
`;

type Handle = (input: JsonValue, context: HandlerContext) => unknown;

function gradeHandler(handle: Handle, effect: HandlerEffect = 'local'): Handler {
  return defineHandler<JsonValue, unknown>({
    name: 'grade', version: '1.0.0', input: {}, output: { type: 'object', additionalProperties: false, properties: { grade: { type: 'string', enum: ['A', 'B'] } } },
    errors: { NO_GRADE: { status: 404, title: 'There is no grade', retryable: false } }, declassify: [{ path: '/grade', to: 2, purpose: 'routing', method: 'enum' }], effect, handle,
  });
}

const doors: DoorHarness[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.stop()));
});

async function open(handlers: readonly Handler[], options: DoorHarnessOptions = {}): Promise<DoorHarness> {
  const door = await openDoor(handlers, options);
  doors.push(door);
  return door;
}

/** What lies in a topic, of whoever wrote it. */
async function valuesOn({ bank }: DoorHarness, topic: string): Promise<readonly { readonly key: string; readonly value: string }[]> {
  const records = await Promise.all((await bank.log.bounds({ topic })).map(({ partition }) => bank.log.read({ topic, partition, from: 'beginning', max: 1_000 })));
  return records.flat();
}

describe('a run with a task of the bank', () => {
  test('is done over the door: registered, announced, compiled again in the bank, asked for and answered', async () => {
    const inputs: JsonValue[] = [];
    const door = await open([gradeHandler((input) => (inputs.push(input), { grade: 'A' }))]);
    door.start();
    const stored = await door.register(DOCUMENT);
    await expect.poll(() => door.bank.definitions.findByRevision({ revision: stored.revision })).toMatchObject({ pinned: stored.pinned });
    const runs = await Promise.all([1, 2, 3].map((n) => door.run(stored, { n })));
    for (const run of runs) expect(await door.ended(run)).toMatchObject({ status: 'succeeded', output: { told: 'A' } });
    expect(inputs.length).toBe(3);
    expect(door.cloud.steps.rows().map(({ row }) => [row.status, row.att])).toEqual([['done', 1], ['done', 1], ['done', 1]]);
    expect(door.cloud.log.filter(({ level }) => level !== 'info')).toEqual([]);
    expect([door.cloud.letters, door.bank.letters]).toEqual([[], []]);
  });

  test('fails by the code that the handler says', async () => {
    const door = await open([gradeHandler((_input, { fail }) => fail('NO_GRADE'))]);
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    expect(await door.ended(run)).toMatchObject({ status: 'failed', failure: { error: 'urn:uwf:error:NO_GRADE#404' } });
  });

  test('is done although its announcement was lost: the refusal brings another one', async () => {
    let announcements = 0;
    const door = await open([gradeHandler(() => ({ grade: 'A' }))], { announcer: () => ({ announce: async () => void (announcements += 1) }) });
    door.start();
    const stored = await door.register(DOCUMENT);
    const run = await door.run(stored, { n: 1 });
    expect(await door.ended(run)).toMatchObject({ status: 'succeeded', output: { told: 'A' } });
    expect(announcements).toBe(1);
    expect(door.cloud.log).toContainEqual({ level: 'info', event: 'definition-announced-again', fields: { revision: stored.revision } });
    expect(await valuesOn(door, TOPICS.definitions)).toHaveLength(1);
  });

  test('waits for a bank that gets its handler later: what it had refused to compile is announced again', async () => {
    const grade = gradeHandler(() => ({ grade: 'B' }));
    const door = await open([], { known: [grade], settings: { refusals: { pauseMs: 5, pauseMsMax: 100, unknownMsMax: 30_000 } } });
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    await expect.poll(() => door.bank.letters.map(({ reject }) => reject), { timeout: 5_000 }).toContain('definition-refused');
    expect((await door.recordOf(run)).status).toBe('running');
    await door.replaceRunner([grade]);
    expect(await door.ended(run)).toMatchObject({ status: 'succeeded', output: { told: 'B' } });
  });

  test('is given up when the bank never comes to know its definition', async () => {
    const grade = gradeHandler(() => ({ grade: 'B' }));
    const door = await open([], { known: [grade], settings: { refusals: { pauseMs: 5, pauseMsMax: 20, unknownMsMax: 150 } } });
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    expect(await door.ended(run)).toMatchObject({ status: 'failed', failure: { error: 'Uwf.UnknownFunction', cause: 'the definition is unknown to the runner' } });
    expect(door.cloud.steps.rows()).toMatchObject([{ row: { status: 'cancelled', refusal: 'unknown-definition' } }]);
  });

  test('is refused for ever where the site does no such thing', async () => {
    const door = await open([gradeHandler(() => ({ grade: 'A' }))], { bank: { options: { isAllowed: () => false } } });
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    expect(await door.ended(run)).toMatchObject({ status: 'failed', failure: { error: 'Uwf.NotAllowed' } });
    expect(door.cloud.steps.rows()).toMatchObject([{ row: { status: 'failed', att: 1 } }]);
  });

  test('has one effect, however often its messages come', async () => {
    let effects = 0;
    const door = await open([gradeHandler(() => ((effects += 1), { grade: 'A' }))]);
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    await door.ended(run);
    for (const topic of [TOPICS.commandsBy.normal, TOPICS.results]) await door.bank.log.append({ topic, records: await valuesOn(door, topic) });
    const next = await door.run(await door.register(DOCUMENT), { n: 2 });
    await door.ended(next);
    expect(effects).toBe(2);
    expect([...door.cloud.letters, ...door.bank.letters]).toEqual([]);
  });

  test('that is stopped before the bank begins leaves nothing to be done', async () => {
    let effects = 0;
    const door = await open([gradeHandler(() => ((effects += 1), { grade: 'A' }))]);
    door.start({ bank: false });
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    await expect.poll(async () => (await valuesOn(door, TOPICS.commandsBy.normal)).length).toBe(1);
    await stopExecution(door.cloud.engine, { executionId: run });
    await expect.poll(async () => (await valuesOn(door, TOPICS.commandsBy.normal)).length).toBe(2);
    door.bank.runner.start();
    await expect.poll(() => door.cloud.steps.rows().map(({ row }) => row.status), { timeout: 5_000 }).toEqual(['cancelled']);
    expect((await door.recordOf(run)).status).toBe('stopped');
    expect(effects).toBe(0);
  });

  test('is in doubt when an opaque effect may have happened before its runner was lost', async () => {
    let begun = 0;
    const opaque = (handle: Handle) => gradeHandler(handle, 'opaque');
    const door = await open([opaque(() => ((begun += 1), new Promise(() => undefined)))], { bank: { options: { drainMs: 20, leaseMs: 50 } } });
    door.start();
    const run = await door.run(await door.register(DOCUMENT), { n: 1 });
    await expect.poll(() => begun).toBe(1);
    await door.replaceRunner([opaque(() => ((begun += 1), { grade: 'A' }))], { options: { worker: 'next' } });
    expect(await door.ended(run)).toMatchObject({ status: 'failed', failure: { error: 'Uwf.InDoubt' } });
    expect(begun).toBe(1);
  });

  test('times out in the engine, and in the bank nobody begins it any more', async () => {
    let effects = 0;
    const door = await open([gradeHandler(() => ((effects += 1), { grade: 'A' }))]);
    door.start({ bank: false });
    const run = await door.run(await door.register(DOCUMENT.replace('seconds: 30', 'milliseconds: 100')), { n: 1 });
    expect(await door.ended(run)).toMatchObject({ status: 'failed' });
    door.bank.runner.start();
    await expect.poll(() => door.cloud.steps.rows().every(({ row }) => row.status === 'cancelled' || row.status === 'failed'), { timeout: 5_000 }).toBe(true);
    expect(effects).toBe(0);
  });
});
