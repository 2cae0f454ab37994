import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RUN_WORKFLOW_DEPTH_MAX } from '#shared/application/run-workflow.ts';
import type { GivenEvent, SystemWorld } from './worlds.ts';

const document = (name: string, body: string, more: { readonly version?: string; readonly head?: string } = {}): string => `
document: { dsl: 1.0.0, namespace: tests, name: ${name}, version: ${more.version ?? '1.0.0'} }
evaluate: { language: jsonata }
${more.head ?? ''}
do:
${body}`;

const running = (name: string, more = ''): string => document('parent', `
  - child:
      run: { workflow: { namespace: tests, name: ${name}, version: latest, input: { n: '\${ $input.n }' } }${more} }
`);
const DOUBLE = document('double', `
  - double: { set: '\${ {"n": $input.n * 2} }' }
`);
const WAITING = document('waiting', `
  - pause: { wait: PT1H }
  - done: { set: { waited: true } }
`);
const FAILING = document('failing', `
  - no: { raise: { error: { type: 'https://bank.example/no', status: 422, title: Refused } } }
`);
const MIDDLE = document('middle', `
  - child: { run: { workflow: { namespace: tests, name: waiting, version: latest } } }
`);
const LISTEN_ONE = document('one', `
  - paid:
      listen: { to: { one: { with: { type: paid, data: '\${ orderId = $input.orderId }' } } } }
`);
const LISTEN_UNTIL = document('until', `
  - paid:
      listen: { to: { any: [{ with: { type: reading } }], until: '\${ $count($) = 3 }' } }
`);
const LISTEN_ALL = document('all', `
  - both:
      listen: { to: { all: [{ with: { type: a } }, { with: { type: b } }] }, read: envelope }
`);
const LOOP = document('loop', `
  - each:
      listen: { to: { any: [{ with: { type: reading } }], until: { one: { with: { type: end } } } } }
      foreach: { item: one, do: [{ double: { set: '\${ {"n": $one.n * 2} }' } }] }
`);
const LISTEN_SHORTLY = document('shortly', `
  - tried:
      try:
        - paid: { listen: { to: { one: { with: { type: paid } } } }, timeout: { after: PT5S } }
      catch: { errors: { with: { status: 408 } }, do: [{ late: { set: { late: true } } }] }
`);
const BRANCHES = document('branches', `
  - both:
      fork:
        branches:
          - left: { listen: { to: { one: { with: { type: left } } } } }
          - right: { run: { workflow: { namespace: tests, name: double, version: latest, input: { n: 4 } } } }
`);
const RACE = document('race', `
  - both:
      fork:
        compete: true
        branches:
          - left: { listen: { to: { one: { with: { type: left } } } } }
          - right: { run: { workflow: { namespace: tests, name: waiting, version: latest } } }
`);
const EMITTER = document('emitter', `
  - tell: { emit: { event: { with: { id: given, time: '2026-01-01T00:00:00Z', type: paid, source: 'https://shop.example', data: { orderId: '\${ $input.orderId }' } } } } }
`);

const reading = (n: number): GivenEvent => ({ type: 'reading', id: `r-${String(n)}`, data: { n } });
const paid = (orderId: string, id = `p-${orderId}`): GivenEvent => ({ type: 'paid', id, data: { orderId } });

/** What workflows that run others, listen, emit and are scheduled have to come to, whatever carries them out. */
export function systemSuite(name: string, open: () => Promise<SystemWorld>): void {
  describe(`the system's tasks on ${name}`, () => {
    let world: SystemWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    async function started(input: Parameters<SystemWorld['start']>[1], ...texts: readonly string[]): Promise<string> {
      const stored = [];
      for (const text of texts) stored.push(await world.register(text));
      const [first] = stored;
      if (first === undefined) throw new TypeError('a document was expected');
      const id = await world.start(first, input);
      await world.settle();
      return id;
    }
    const statusOf = async (id: string) => (await world.recordOf(id)).status;
    const outputOf = async (id: string) => (await world.recordOf(id)).output;

    describe('a workflow that runs another', () => {
      test('goes on with its output', async () => {
        const id = await started({ n: 21 }, running('double'), DOUBLE);
        expect(await world.recordOf(id)).toMatchObject({ status: 'succeeded', output: { n: 42 } });
        expect(await world.runsOf('double')).toMatchObject([{ status: 'succeeded', principal: 'alice' }]);
      });

      test('waits for it, however long it takes', async () => {
        const id = await started({ n: 1 }, running('waiting'), WAITING);
        expect(await statusOf(id)).toBe('running');
        await world.advance(3_600_000);
        expect(await outputOf(id)).toEqual({ waited: true });
      });

      test('fails as it does, and can catch that', async () => {
        const id = await started({ n: 1 }, running('failing'), FAILING);
        expect((await world.recordOf(id)).failure).toMatchObject({ error: 'https://bank.example/no#422', cause: expect.stringContaining('Refused') });
        const caught = await started({}, document('catching', `
  - tried:
      try:
        - child: { run: { workflow: { namespace: tests, name: failing, version: latest } } }
      catch: { errors: { with: { status: 422 } }, do: [{ well: { set: { caught: true } } }] }
`));
        expect(await outputOf(caught)).toEqual({ caught: true });
      });

      test('does not wait for one that it does not await', async () => {
        const id = await started({ n: 21 }, running('waiting', ', await: false'), WAITING);
        expect(await world.recordOf(id)).toMatchObject({ status: 'succeeded', output: { n: 21 } });
        expect(await world.runsOf('waiting')).toMatchObject([{ status: 'running' }]);
      });

      test('is told when there is none, and when its input does not fit, without a value of it', async () => {
        const none = await started({ n: 1 }, running('nobody'));
        expect((await world.recordOf(none)).failure).toMatchObject({ error: expect.stringContaining('errors/configuration#400') });
        const strict = document('strict', `
  - double: { set: { done: true } }
`, { head: 'input: { schema: { document: { type: object, properties: { n: { type: string } }, additionalProperties: false } } }' });
        const id = await started({ n: 21 }, running('strict').replace('name: parent', 'name: wrong'), strict);
        const { failure } = await world.recordOf(id);
        expect(failure).toMatchObject({ error: expect.stringContaining('errors/validation#400'), cause: expect.stringContaining('/n must be string') });
        expect(failure?.cause).not.toContain('21');
      });

      test('stops it when it is stopped itself, with all beneath it', async () => {
        const id = await started({ n: 1 }, running('middle'), MIDDLE, WAITING);
        expect(await world.runsOf('waiting')).toMatchObject([{ status: 'running' }]);
        expect(await world.runtime.stop({ executionId: id })).toBe('stopped');
        await world.settle();
        expect(await world.runsOf('middle')).toMatchObject([{ status: 'stopped' }]);
        expect(await world.runsOf('waiting')).toMatchObject([{ status: 'stopped' }]);
      });

      test('stops it when its task times out', async () => {
        const id = await started({}, document('shortly', `
  - child: { run: { workflow: { namespace: tests, name: waiting, version: latest } }, timeout: { after: PT5S } }
`), WAITING);
        await world.advance(5_000);
        expect(await statusOf(id)).toBe('failed');
        expect(await world.runsOf('waiting')).toMatchObject([{ status: 'stopped' }]);
      });

      test('is told that it was stopped by someone else', async () => {
        const id = await started({ n: 1 }, running('waiting'), WAITING);
        const [child] = await world.runsOf('waiting');
        await world.runtime.stop({ executionId: child?.id ?? '' });
        await world.settle();
        expect((await world.recordOf(id)).failure?.error).toContain('errors/runtime#500');
      });

      test('cannot run itself for ever', async () => {
        const id = await started({}, document('parent', `
  - again: { run: { workflow: { namespace: tests, name: parent, version: latest } } }
`));
        expect((await world.recordOf(id)).failure).toMatchObject({ error: expect.stringContaining('errors/runtime#500'), cause: expect.stringContaining(`at most ${String(RUN_WORKFLOW_DEPTH_MAX)}`) });
        expect(await world.runsOf('parent')).toHaveLength(RUN_WORKFLOW_DEPTH_MAX + 1);
      });
    });

    describe('a workflow that listens', () => {
      test('goes on with the event that its filter wants, and not with others', async () => {
        const id = await started({ orderId: 'o-7' }, LISTEN_ONE);
        await world.publish(paid('o-1'), { type: 'sent', id: 's', data: { orderId: 'o-7' } });
        await world.settle();
        expect(await statusOf(id)).toBe('running');
        await world.publish(paid('o-7'));
        await world.settle();
        expect(await world.recordOf(id)).toMatchObject({ status: 'succeeded', output: [{ orderId: 'o-7' }] });
        expect(await world.subscribersOf(id)).toBe(0);
      });

      test('collects events until its condition holds, and waits for all in any order', async () => {
        const [until, all] = [await started({}, LISTEN_UNTIL), await started({}, LISTEN_ALL)];
        await world.publish(...[1, 2, 3, 4].map(reading), { type: 'b', id: 'b1' }, { type: 'b', id: 'b2' }, { type: 'a', id: 'a1' });
        await world.settle();
        expect(await outputOf(until)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
        expect(await outputOf(all)).toMatchObject([{ id: 'b1' }, { id: 'a1' }]);
      });

      test('sees what was published after it came to the task, before its work was taken, and nothing older', async () => {
        const stored = await world.register(LISTEN_ONE);
        await world.publish(paid('o-7', 'before'));
        await world.advance(1);
        const id = await world.start(stored, { orderId: 'o-7' });
        await world.publish(paid('o-7', 'after'));
        await world.settle();
        expect(await statusOf(id)).toBe('succeeded');
      });

      test('takes the same event once, though it is published again', async () => {
        const id = await started({}, LISTEN_UNTIL);
        await world.publish(reading(1), reading(1));
        await world.settle();
        await world.publish(reading(1), reading(2));
        await world.settle();
        expect(await statusOf(id)).toBe('running');
        await world.publish(reading(3));
        await world.settle();
        expect(await outputOf(id)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
      });

      test('is forgotten when it is stopped, and when its task times out', async () => {
        const id = await started({ orderId: 'o' }, LISTEN_ONE);
        expect(await world.subscribersOf(id)).toBe(1);
        await world.runtime.stop({ executionId: id });
        await world.settle();
        expect(await world.subscribersOf(id)).toBe(0);
        const late = await started({}, LISTEN_SHORTLY);
        await world.advance(5_000);
        expect(await world.recordOf(late)).toMatchObject({ status: 'succeeded', output: { late: true } });
        expect(await world.subscribersOf(late)).toBe(0);
      });

      test('in a loop takes events one after the other, and ends with the one that ends it', async () => {
        const id = await started({}, LOOP);
        await world.publish(...[1, 2, 3].map(reading));
        await world.settle();
        await world.publish(reading(4), { type: 'end', id: 'end' }, reading(5));
        await world.settle();
        expect(await world.recordOf(id)).toMatchObject({ status: 'succeeded', output: [{ n: 2 }, { n: 4 }, { n: 6 }, { n: 8 }] });
        expect(await world.subscribersOf(id)).toBe(0);
      });

      test('in a branch is answered there', async () => {
        const id = await started({}, BRANCHES, DOUBLE);
        await world.publish({ type: 'left', id: 'l', data: { here: true } });
        await world.settle();
        expect(await outputOf(id)).toEqual([[{ here: true }], { n: 8 }]);
      });

      test('in a branch that wins ends the workflow that its sibling waits for', async () => {
        const id = await started({}, RACE, WAITING);
        await world.publish({ type: 'left', id: 'l', data: { here: true } });
        await world.settle();
        expect(await outputOf(id)).toEqual([{ here: true }]);
        expect(await world.runsOf('waiting')).toMatchObject([{ status: 'stopped' }]);
      });

      test('is answered by a workflow that emits, which goes on with the event', async () => {
        const id = await started({ orderId: 'o-9' }, LISTEN_ONE);
        const emitter = await started({ orderId: 'o-9' }, EMITTER);
        expect(await outputOf(emitter)).toEqual({ specversion: '1.0', id: 'given', time: '2026-01-01T00:00:00Z', type: 'paid', source: 'https://shop.example', data: { orderId: 'o-9' } });
        expect(await outputOf(id)).toEqual([{ orderId: 'o-9' }]);
      });
    });

    describe('a schedule', () => {
      const scheduled = (schedule: string, version = '1.0.0'): string => document('timed', `
  - work: { set: { input: '\${ $input }' } }
`, { version, head: `schedule: ${schedule}` });

      test('starts its workflow each time the interval has passed, for who registered it, until another version says otherwise', async () => {
        await world.register(scheduled('{ every: PT15M }'));
        await world.settle();
        expect(await world.runsOf('timed')).toEqual([]);
        for (let turn = 0; turn < 3; turn += 1) await world.advance(900_000);
        expect((await world.runsOf('timed')).map(({ status, principal, output }) => [status, principal, output])).toEqual(Array.from({ length: 3 }, () => ['succeeded', 'author', { input: {} }]));
        await world.register(scheduled('{ every: PT24H }', '1.1.0'));
        await world.advance(900_000);
        expect(await world.runsOf('timed')).toHaveLength(3);
      });

      test('by a calendar starts it at its times', async () => {
        await world.register(scheduled("{ cron: '0 * * * *' }"));
        for (let turn = 0; turn < 2; turn += 1) await world.advance(3_600_000);
        expect(await world.runsOf('timed')).toHaveLength(2);
      });

      test('after the end of one starts the next', async () => {
        await world.register(document('timed', `
  - pause: { wait: PT10S }
`, { head: 'schedule: { after: PT30S }' }));
        await world.settle();
        expect(await world.runsOf('timed')).toHaveLength(1);
        await world.advance(10_000);
        await world.advance(29_000);
        expect(await world.runsOf('timed')).toHaveLength(1);
        await world.advance(1_000);
        expect((await world.runsOf('timed')).map(({ status }) => status)).toEqual(['succeeded', 'running']);
      });

      test('on events starts it with them', async () => {
        await world.register(scheduled('{ on: { all: [{ with: { type: a } }, { with: { type: b } }] } }'));
        await world.publish({ type: 'a', id: 'a1', data: 1 }, { type: 'b', id: 'b1', data: 2 }, { type: 'b', id: 'b2', data: 3 });
        await world.settle();
        expect((await world.runsOf('timed')).map(({ output }) => output)).toEqual([{ input: [1, 2] }]);
        await world.advance(1);
        await world.publish({ type: 'a', id: 'a2', data: 4 });
        await world.settle();
        expect((await world.runsOf('timed')).map(({ output }) => output)).toEqual([{ input: [1, 2] }, { input: [3, 4] }]);
      });
    });
  });
}
