import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import { claimRow } from '#shared/core/protocol/inbox-work.ts';
import type { ClaimSteps, StepInbox } from '#shared/ports/step-inbox.ts';
import { inboxChange, inboxRowOf, LEASE_MS, messageOf, seenOf, START } from './door-rows.ts';
import { difficultJson, type Opened } from './opened.ts';

/** An inbox, and how its own database is seen: marks that local effects have left there. */
export interface OpenedInbox extends Opened<StepInbox> {
  /** A statement that leaves a mark. */
  readonly mark: (name: string) => { readonly text: string; readonly values: readonly string[] };
  marks(): Promise<readonly string[]>;
}

/** What every inbox of steps must do (protocol §7). */
export function stepInboxContract(name: string, open: () => Promise<OpenedInbox>): void {
  describe(`StepInbox on ${name}`, () => {
    let opened: OpenedInbox;
    let inbox: StepInbox;
    beforeEach(async () => {
      opened = await open();
      inbox = opened.port;
    });
    afterEach(() => opened.close());

    const put = (...rows: readonly InboxRow[]) => inbox.commit({ changes: rows.map((row) => inboxChange(row)) });
    const load = (...keys: readonly string[]) => inbox.load({ keys, mids: [] });
    const claim = (more: Partial<ClaimSteps> = {}, from: StepInbox = inbox) => from.claim({ worker: 'w1', take: { critical: 10, high: 10, normal: 10, low: 10 }, leaseMs: LEASE_MS, now: START, rin: 1, ...more });
    const keysOf = (rows: Awaited<ReturnType<StepInbox['claim']>>) => rows.map(({ row }) => row.key);
    const messages = () => inbox.claimOutbox({ now: START, leaseMs: LEASE_MS, max: 100 });

    describe('commit()', () => {
      test('writes rows with their answers and seen messages, and load() gives them back with their versions', async () => {
        const row = inboxRowOf('k1', {
          work: { act: 'a', wfd: 'w', ref: 'r', deadline: START, trace: 't', body: difficultJson() },
          worker: 'w\u0000',
          answer: { outcome: 'failed', code: 'X', body: { error: 'X', cause: 'żółć' } },
          state: 'failed',
          endedAt: START + 1,
        });
        expect(await inbox.commit({ changes: [inboxChange(row, { messages: [messageOf('m1')], seen: [seenOf('s1')] })], messages: [messageOf('m2')], seen: [seenOf('s2')] })).toEqual([]);
        expect(await inbox.load({ keys: ['k1', 'unknown'], mids: ['s1', 'unknown'] })).toEqual({ rows: [{ row, version: 1 }], seen: [seenOf('s1')] });
        expect(JSON.stringify((await load('k1')).rows[0]?.row.work?.body)).toBe(JSON.stringify(difficultJson()));
        expect((await messages()).map(({ claims }) => claims.mid).toSorted()).toEqual(['m1', 'm2']);
      });

      test('refuses a stale version with everything that belongs to it; the rest commits', async () => {
        await put(inboxRowOf('k1'), inboxRowOf('k2'));
        await inbox.commit({ changes: [inboxChange(inboxRowOf('k1', { att: 2 }), { expectedVersion: 1 })] });
        const stale = inboxChange(inboxRowOf('k1', { att: 7 }), { expectedVersion: 1, messages: [messageOf('stale')], seen: [seenOf('stale')] });
        const good = inboxChange(inboxRowOf('k2', { att: 3 }), { expectedVersion: 1, messages: [messageOf('good')], seen: [seenOf('good')] });
        expect(await inbox.commit({ changes: [stale, good] })).toEqual(['k1']);
        expect((await inbox.load({ keys: [], mids: ['stale', 'good'] })).seen).toEqual([seenOf('good')]);
        expect((await load('k1')).rows).toMatchObject([{ row: { att: 2 }, version: 2 }]);
        expect((await messages()).map(({ claims }) => claims.mid)).toEqual(['good']);
      });

      test('lets one of many writers of a row through', async () => {
        await put(inboxRowOf('k1'));
        const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).commit({ changes: [inboxChange(inboxRowOf('k1', { att: index }), { expectedVersion: 1 })] })));
        expect(outcomes.filter((stale) => stale.length === 0)).toHaveLength(1);
      });
    });

    describe('claim()', () => {
      test('gives so many of each priority, the longest due first, as claimRow() says', async () => {
        await put(inboxRowOf('n2', { dueAt: START - 1 }), inboxRowOf('n1', { dueAt: START - 2 }), inboxRowOf('n3'), inboxRowOf('c1', { priority: 'critical' }), inboxRowOf('l1', { priority: 'low', dueAt: START - 9 }));
        const taken = await claim({ take: { critical: 5, normal: 2 } });
        expect(keysOf(taken)).toEqual(['c1', 'n1', 'n2']);
        expect(taken[1]).toEqual({ row: claimRow(inboxRowOf('n1', { dueAt: START - 2 }), 'w1', START + LEASE_MS), version: 2 });
        expect((await load('n1')).rows).toEqual([taken[1]]);
        expect(await claim({ take: {} })).toEqual([]);
        expect(keysOf(await claim())).toEqual(['n3', 'l1']);
      });

      test('leaves a started row started, under the next epoch', async () => {
        await put(inboxRowOf('k1', { state: 'started', epoch: 4 }));
        expect(await claim()).toMatchObject([{ row: { state: 'started', epoch: 5, worker: 'w1' } }]);
      });

      test('gives work again when its lease has ended, and not before', async () => {
        await put(inboxRowOf('k1'));
        await claim();
        expect(await claim({ now: START + LEASE_MS - 1 })).toEqual([]);
        expect(await claim({ now: START + LEASE_MS, worker: 'w2' })).toMatchObject([{ row: { epoch: 2, worker: 'w2', state: 'claimed' } }]);
      });

      test('gives neither what is put off, nor what has ended, nor what sleeps since a restore', async () => {
        await put(inboxRowOf('later', { dueAt: START + 1 }), inboxRowOf('done', { state: 'done', endedAt: START }), inboxRowOf('asleep', { rin: 1 }), inboxRowOf('awake', { rin: 2 }), inboxRowOf('from a lost incarnation', { rin: 3 }));
        expect(keysOf(await claim({ rin: 2 }))).toEqual(['awake']);
      });

      test('gives each row to one of many that claim at once', async () => {
        await put(...Array.from({ length: 30 }, (_, index) => inboxRowOf(`k${String(index)}`)));
        const claims = await Promise.all(Array.from({ length: 12 }, (_, index) => claim({ take: { normal: 4 } }, index % 2 === 0 ? opened.port : opened.other)));
        const all = [...claims.flat(), ...(await claim({ take: { normal: 100 } }))];
        expect(new Set(keysOf(all)).size).toBe(30);
        expect(all.every(({ row }) => row.epoch === 1)).toBe(true);
      });

      test('and a change of the same row never both win', async () => {
        await put(...Array.from({ length: 20 }, (_, index) => inboxRowOf(`k${String(index)}`)));
        const cancelled = Array.from({ length: 20 }, (_, index) => inboxChange(inboxRowOf(`k${String(index)}`, { state: 'cancelled', epoch: 1, endedAt: START }), { expectedVersion: 1 }));
        const [claimed, stale] = await Promise.all([claim({ take: { normal: 20 } }, opened.other), inbox.commit({ changes: cancelled })]);
        expect([...stale].toSorted()).toEqual(keysOf(claimed).toSorted());
      });
    });

    describe('finishWithin()', () => {
      test('ends the step and keeps its effect, in one', async () => {
        await put(inboxRowOf('k1'));
        const isEnded = await inbox.finishWithin({
          key: 'k1',
          finish: async (stored, transaction) => {
            await transaction.query(opened.mark('here'));
            return inboxChange(inboxRowOf('k1', { state: 'done', endedAt: START }), { expectedVersion: stored?.version ?? 0, messages: [messageOf('m1')] });
          },
        });
        expect(isEnded).toBe(true);
        expect(await opened.marks()).toEqual(['here']);
        expect((await load('k1')).rows).toMatchObject([{ row: { state: 'done' }, version: 2 }]);
        expect(await messages()).toEqual([messageOf('m1')]);
      });

      test('leaves nothing of the effect when it is given up, fails or throws', async () => {
        await put(inboxRowOf('k1'), inboxRowOf('k2'));
        expect(
          await inbox.finishWithin({
            key: 'k1',
            finish: async (_stored, transaction) => {
              await transaction.query(opened.mark('given up'));
              return undefined;
            },
          }),
        ).toBe(false);
        const failure = new Error('broken');
        const broken = inbox.finishWithin({
          key: 'k1',
          finish: async (_stored, transaction) => {
            await transaction.query(opened.mark('broken'));
            throw failure;
          },
        });
        await expect(broken).rejects.toBe(failure);
        await inbox.finishWithin({
          key: 'k2',
          finish: async (stored, transaction) => {
            await transaction.query(opened.mark('failed'));
            return inboxChange(inboxRowOf('k2', { state: 'failed', endedAt: START }), { expectedVersion: stored?.version ?? 0 });
          },
        });
        expect(await opened.marks()).toEqual([]);
        expect((await load('k1', 'k2')).rows.map(({ row }) => row.state).toSorted()).toEqual(['failed', 'ready']);
      });

      test('begins anew when the row has been made in between', async () => {
        let turns = 0;
        const isEnded = await inbox.finishWithin({
          key: 'k1',
          finish: async (stored, transaction) => {
            turns += 1;
            await transaction.query(opened.mark(`turn ${String(turns)}`));
            if (stored === undefined) await opened.other.commit({ changes: [inboxChange(inboxRowOf('k1'))] });
            return inboxChange(inboxRowOf('k1', { state: 'done', endedAt: START }), { expectedVersion: stored?.version ?? 0 });
          },
        });
        expect(isEnded).toBe(true);
        expect(await opened.marks()).toEqual(['turn 2']);
        expect((await load('k1')).rows).toMatchObject([{ version: 2 }]);
      });

      test('ends more steps at once than there are connections, each of which needs another store meanwhile', async () => {
        const keys = Array.from({ length: 12 }, (_, index) => `k${String(index)}`);
        await put(...keys.map((key) => inboxRowOf(key)));
        const ends = keys.map((key) =>
          inbox.finishWithin({
            key,
            finish: async (stored) => {
              await inbox.load({ keys, mids: [] });
              return inboxChange(inboxRowOf(key, { state: 'done', endedAt: START }), { expectedVersion: stored?.version ?? 0 });
            },
          }),
        );
        expect(await Promise.all(ends)).toEqual(keys.map(() => true));
      });

      test('says that there is no such row', async () => {
        const found: unknown[] = [];
        expect(
          await inbox.finishWithin({
            key: 'unknown',
            finish: async (stored) => {
              found.push(stored);
              return undefined;
            },
          }),
        ).toBe(false);
        expect(found).toEqual([undefined]);
      });

      test('lets one of many end the step', async () => {
        await put(inboxRowOf('k1', { state: 'claimed', epoch: 1 }));
        const finish = (index: number) =>
          (index % 2 === 0 ? opened.port : opened.other).finishWithin({
            key: 'k1',
            finish: async (stored, transaction) => {
              if (stored?.row.state !== 'claimed') return undefined;
              await transaction.query(opened.mark(String(index)));
              return inboxChange({ ...stored.row, state: 'done', endedAt: START }, { expectedVersion: stored.version });
            },
          });
        const outcomes = await Promise.all([0, 1, 2, 3, 4, 5].map(finish));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect(await opened.marks()).toEqual([String(outcomes.indexOf(true))]);
      });
    });

    test('counts() tells open rows by priority and state, and those that sleep', async () => {
      await put(inboxRowOf('a'), inboxRowOf('b'), inboxRowOf('c', { state: 'started', priority: 'low' }), inboxRowOf('d', { rin: 0, state: 'claimed' }), inboxRowOf('e', { state: 'done', endedAt: START }));
      const counts = await inbox.counts({ rin: 1 });
      expect(new Set(counts)).toEqual(new Set([{ priority: 'normal', state: 'ready', count: 2 }, { priority: 'low', state: 'started', count: 1 }, { priority: 'normal', state: 'asleep', count: 1 }]));
      expect(new Set(await inbox.counts({ rin: 0 }))).toEqual(new Set([{ priority: 'normal', state: 'asleep', count: 2 }, { priority: 'low', state: 'asleep', count: 1 }, { priority: 'normal', state: 'claimed', count: 1 }]));
    });

    test('the outbox gives the oldest first, holds what it gave, and forgets what is settled', async () => {
      await inbox.commit({ changes: [], messages: [messageOf('m2', { body: { output: difficultJson() } }), messageOf('m1')] });
      expect(await inbox.claimOutbox({ now: START, leaseMs: LEASE_MS, max: 1 })).toEqual([messageOf('m2', { body: { output: difficultJson() } })]);
      expect((await messages()).map(({ claims }) => claims.mid)).toEqual(['m1']);
      await inbox.settleOutbox({ mids: ['m2'] });
      expect((await inbox.claimOutbox({ now: START + LEASE_MS, leaseMs: LEASE_MS, max: 9 })).map(({ claims }) => claims.mid)).toEqual(['m1']);
    });

    test('prune forgets ended steps and ids that cannot come any more, and nothing else', async () => {
      await inbox.commit({
        changes: [inboxChange(inboxRowOf('old', { state: 'done', endedAt: START - 1 })), inboxChange(inboxRowOf('new', { state: 'done', endedAt: START })), inboxChange(inboxRowOf('open', { receivedAt: 0, dueAt: 0 }))],
        seen: [seenOf('gone', START - 1), seenOf('kept', START)],
      });
      await opened.prune({ before: START });
      const { rows, seen } = await inbox.load({ keys: ['old', 'new', 'open'], mids: ['gone', 'kept'] });
      expect(rows.map(({ row }) => row.key).toSorted()).toEqual(['new', 'open']);
      expect(seen).toEqual([seenOf('kept', START)]);
    });
  });
}

