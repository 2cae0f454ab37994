import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EndedExecutions, Watch } from '#shared/ports/ended-executions.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import { creationOf, START, transitionOf } from './executions.ts';
import type { Open, Opened } from './opened.ts';

const LEASE_MS = 1_000;

/** The port together with the journal that it is part of. */
export interface WatchedJournal {
  readonly executionStore: ExecutionStore;
  readonly endedExecutions: EndedExecutions;
}

/** What every journal must tell of executions that have ended. */
export function endedExecutionsContract(name: string, open: Open<WatchedJournal>): void {
  describe(`EndedExecutions on ${name}`, () => {
    let opened: Opened<WatchedJournal>;
    let journal: WatchedJournal;
    beforeEach(async () => {
      opened = await open();
      journal = opened.port;
    });
    afterEach(() => opened.close());

    const watchOf = (id: string, executionId = 'exe-1'): Watch => ({ id, executionId, purpose: { kind: 'child', of: id } });
    const watch = (one: Watch) => journal.endedExecutions.watch({ watch: one });
    const claim = (now = START, from = journal) => from.endedExecutions.claim({ now, leaseMs: LEASE_MS, max: 100 });
    const create = (id = 'exe-1') => journal.executionStore.create(creationOf(id));
    const end = (id = 'exe-1', status: 'succeeded' | 'failed' | 'stopped' | 'timed-out' = 'succeeded') => journal.executionStore.commit({ transitions: [transitionOf(id, 1, { status })] });

    test.each(['succeeded', 'failed', 'stopped', 'timed-out'] as const)('a watched execution that has %s is told', async (status) => {
      await create();
      await watch(watchOf('w1'));
      expect(await claim()).toEqual([]);
      await end('exe-1', status);
      expect(await claim()).toEqual([watchOf('w1')]);
    });

    test('an execution that goes on is not told', async () => {
      await create();
      await watch(watchOf('w1'));
      await journal.executionStore.commit({ transitions: [transitionOf('exe-1', 1)] });
      expect(await claim()).toEqual([]);
    });

    test('one that is watched before it begins is told, also when its first turn is its last', async () => {
      await watch(watchOf('w1'));
      await journal.executionStore.create(creationOf('exe-1', {}, { status: 'succeeded' }));
      expect(await claim()).toEqual([watchOf('w1')]);
    });

    test('one that ended before it was watched is told', async () => {
      await create();
      await end();
      await watch(watchOf('w1'));
      expect(await claim()).toEqual([watchOf('w1')]);
    });

    test('a transition that is refused tells nothing', async () => {
      await create();
      await watch(watchOf('w1'));
      expect(await journal.executionStore.commit({ transitions: [transitionOf('exe-1', 7, { status: 'failed' })] })).toMatchObject([{ outcome: 'stale' }]);
      expect(await claim()).toEqual([]);
    });

    test('all watches of the execution are told, and none of another', async () => {
      for (const id of ['exe-1', 'exe-2']) await create(id);
      for (const one of [watchOf('w1'), watchOf('w2'), watchOf('w3', 'exe-2')]) await watch(one);
      await end();
      expect((await claim()).map(({ id }) => id)).toEqual(['w1', 'w2']);
    });

    test('watching again changes nothing', async () => {
      await create();
      await watch(watchOf('w1'));
      await watch({ ...watchOf('w1'), purpose: { kind: 'other' } });
      await end();
      expect(await claim()).toEqual([watchOf('w1')]);
    });

    test('a watch comes again until it is settled', async () => {
      await create();
      await watch(watchOf('w1'));
      await end();
      expect(await claim()).toHaveLength(1);
      expect(await claim(START + LEASE_MS - 1, opened.other)).toEqual([]);
      expect(await claim(START + LEASE_MS, opened.other)).toHaveLength(1);
      await journal.endedExecutions.settle({ ids: ['w1', 'unknown'] });
      await journal.endedExecutions.settle({ ids: [] });
      expect(await claim(START + 10 * LEASE_MS)).toEqual([]);
    });

    test('a watch that was settled before the end is not told', async () => {
      await create();
      await watch(watchOf('w1'));
      await journal.endedExecutions.settle({ ids: ['w1'] });
      await end();
      expect(await claim()).toEqual([]);
    });

    test('each watch goes to one of many that ask at once', async () => {
      await create();
      for (let index = 0; index < 20; index += 1) await watch(watchOf(`w${index}`));
      await end();
      const taken = await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).endedExecutions.claim({ now: START, leaseMs: LEASE_MS, max: 5 })));
      const ids = [...taken.flat(), ...(await claim())].map(({ id }) => id);
      expect(ids).toHaveLength(20);
      expect(new Set(ids).size).toBe(20);
    });
  });
}

/** The port together with the index of hosted executions that it is part of, too. */
export interface WatchedIndex {
  readonly executionIndex: ExecutionIndex;
  readonly endedExecutions: EndedExecutions;
}

/** What every index of hosted executions must tell of those whose end is noted. */
export function hostedEndsContract(name: string, open: Open<WatchedIndex>): void {
  describe(`EndedExecutions of hosted executions on ${name}`, () => {
    let opened: Opened<WatchedIndex>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const watchOf = (id: string, executionId = 'exe-1'): Watch => ({ id, executionId, purpose: { kind: 'child', of: id } });
    const watch = (one: Watch) => opened.port.endedExecutions.watch({ watch: one });
    const claim = (now = START) => opened.port.endedExecutions.claim({ now, leaseMs: LEASE_MS, max: 100 });
    const create = (id = 'exe-1') => opened.port.executionIndex.create({ entry: { id, definition: { namespace: 'bank', name: 'pay', version: '1.0.0' }, revision: 'a'.repeat(64), principal: 'alice', createdAt: START } });
    const end = (executionId = 'exe-1', status: 'succeeded' | 'failed' | 'stopped' | 'timed-out' = 'succeeded') => opened.port.executionIndex.end({ executionId, status, at: START + 1 });

    test.each(['succeeded', 'failed', 'stopped', 'timed-out'] as const)('a watched execution that has %s is told, once its end is noted', async (status) => {
      await create();
      await watch(watchOf('w1'));
      await opened.port.executionIndex.place({ executionId: 'exe-1', place: 'there' });
      expect(await claim()).toEqual([]);
      await end('exe-1', status);
      expect(await claim()).toEqual([watchOf('w1')]);
    });

    test('one that is watched before it begins, or after it ended, is told', async () => {
      await watch(watchOf('w1'));
      await create();
      await end();
      await watch(watchOf('w2'));
      expect((await claim()).map(({ id }) => id)).toEqual(['w1', 'w2']);
    });

    test('all watches of the execution are told, and none of another', async () => {
      for (const id of ['exe-1', 'exe-2']) await create(id);
      for (const one of [watchOf('w1'), watchOf('w2'), watchOf('w3', 'exe-2')]) await watch(one);
      await end();
      expect((await claim()).map(({ id }) => id)).toEqual(['w1', 'w2']);
    });

    test('an end that is noted twice, or of an unknown execution, tells nothing more', async () => {
      await create();
      await watch(watchOf('w1'));
      await watch(watchOf('w2', 'exe-2'));
      await end();
      expect(await claim()).toHaveLength(1);
      await opened.port.endedExecutions.settle({ ids: ['w1'] });
      await Promise.all([end('exe-1', 'failed'), end('exe-2')]);
      expect(await claim(START + 10 * LEASE_MS)).toEqual([]);
    });

    test('none is missed that ends in the moment in which it is watched', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `exe-${String(index)}`);
      for (const id of ids) await create(id);
      await Promise.all(ids.flatMap((id) => [watch(watchOf(`w-${id}`, id)), opened.other.executionIndex.end({ executionId: id, status: 'succeeded', at: START })]));
      expect(await claim()).toHaveLength(ids.length);
    });
  });
}
