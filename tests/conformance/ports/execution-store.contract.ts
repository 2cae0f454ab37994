import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import { creationOf, eventOf, messageOf, START, transitionOf } from './executions.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

/** What every execution store must do: creation, transitions, history. Lists, outbox and timers are in the suite beside this one. */
export function executionStoreContract(name: string, open: Open<ExecutionStore>): void {
  describe(`ExecutionStore on ${name}`, () => {
    let opened: Opened<ExecutionStore>;
    let store: ExecutionStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    const history = (executionId: string) => store.history({ executionId, after: 0, max: 100 });
    const outbox = () => store.claimOutbox({ now: START, leaseMs: 0, max: 100 });

    describe('create()', () => {
      test('stores the record, the snapshot, the events, the outbox and the timers of the first transition', async () => {
        const request = creationOf('e1', {}, { outbox: [messageOf('m1')], timersSet: [{ timerId: 't1', dueAt: START }] });
        expect(await store.create(request)).toEqual({ created: true });
        expect(await store.load({ executionId: 'e1' })).toEqual({
          record: { ...request.record, status: 'running', updatedAt: START + 1 },
          snapshot: request.transition.snapshot,
        });
        expect(await history('e1')).toEqual(request.transition.events);
        expect(await outbox()).toEqual([{ ...messageOf('m1'), executionId: 'e1' }]);
        expect(await store.dueTimers({ now: START, max: 10 })).toEqual([{ executionId: 'e1', timerId: 't1', dueAt: START }]);
      });

      test('keeps how urgent the tasks of an execution may be', async () => {
        const request = creationOf('e1');
        await store.create({ ...request, record: { ...request.record, priority: 'low' } });
        expect((await store.load({ executionId: 'e1' }))?.record.priority).toBe('low');
        expect((await store.list({ max: 1 })).executions.map(({ priority }) => priority)).toEqual(['low']);
      });

      test('stores an execution that ends in its first transition', async () => {
        await store.create(creationOf('e1', {}, { status: 'succeeded', output: { sum: 3 } }));
        const stored = await store.load({ executionId: 'e1' });
        expect(stored?.record).toMatchObject({ status: 'succeeded', endedAt: START + 1, output: { sum: 3 } });
      });

      test('writes nothing when the id is taken', async () => {
        await store.create(creationOf('e1', { idempotency: { key: 'k1', fingerprint: 'f' } }));
        const again = creationOf('e1', { name: 'other', idempotency: { key: 'k2', fingerprint: 'f' } }, { outbox: [messageOf('m1')], timersSet: [{ timerId: 't1', dueAt: START }] });
        expect(await store.create(again)).toEqual({ created: false, executionId: 'e1', sameRequest: true });
        expect((await store.load({ executionId: 'e1' }))?.record.definition.name).toBe('pay');
        expect(await outbox()).toEqual([]);
        expect(await store.dueTimers({ now: START, max: 10 })).toEqual([]);
        expect(await history('e1')).toHaveLength(1);
        expect(await store.create(creationOf('e2', { idempotency: { key: 'k2', fingerprint: 'f' } })), 'the second key was not taken').toEqual({ created: true });
      });

      test('does not call the same id by another principal the same request', async () => {
        await store.create(creationOf('e1', { principal: 'alice' }));
        expect(await store.create(creationOf('e1', { principal: 'mallory' }))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
        expect((await store.load({ executionId: 'e1' }))?.record.principal).toBe('alice');
      });

      test('finds the execution of an idempotency key and writes nothing', async () => {
        const idempotency = { key: 'k', fingerprint: 'f' };
        await store.create(creationOf('e1', { idempotency }));
        expect(await store.create(creationOf('e2', { idempotency }, { outbox: [messageOf('m1')] }))).toEqual({ created: false, executionId: 'e1', sameRequest: true });
        expect(await store.load({ executionId: 'e2' })).toBeUndefined();
        expect(await history('e2')).toEqual([]);
        expect(await outbox()).toEqual([]);
      });

      test('says when an idempotency key was used with another request', async () => {
        await store.create(creationOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        expect(await store.create(creationOf('e2', { idempotency: { key: 'k', fingerprint: 'g' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
      });

      test('keeps the keys of principals apart, however principal and key are put together', async () => {
        expect(await store.create(creationOf('e1', { principal: 'a', idempotency: { key: 'b:c', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await store.create(creationOf('e2', { principal: 'a:b', idempotency: { key: 'c', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await store.create(creationOf('e3', { principal: 'mallory', idempotency: { key: 'b:c', fingerprint: 'f' } }))).toEqual({ created: true });
      });

      test('goes by the key before the id', async () => {
        await store.create(creationOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        await store.create(creationOf('e2'));
        expect(await store.create(creationOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toMatchObject({ created: false, executionId: 'e1' });
      });

      test('creates one of many that come at once with the same key', async () => {
        const ids = Array.from({ length: 12 }, (_, index) => `e${String(index)}`);
        const stores = [opened.port, opened.other];
        const outcomes = await Promise.all(
          ids.map((id, index) => stores[index % 2]?.create(creationOf(id, { idempotency: { key: 'k', fingerprint: 'f' } }, { outbox: [messageOf(`m-${id}`)] }))),
        );
        expect(outcomes.filter((outcome) => outcome?.created)).toHaveLength(1);
        const executionIds = new Set(outcomes.flatMap((outcome) => (outcome?.created === false ? [outcome.executionId] : [])));
        expect(executionIds.size).toBe(1);
        expect((await store.list({ max: 100 })).executions.map((record) => record.id)).toEqual([...executionIds]);
        expect(await outbox()).toHaveLength(1);
      });

      test('takes a key anew once it was pruned', async () => {
        await store.create(creationOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        await opened.prune({ before: START });
        expect(await store.create(creationOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toMatchObject({ created: false });
        await opened.prune({ before: START + 1 });
        expect(await store.create(creationOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await store.load({ executionId: 'e1' })).toBeDefined();
      });
    });

    describe('load()', () => {
      test.each(['unknown', '', 'a\u0000b', "'; --", '\ud800', 'x'.repeat(10_000)])('knows nothing of an id that was never used: %j', async (executionId) => {
        expect(await store.load({ executionId })).toBeUndefined();
        expect(await history(executionId)).toEqual([]);
      });

      test('gives values that share nothing with the store', async () => {
        await store.create(creationOf('e1', {}, { variables: { list: [1] } }));
        const first = await store.load({ executionId: 'e1' });
        Object.assign(first?.snapshot.root.variables ?? {}, { list: 'changed' });
        Object.assign(first?.record ?? {}, { principal: 'changed' });
        const second = await store.load({ executionId: 'e1' });
        expect(second?.snapshot.root.variables).toEqual({ list: [1] });
        expect(second?.record.principal).toBe('alice');
      });

      test('gives what was given, not what became of it later', async () => {
        const variables = { list: [1] };
        await store.create(creationOf('e1', {}, { variables }));
        variables.list.push(2);
        expect((await store.load({ executionId: 'e1' }))?.snapshot.root.variables).toEqual({ list: [1] });
      });

      test('keeps ids and names of any characters', async () => {
        const strange = 'a\u0000b\\u0000\ud800"\'%_🏦';
        await store.create(creationOf(strange, { name: strange, namespace: strange, version: strange, principal: strange }));
        const record = (await store.load({ executionId: strange }))?.record;
        expect(record).toMatchObject({ id: strange, principal: strange, definition: { namespace: strange, name: strange, version: strange } });
        expect(await store.load({ executionId: 'a\\u0000b\\u0000\ud800"\'%_🏦' })).toBeUndefined();
      });
    });

    describe('commit()', () => {
      test('writes everything of a transition', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        const transition = transitionOf('e1', 1, { sequence: 3, outbox: [messageOf('m1')], timersSet: [{ timerId: 't2', dueAt: START + 5 }], timersCleared: ['t1'] });
        expect(await store.commit({ transitions: [transition] })).toEqual([{ executionId: 'e1', outcome: 'committed' }]);
        expect((await store.load({ executionId: 'e1' }))?.snapshot).toEqual(transition.snapshot);
        expect((await history('e1')).map((event) => event.sequence)).toEqual([1, 2, 3]);
        expect((await outbox()).map((entry) => entry.id)).toEqual(['m1']);
        expect(await store.dueTimers({ now: START + 100, max: 10 })).toEqual([{ executionId: 'e1', timerId: 't2', dueAt: START + 5 }]);
      });

      test('refuses a stale sequence and changes nothing', async () => {
        await store.create(creationOf('e1'));
        await store.commit({ transitions: [transitionOf('e1', 1)] });
        const stale = transitionOf('e1', 1, { outbox: [messageOf('m1')], timersSet: [{ timerId: 't1', dueAt: START }], variables: { late: true } });
        expect(await store.commit({ transitions: [stale] })).toEqual([{ executionId: 'e1', outcome: 'stale' }]);
        expect((await store.load({ executionId: 'e1' }))?.snapshot.root.variables).toEqual({});
        expect(await history('e1')).toHaveLength(2);
        expect(await outbox()).toEqual([]);
        expect(await store.dueTimers({ now: START, max: 10 })).toEqual([]);
      });

      test('refuses a sequence of the future and an unknown execution', async () => {
        await store.create(creationOf('e1'));
        const outcomes = await store.commit({ transitions: [transitionOf('e1', 4), transitionOf('nobody', 1, { outbox: [messageOf('m1')] })] });
        expect(outcomes).toEqual([
          { executionId: 'e1', outcome: 'stale' },
          { executionId: 'nobody', outcome: 'stale' },
        ]);
        expect(await history('nobody')).toEqual([]);
        expect(await outbox()).toEqual([]);
      });

      test('commits the others of a request beside a stale one, and answers in the order asked', async () => {
        for (const id of ['e1', 'e2', 'e3']) await store.create(creationOf(id));
        await store.commit({ transitions: [transitionOf('e2', 1)] });
        const outcomes = await store.commit({ transitions: ['e3', 'e2', 'e1'].map((id) => transitionOf(id, 1, { outbox: [messageOf(`m-${id}`)] })) });
        expect(outcomes.map(({ executionId, outcome }) => `${executionId} ${outcome}`)).toEqual(['e3 committed', 'e2 stale', 'e1 committed']);
        expect((await outbox()).map((entry) => entry.id)).toEqual(['m-e3', 'm-e1']);
      });

      test('takes several transitions of one execution in their order', async () => {
        await store.create(creationOf('e1'));
        const outcomes = await store.commit({ transitions: [transitionOf('e1', 1), transitionOf('e1', 2, { variables: { last: 3 } }), transitionOf('e1', 2, { variables: { last: 'stale' } })] });
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['committed', 'committed', 'stale']);
        expect((await store.load({ executionId: 'e1' }))?.snapshot).toMatchObject({ sequence: 3, root: { variables: { last: 3 } } });
        expect(await history('e1')).toHaveLength(3);
      });

      test('takes nothing', async () => {
        expect(await store.commit({ transitions: [] })).toEqual([]);
      });

      test('ends an execution with output, failure and time, and without timers', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        await store.create(creationOf('e2', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        await store.commit({ transitions: [transitionOf('e1', 1, { status: 'failed', failure: { error: 'States.Timeout', cause: 'late' }, timersSet: [{ timerId: 't9', dueAt: START }] })] });
        expect((await store.load({ executionId: 'e1' }))?.record).toMatchObject({ status: 'failed', endedAt: START + 2, updatedAt: START + 2, failure: { error: 'States.Timeout', cause: 'late' } });
        expect((await store.dueTimers({ now: START, max: 10 })).map((timer) => timer.executionId)).toEqual(['e2']);
      });

      test('refuses a transition of an ended execution', async () => {
        await store.create(creationOf('e1', {}, { status: 'succeeded', output: null }));
        expect(await store.commit({ transitions: [transitionOf('e1', 1, { variables: { late: true } })] })).toEqual([{ executionId: 'e1', outcome: 'stale' }]);
        expect(await history('e1')).toHaveLength(1);
      });

      test('tells an output of null from none', async () => {
        await store.create(creationOf('e1', {}, { status: 'succeeded', output: null }));
        await store.create(creationOf('e2', {}, { status: 'failed', failure: {} }));
        const [ended, failed] = [(await store.load({ executionId: 'e1' }))?.record, (await store.load({ executionId: 'e2' }))?.record];
        expect(ended).toHaveProperty('output', null);
        expect(ended).not.toHaveProperty('failure');
        expect(failed).not.toHaveProperty('output');
        expect(failed?.failure).toEqual({});
      });

      test('takes a transition without events: a timer is exchanged and the sequence stays', async () => {
        await store.create(creationOf('e1', {}, { timersSet: [{ timerId: 't1', dueAt: START }] }));
        const beat = transitionOf('e1', 1, { sequence: 1, timersCleared: ['t1'], timersSet: [{ timerId: 't2', dueAt: START + 60 }] });
        expect(await store.commit({ transitions: [beat] })).toEqual([{ executionId: 'e1', outcome: 'committed' }]);
        expect(await store.dueTimers({ now: START + 60, max: 10 })).toEqual([{ executionId: 'e1', timerId: 't2', dueAt: START + 60 }]);
      });

      test('stops at events that do not follow the expected sequence, before anything is written', async () => {
        await store.create(creationOf('e1'));
        await store.create(creationOf('e2'));
        const gap = transitionOf('e1', 1, { events: [eventOf(3)] });
        await expect(store.commit({ transitions: [transitionOf('e2', 1), gap] })).rejects.toThrow(InvariantError);
        expect(await history('e2')).toHaveLength(1);
      });

      test('lets one of many that start from the same sequence through', async () => {
        await store.create(creationOf('e1'));
        const stores = [opened.port, opened.other];
        const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => stores[index % 2]?.commit({ transitions: [transitionOf('e1', 1, { variables: { winner: index }, outbox: [messageOf(`m${String(index)}`)] })] })));
        const winner = outcomes.findIndex((outcome) => outcome?.[0]?.outcome === 'committed');
        expect(outcomes.flat().filter((outcome) => outcome?.outcome === 'committed')).toHaveLength(1);
        expect((await store.load({ executionId: 'e1' }))?.snapshot.root.variables).toEqual({ winner });
        expect((await outbox()).map((entry) => entry.id)).toEqual([`m${String(winner)}`]);
      });

      test('loses nothing when batches of the same executions meet in different orders', async () => {
        const ids = Array.from({ length: 20 }, (_, index) => `e${String(index)}`);
        await Promise.all(ids.map((id) => store.create(creationOf(id))));
        const advance = async (from: ExecutionStore, order: readonly string[], expected: number) => from.commit({ transitions: order.map((id) => transitionOf(id, expected)) });
        for (let sequence = 1; sequence <= 5; sequence += 1) {
          const both = await Promise.all([advance(opened.port, ids, sequence), advance(opened.other, [...ids].reverse(), sequence)]);
          const committed = both.flat().filter((outcome) => outcome.outcome === 'committed').map((outcome) => outcome.executionId);
          expect(committed.sort()).toEqual([...ids].sort());
        }
      });

      test('writes a batch of many executions', async () => {
        const ids = Array.from({ length: 200 }, (_, index) => `e${String(index)}`);
        await Promise.all(ids.map((id) => store.create(creationOf(id))));
        const outcomes = await store.commit({ transitions: ids.map((id) => transitionOf(id, 1, { sequence: 4, outbox: [messageOf(`m-${id}`)] })) });
        expect(outcomes.filter((outcome) => outcome.outcome === 'committed')).toHaveLength(200);
        expect((await store.claimOutbox({ now: START, leaseMs: 1, max: 1_000 })).map((entry) => entry.executionId)).toEqual(ids);
        expect(await history('e199')).toHaveLength(4);
      });
    });

    describe('JSON comes back as it went in', () => {
      test('in snapshots, events, messages and outputs', async () => {
        const value = difficultJson();
        await store.create(creationOf('e1', {}, { input: value, variables: value, events: [eventOf(1, { details: value, state: 'a\u0000b', frame: [0, 2] })], outbox: [messageOf('m1', { payload: value })] }));
        await store.commit({ transitions: [transitionOf('e1', 1, { status: 'succeeded', output: value, input: value })] });
        const stored = await store.load({ executionId: 'e1' });
        for (const read of [stored?.record.output, stored?.snapshot.output, stored?.snapshot.execution.input, (await history('e1'))[0]?.details, (await outbox())[0]?.payload]) {
          expect(JSON.stringify(read)).toBe(JSON.stringify(value));
          expect(Object.hasOwn(Object(read), '__proto__')).toBe(true);
        }
        expect((await history('e1'))[0]).toMatchObject({ state: 'a\u0000b', frame: [0, 2] });
      });

      test('of 200 KB', async () => {
        await store.create(creationOf('e1', {}, { variables: { text: LARGE_TEXT }, events: [eventOf(1, { details: { text: LARGE_TEXT } })], outbox: [messageOf('m1', { payload: { text: LARGE_TEXT } })] }));
        expect((await store.load({ executionId: 'e1' }))?.snapshot.root.variables).toEqual({ text: LARGE_TEXT });
        expect((await history('e1'))[0]?.details).toEqual({ text: LARGE_TEXT });
        expect((await outbox())[0]?.payload).toEqual({ text: LARGE_TEXT });
      });

      test('with a state or without one', async () => {
        await store.create(creationOf('e1', {}, { events: [eventOf(1), eventOf(2, { state: '' })], sequence: 2 }));
        const [without, withEmpty] = await history('e1');
        expect(without).not.toHaveProperty('state');
        expect(withEmpty).toHaveProperty('state', '');
      });
    });

    describe('history()', () => {
      test('gives events after a sequence number, in order, up to a number', async () => {
        await store.create(creationOf('e1', {}, { sequence: 12 }));
        await store.create(creationOf('e2', {}, { sequence: 3 }));
        const read = async (after: number, max: number) => (await store.history({ executionId: 'e1', after, max })).map((event) => event.sequence);
        expect(await read(0, 4)).toEqual([1, 2, 3, 4]);
        expect(await read(9, 100)).toEqual([10, 11, 12]);
        expect(await read(12, 100)).toEqual([]);
        expect(await read(-5, 2)).toEqual([1, 2]);
        expect(await read(Number.MAX_SAFE_INTEGER, 2)).toEqual([]);
        expect(await read(0, 0)).toEqual([]);
      });
    });
  });
}
