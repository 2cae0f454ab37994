import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ExecutionStore, ListExecutions } from '#shared/ports/execution-store.ts';
import { creationOf, messageOf, START, transitionOf } from './executions.ts';
import type { Open, Opened } from './opened.ts';

/** What every execution store must do: pages of executions, the outbox and its leases, timers. */
export function executionStoreRelayContract(name: string, open: Open<ExecutionStore>): void {
  describe(`ExecutionStore on ${name}`, () => {
    let opened: Opened<ExecutionStore>;
    let store: ExecutionStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    describe('list()', () => {
      const ids = async (request: ListExecutions) => (await store.list(request)).executions.map((record) => record.id);

      test('is empty at first', async () => {
        expect(await store.list({ max: 10 })).toEqual({ executions: [] });
      });

      test('gives the newest first and breaks ties by id', async () => {
        for (const [id, createdAt] of [['b', 5], ['d', 9], ['a', 5], ['c', 1]] as const) await store.create(creationOf(id, { createdAt }));
        expect(await ids({ max: 10 })).toEqual(['d', 'b', 'a', 'c']);
      });

      test('gives records as load() does', async () => {
        await store.create(creationOf('e1', {}, { status: 'failed', failure: { error: 'X' } }));
        expect((await store.list({ max: 1 })).executions[0]).toEqual((await store.load({ executionId: 'e1' }))?.record);
      });

      test('goes through all pages without a gap or a repetition, with ties and while new ones come', async () => {
        const all = Array.from({ length: 23 }, (_, index) => `e${String(index).padStart(2, '0')}`);
        for (const [index, id] of all.entries()) await store.create(creationOf(id, { createdAt: START + Math.floor(index / 5) }));
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.list({ max: 4, ...(cursor === undefined ? {} : { cursor }) });
          seen.push(...page.executions.map((record) => record.id));
          await store.create(creationOf(`new-${String(seen.length)}`, { createdAt: START + 1_000 }));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(seen).toEqual([...all].reverse());
      });

      test('gives no cursor with the last page', async () => {
        for (const id of ['e1', 'e2']) await store.create(creationOf(id));
        expect(await store.list({ max: 2 })).not.toHaveProperty('cursor');
        expect(await store.list({ max: 1 })).toHaveProperty('cursor');
      });

      test.each(['', 'nonsense', '12', '-1.e1', '99999999999999999.x', '1e3.x', '{"createdAt":1}'])('refuses a cursor that it did not give: %j', async (cursor) => {
        const failure = await store.list({ max: 1, cursor }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(UwfError);
        expect(failure).toMatchObject({ code: 'UWF-4000' });
      });

      test('filters by status, also after it changed', async () => {
        for (const id of ['e1', 'e2', 'e3']) await store.create(creationOf(id));
        await store.commit({ transitions: [transitionOf('e2', 1, { status: 'stopped' })] });
        expect(await ids({ max: 10, status: 'running' })).toEqual(['e3', 'e1']);
        expect(await ids({ max: 10, status: 'stopped' })).toEqual(['e2']);
        expect(await ids({ max: 10, status: 'timed-out' })).toEqual([]);
      });

      test('filters by parts of the definition, alone and together', async () => {
        await store.create(creationOf('e1', { namespace: 'bank', name: 'pay', version: '1.0.0' }));
        await store.create(creationOf('e2', { namespace: 'bank', name: 'pay', version: '2.0.0' }));
        await store.create(creationOf('e3', { namespace: 'shop', name: 'pay', version: '1.0.0' }));
        await store.create(creationOf('e4', { namespace: 'bank', name: 'payout', version: '1.0.0' }));
        expect(await ids({ max: 10, definition: { name: 'pay' } })).toEqual(['e3', 'e2', 'e1']);
        expect(await ids({ max: 10, definition: { name: 'pay', namespace: 'bank' } })).toEqual(['e2', 'e1']);
        expect(await ids({ max: 10, definition: { name: 'pay', version: '1.0.0' } })).toEqual(['e3', 'e1']);
        expect(await ids({ max: 10, definition: { name: 'pay', namespace: 'bank', version: '1.0.0' }, status: 'running' })).toEqual(['e1']);
        expect(await ids({ max: 10, definition: { name: 'a\u0000b' } })).toEqual([]);
      });

      test('filters by principal, alone and together with the other conditions', async () => {
        await store.create(creationOf('e1', { principal: 'alice' }));
        await store.create(creationOf('e2', { principal: 'bob' }));
        await store.create(creationOf('e3', { principal: 'alice', name: 'payout' }));
        await store.create(creationOf('e4', { principal: 'alice' }, { status: 'stopped' }));
        await store.create(creationOf('e5', { principal: 'bob' }, { status: 'stopped' }));
        expect(await ids({ max: 10, principal: 'alice' })).toEqual(['e4', 'e3', 'e1']);
        expect(await ids({ max: 10, principal: 'bob' })).toEqual(['e5', 'e2']);
        expect(await ids({ max: 10, principal: 'alice', status: 'running' })).toEqual(['e3', 'e1']);
        expect(await ids({ max: 10, principal: 'alice', definition: { name: 'pay' } })).toEqual(['e4', 'e1']);
        expect(await ids({ max: 10, principal: 'alice', status: 'stopped', definition: { name: 'pay', namespace: 'bank', version: '1.0.0' } })).toEqual(['e4']);
        expect(await ids({ max: 10, principal: 'bob', definition: { name: 'payout' } })).toEqual([]);
      });

      test.each(['', 'Alice', 'alic', 'alice ', 'ali%', 'a\u0000b', "'; --"])('knows nothing of a principal who started nothing: %j', async (principal) => {
        await store.create(creationOf('e1', { principal: 'alice' }));
        expect(await store.list({ max: 10, principal })).toEqual({ executions: [] });
      });

      test('finds a principal of any characters', async () => {
        const strange = 'a\u0000b\\u0000\ud800"\'%_🏦';
        await store.create(creationOf('e1', { principal: strange }));
        await store.create(creationOf('e2', { principal: 'alice' }));
        expect(await ids({ max: 10, principal: strange })).toEqual(['e1']);
      });

      test('fills the pages of a principal, whatever lies between, and tells the last one', async () => {
        for (let index = 0; index < 20; index += 1) {
          const principal = index % 5 === 0 ? 'alice' : 'bob';
          await store.create(creationOf(`e${String(index).padStart(2, '0')}`, { principal, createdAt: START + Math.floor(index / 3) }, index === 10 ? { status: 'stopped' } : {}));
        }
        const first = await store.list({ max: 3, principal: 'alice' });
        expect(first.executions.map((record) => record.id)).toEqual(['e15', 'e10', 'e05']);
        const second = await store.list({ max: 3, principal: 'alice', cursor: first.cursor ?? '' });
        expect(second.executions.map((record) => record.id)).toEqual(['e00']);
        expect(second).not.toHaveProperty('cursor');
        const running = await store.list({ max: 2, principal: 'alice', status: 'running', definition: { name: 'pay' } });
        expect(running.executions.map((record) => record.id)).toEqual(['e15', 'e05']);
        expect(await ids({ max: 2, principal: 'alice', status: 'running', definition: { name: 'pay' }, cursor: running.cursor ?? '' })).toEqual(['e00']);
      });

      test('goes on from the cursor of another filter without showing what the filter hides', async () => {
        for (const [id, principal] of [['e1', 'alice'], ['e2', 'bob'], ['e3', 'alice'], ['e4', 'bob']] as const) await store.create(creationOf(id, { principal }));
        const { cursor = '' } = await store.list({ max: 1, principal: 'bob' });
        expect(await ids({ max: 10, principal: 'alice', cursor })).toEqual(['e3', 'e1']);
      });

      test('pages through a filter', async () => {
        for (let index = 0; index < 9; index += 1) await store.create(creationOf(`e${String(index)}`, { name: index % 3 === 0 ? 'pay' : 'other', createdAt: START + index }));
        const first = await store.list({ max: 2, status: 'running', definition: { name: 'pay', namespace: 'bank', version: '1.0.0' } });
        expect(first.executions.map((record) => record.id)).toEqual(['e6', 'e3']);
        expect(await ids({ max: 2, definition: { name: 'pay' }, cursor: first.cursor ?? '' })).toEqual(['e0']);
      });
    });

    describe('outbox', () => {
      const claim = async (now: number, max = 10, from: ExecutionStore = store) => (await from.claimOutbox({ now, leaseMs: 100, max })).map((entry) => entry.id);
      const put = (id: string, ...messages: readonly string[]) => store.create(creationOf(id, {}, { outbox: messages.map((message) => messageOf(message)) }));

      test('gives the oldest first, up to a number', async () => {
        await put('e1', 'm3', 'm1');
        await put('e2', 'm2');
        expect(await claim(START, 2)).toEqual(['m3', 'm1']);
        expect(await claim(START)).toEqual(['m2']);
        expect(await claim(START, 0)).toEqual([]);
      });

      test('holds what it gave until the lease ends, then gives it again', async () => {
        await put('e1', 'm1');
        expect(await claim(START)).toEqual(['m1']);
        expect(await claim(START + 99)).toEqual([]);
        expect(await claim(START + 100)).toEqual(['m1']);
      });

      test('gives an entry with its kind, payload and execution', async () => {
        await store.create(creationOf('e1', {}, { outbox: [messageOf('m1', { kind: 'cancel-task', payload: { attemptId: 'x' } })] }));
        expect(await store.claimOutbox({ now: START, leaseMs: 1, max: 1 })).toEqual([{ id: 'm1', kind: 'cancel-task', payload: { attemptId: 'x' }, executionId: 'e1' }]);
      });

      test('forgets what is settled, and only that', async () => {
        await put('e1', 'm1', 'm2');
        await claim(START);
        await store.settleOutbox({ entryIds: ['m1', 'unknown', 'a\u0000b'] });
        await store.settleOutbox({ entryIds: [] });
        expect(await claim(START + 200)).toEqual(['m2']);
      });

      test('keeps one entry of an id that waits already', async () => {
        await put('e1', 'm1');
        await store.commit({ transitions: [transitionOf('e1', 1, { outbox: [messageOf('m1', { payload: { second: true } })] })] });
        expect(await store.claimOutbox({ now: START, leaseMs: 1, max: 10 })).toEqual([{ ...messageOf('m1'), executionId: 'e1' }]);
      });

      test('stays after its execution ended', async () => {
        await put('e1', 'm1');
        await store.commit({ transitions: [transitionOf('e1', 1, { status: 'stopped' })] });
        expect(await claim(START)).toEqual(['m1']);
      });

      test('gives each entry to one of many that claim at once', async () => {
        await Promise.all(Array.from({ length: 30 }, (_, index) => put(`e${String(index)}`, `m${String(index)}`)));
        const claims = await Promise.all(Array.from({ length: 12 }, (_, index) => claim(START, 5, index % 2 === 0 ? opened.port : opened.other)));
        const rest = await claim(START, 100);
        const all = [...claims.flat(), ...rest];
        expect(all).toHaveLength(30);
        expect(new Set(all).size).toBe(30);
      });
    });

    describe('timers', () => {
      const due = async (now: number, max = 10) => (await store.dueTimers({ now, max })).map((timer) => `${timer.executionId}/${timer.timerId}`);

      test('are due at their time, the oldest first, up to a number', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START + 30 }, { timerId: 't2', dueAt: START + 10 }] }));
        await store.create(creationOf('e2', {}, { timersSet: [{ timerId: 't1', dueAt: START + 20 }] }));
        expect(await due(START + 9)).toEqual([]);
        expect(await due(START + 10)).toEqual(['e1/t2']);
        expect(await due(START + 30)).toEqual(['e1/t2', 'e2/t1', 'e1/t1']);
        expect(await due(START + 30, 2)).toEqual(['e1/t2', 'e2/t1']);
      });

      test('stay due until a transition clears them', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        expect(await due(START)).toEqual(['e1/t1']);
        expect(await due(START)).toEqual(['e1/t1']);
        await store.commit({ transitions: [transitionOf('e1', 1, { timersCleared: ['t1', 'unknown'] })] });
        expect(await due(START)).toEqual([]);
      });

      test('are cleared for their execution only', async () => {
        for (const id of ['e1', 'e2']) await store.create(creationOf(id, {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        await store.commit({ transitions: [transitionOf('e1', 1, { timersCleared: ['t1'] }), transitionOf('e2', 1)] });
        expect(await due(START)).toEqual(['e2/t1']);
      });

      test('move when they are set again', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        await store.commit({ transitions: [transitionOf('e1', 1, { timersSet: [{ timerId: 't1', dueAt: START + 1 }, { timerId: 't1', dueAt: START + 9 }] })] });
        expect(await store.dueTimers({ now: START + 9, max: 10 })).toEqual([{ executionId: 'e1', timerId: 't1', dueAt: START + 9 }]);
      });

      test('are not there when one transition sets and clears them', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }], timersCleared: ['t1'] }));
        expect(await due(START)).toEqual([]);
      });

      test('never fire early: a fraction of a millisecond is made whole', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START + 0.2 }, { timerId: 't2', dueAt: 1e300 }] }));
        expect(await due(START)).toEqual([]);
        expect(await store.dueTimers({ now: START + 1, max: 10 })).toEqual([{ executionId: 'e1', timerId: 't1', dueAt: START + 1 }]);
      });
    });
  });
}
