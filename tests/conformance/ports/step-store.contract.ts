import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepStore } from '#shared/ports/step-store.ts';
import { callOf, LEASE_MS, messageOf, seenOf, START, stepChange, stepOf } from './door-rows.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

/** What every store of the cloud's steps must do (protocol §6). */
export function stepStoreContract(name: string, open: Open<StepStore>): void {
  describe(`StepStore on ${name}`, () => {
    let opened: Opened<StepStore>;
    let store: StepStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    const load = (keys: readonly string[], mids: readonly string[] = []) => store.load({ keys, mids, site: 'site-1' });
    const messages = (now: number, max = 10) => store.claimOutbox({ now, leaseMs: LEASE_MS, max });
    const calls = (now: number, max = 10) => store.claimCalls({ now, leaseMs: LEASE_MS, max });
    const due = (more: Partial<Parameters<StepStore['due']>[0]> = {}) => store.due({ site: 'site-1', now: START, cin: 1, fresh: 10, open: 10, ...more });
    const keysOf = (rows: Awaited<ReturnType<StepStore['due']>>) => rows.map(({ row }) => row.key);

    describe('commit()', () => {
      test('writes a row with everything that belongs to it, and load() gives it back with its version', async () => {
        const row = stepOf('k1', { body: difficultJson(), deadline: START + 5, token: 'tok', cancel: 'stopped' });
        expect(await store.commit({ changes: [stepChange(row, { messages: [messageOf('m1')], calls: [callOf('c1')], seen: [seenOf('s1')] })] })).toEqual([]);
        const { rows, seen } = await load(['k1', 'unknown'], ['s1', 'unknown']);
        expect(rows).toEqual([{ row, version: 1 }]);
        expect(JSON.stringify(rows[0]?.row.body)).toBe(JSON.stringify(row.body));
        expect(seen).toEqual([seenOf('s1')]);
        expect(await messages(START)).toEqual([messageOf('m1')]);
        expect(await calls(START)).toEqual([callOf('c1')]);
      });

      test('refuses a stale version with everything that belongs to it; the others of the batch commit', async () => {
        await store.commit({ changes: [stepChange(stepOf('k1')), stepChange(stepOf('k2'))] });
        await store.commit({ changes: [stepChange(stepOf('k1', { att: 1 }), { expectedVersion: 1 })] });
        const stale = stepChange(stepOf('k1', { att: 7 }), { expectedVersion: 1, messages: [messageOf('stale')], calls: [callOf('stale')], seen: [seenOf('stale')] });
        const good = stepChange(stepOf('k2', { att: 2 }), { expectedVersion: 1, messages: [messageOf('good')] });
        expect(await store.commit({ changes: [stale, good], seen: [seenOf('loose')] })).toEqual(['k1']);
        const { rows, seen } = await load(['k1', 'k2'], ['stale', 'loose']);
        expect(new Map(rows.map(({ row, version }) => [row.key, [row.att, version]]))).toEqual(new Map([['k1', [1, 2]], ['k2', [2, 2]]]));
        expect(seen).toEqual([seenOf('loose')]);
        expect(await messages(START)).toEqual([messageOf('good')]);
        expect(await calls(START)).toEqual([]);
      });

      test('refuses to create a row that is there, and to change one that is not', async () => {
        await store.commit({ changes: [stepChange(stepOf('k1'))] });
        expect(await store.commit({ changes: [stepChange(stepOf('k1', { att: 9 })), stepChange(stepOf('k2'), { expectedVersion: 1 })] })).toEqual(['k1', 'k2']);
        expect((await load(['k1', 'k2'])).rows).toEqual([{ row: stepOf('k1'), version: 1 }]);
      });

      test('lets one of many writers of a row through', async () => {
        await store.commit({ changes: [stepChange(stepOf('k1'))] });
        const writers = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).commit({ changes: [stepChange(stepOf('k1', { att: index + 1 }), { expectedVersion: 1, messages: [messageOf(`m${String(index)}`)] })] }));
        const outcomes = await Promise.all(writers);
        expect(outcomes.filter((stale) => stale.length === 0)).toHaveLength(1);
        const winner = outcomes.findIndex((stale) => stale.length === 0);
        expect((await load(['k1'])).rows).toEqual([{ row: stepOf('k1', { att: winner + 1 }), version: 2 }]);
        expect(await messages(START)).toEqual([messageOf(`m${String(winner)}`)]);
      });

      test('takes batches of the same rows at once without waiting in a circle', async () => {
        const keys = Array.from({ length: 20 }, (_, index) => `k${String(index)}`);
        const batches = Array.from({ length: 6 }, (_, index) => {
          const order = index % 2 === 0 ? keys : [...keys].reverse();
          return (index % 2 === 0 ? opened.port : opened.other).commit({ changes: order.map((key) => stepChange(stepOf(key, { att: index }))), seen: [seenOf(`s${String(index)}`), seenOf('same')] });
        });
        const written = (await Promise.all(batches)).reduce((sum, stale) => sum + keys.length - stale.length, 0);
        expect(written).toBe(keys.length);
        expect((await load(keys)).rows).toHaveLength(keys.length);
      });

      test('keeps counters that are larger than any of ours', async () => {
        const large = { att: 2 ** 52, cin: 2 ** 51, rin: 2 ** 50 };
        await store.commit({ changes: [stepChange(stepOf('k1', { ...large, status: 'dispatched' }))], sites: [{ site: 'site-1', rin: 2 ** 50 + 1, at: START }] });
        expect((await load(['k1'])).rows).toEqual([{ row: stepOf('k1', { ...large, status: 'dispatched' }), version: 1 }]);
        expect((await load([])).standing.rin).toBe(2 ** 50 + 1);
        expect(keysOf(await due({ cin: 2 ** 51, now: 0 }))).toEqual(['k1']);
      });

      test('takes one message twice in a batch as one', async () => {
        expect(await store.commit({ changes: [stepChange(stepOf('k1'), { seen: [seenOf('s1'), seenOf('s1')] })], seen: [seenOf('s1')] })).toEqual([]);
        expect((await load([], ['s1'])).seen).toEqual([seenOf('s1')]);
      });

      test('keeps one call of an id, and takes it again once it was made', async () => {
        await store.commit({ changes: [stepChange(stepOf('k1'), { calls: [callOf('c1')] })] });
        await store.commit({ changes: [stepChange(stepOf('k1'), { expectedVersion: 1, calls: [{ ...callOf('c1'), exe: 'other' }] })] });
        expect(await calls(START)).toEqual([callOf('c1')]);
        await store.settleCalls({ ids: ['c1'] });
        await store.commit({ changes: [stepChange(stepOf('k1'), { expectedVersion: 2, calls: [callOf('c1')] })] });
        expect(await calls(START)).toEqual([callOf('c1')]);
      });

      test('writes messages that change no row; one that waits is the same again', async () => {
        const announced = { ...messageOf('m1'), definition: 'a-revision' };
        expect(await store.commit({ changes: [], messages: [announced, messageOf('m2')] })).toEqual([]);
        await store.commit({ changes: [], messages: [announced] });
        expect(await messages(START)).toEqual([announced, messageOf('m2')]);
        await store.settleOutbox({ mids: ['m1', 'm2'] });
        expect(await messages(START + LEASE_MS)).toEqual([]);
      });

      test('writes nothing for nothing', async () => {
        expect(await store.commit({ changes: [] })).toEqual([]);
        expect((await load([])).rows).toEqual([]);
      });
    });

    describe('sites', () => {
      test('start at incarnation 1, remember the largest and what was told last', async () => {
        expect((await load([])).standing).toEqual({ rin: 1 });
        await store.commit({ changes: [], sites: [{ site: 'site-1', rin: 3, at: START }] });
        expect((await load([])).standing).toEqual({ rin: 3, at: START });
        await store.commit({ changes: [], sites: [{ site: 'site-1', rin: 2, slots: 7, lag: 4, at: START + 1 }] });
        await store.commit({ changes: [], sites: [{ site: 'site-1', rin: 3, at: START + 2 }, { site: 'site-2', rin: 9, at: START }] });
        expect((await load([])).standing).toEqual({ rin: 3, slots: 7, lag: 4, at: START + 2 });
      });
    });

    describe('due()', () => {
      test('gives fresh steps by urgency and age, and the others by what made them due', async () => {
        await store.commit({
          changes: [
            stepChange(stepOf('low', { priority: 'low', dueAt: START - 9 })),
            stepChange(stepOf('young', { dueAt: START - 1 })),
            stepChange(stepOf('old', { dueAt: START - 2 })),
            stepChange(stepOf('urgent', { priority: 'critical', dueAt: START })),
            stepChange(stepOf('silent', { status: 'dispatched', att: 1, dueAt: START - 5 })),
            stepChange(stepOf('unwanted', { cancel: 'stopped', dueAt: START - 7 })),
            stepChange(stepOf('not-yet', { status: 'dispatched', att: 1, dueAt: START + 1 })),
            stepChange(stepOf('closed', { status: 'done', att: 1, dueAt: 0, closedAt: START })),
            stepChange(stepOf('elsewhere', { site: 'site-2' })),
          ],
        });
        expect(keysOf(await due())).toEqual(['urgent', 'old', 'young', 'low', 'unwanted', 'silent']);
        expect(keysOf(await due({ fresh: 2, open: 1 }))).toEqual(['urgent', 'old', 'unwanted']);
        expect(keysOf(await due({ fresh: 0, open: 0 }))).toEqual([]);
      });

      test('gives rows of an earlier incarnation of this store or of the site, whenever they are due', async () => {
        await store.commit({
          changes: [
            stepChange(stepOf('restored', { status: 'dispatched', att: 1, cin: 1, rin: 4, dueAt: START + 100 })),
            stepChange(stepOf('site-restored', { status: 'dispatched', att: 1, cin: 2, rin: 3, dueAt: START + 200 })),
            stepChange(stepOf('current', { status: 'dispatched', att: 1, cin: 2, rin: 4, dueAt: START + 300 })),
          ],
          sites: [{ site: 'site-1', rin: 4, at: START }],
        });
        const rows = await due({ cin: 2 });
        expect(keysOf(rows)).toEqual(['restored', 'site-restored']);
        expect(rows.map(({ version }) => version)).toEqual([1, 1]);
      });

      test('gives those of many earlier incarnations by age, no more than asked for', async () => {
        const restored = (cin: number, rin: number, age: number) => stepChange(stepOf(`${String(cin)}-${String(rin)}`, { status: 'dispatched', att: 1, cin, rin, dueAt: START + 100 - age }));
        await store.commit({
          changes: [restored(1, 1, 1), restored(1, 4, 5), restored(2, 2, 4), restored(3, 2, 3), restored(3, 4, 2), restored(4, 4, 9), stepChange(stepOf('fresh', { cin: 2, dueAt: START + 7 })), stepChange(stepOf('later', { cin: 4, rin: 4, dueAt: START + 8 }))],
          sites: [{ site: 'site-1', rin: 4, at: START }],
        });
        expect(keysOf(await due({ cin: 4 }))).toEqual(['fresh', '1-4', '2-2', '3-2', '3-4', '1-1']);
        expect(keysOf(await due({ cin: 4, fresh: 0, open: 3 }))).toEqual(['1-4', '2-2', '3-2']);
        expect(keysOf(await due({ cin: 4, fresh: 1, open: 0 }))).toEqual(['fresh']);
        expect(keysOf(await due({ cin: 3, fresh: 0 }))).toEqual(['1-4', '2-2', '3-2', '1-1']);
      });
    });

    test('openSteps() counts what was dispatched to the site and has no end', async () => {
      await store.commit({
        changes: [
          stepChange(stepOf('fresh')),
          stepChange(stepOf('open', { status: 'dispatched', att: 1 })),
          stepChange(stepOf('again', { status: 'pending', att: 2, priority: 'low' })),
          stepChange(stepOf('never', { status: 'dispatched', att: 0, cancel: 'stopped' })),
          stepChange(stepOf('closed', { status: 'failed', att: 1, closedAt: START })),
          stepChange(stepOf('elsewhere', { status: 'dispatched', att: 1, site: 'site-2' })),
        ],
      });
      expect(await store.openSteps({ site: 'site-1' })).toBe(2);
      expect(await store.backlog()).toEqual({ fresh: { critical: 0, high: 0, normal: 1, low: 0 }, open: { critical: 0, high: 0, normal: 3, low: 1 }, messages: 0, calls: 0 });
    });

    test('outbox and calls give the oldest first, hold what they gave, and forget what is settled', async () => {
      const many = ['3', '1', '2'].map((id) => ({ message: messageOf(`m${id}`, { body: { text: LARGE_TEXT } }), call: callOf(`c${id}`) }));
      await store.commit({ changes: [stepChange(stepOf('k1'), { messages: many.map(({ message }) => message), calls: many.map(({ call }) => call) })] });
      expect(await store.backlog()).toMatchObject({ messages: 3, calls: 3 });
      expect((await messages(START, 2)).map(({ claims }) => claims.mid)).toEqual(['m3', 'm1']);
      expect((await messages(START)).map(({ claims }) => claims.mid)).toEqual(['m2']);
      expect(await messages(START + LEASE_MS - 1)).toEqual([]);
      expect(await messages(START + LEASE_MS)).toEqual(many.map(({ message }) => message));
      await store.settleOutbox({ mids: ['m3', 'unknown'] });
      await store.settleOutbox({ mids: [] });
      expect((await messages(START + 9 * LEASE_MS)).map(({ claims }) => claims.mid)).toEqual(['m1', 'm2']);
      expect((await calls(START, 1)).map(({ id }) => id)).toEqual(['c3']);
      await store.settleCalls({ ids: ['c3', 'unknown'] });
      await store.settleCalls({ ids: [] });
      expect((await calls(START + 9 * LEASE_MS)).map(({ id }) => id)).toEqual(['c1', 'c2']);
    });

    test('gives each message to one of many relays', async () => {
      await store.commit({ changes: [stepChange(stepOf('k1'), { messages: Array.from({ length: 30 }, (_, index) => messageOf(`m${String(index)}`)) })] });
      const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).claimOutbox({ now: START, leaseMs: LEASE_MS, max: 7 })));
      const all = [...claims.flat(), ...(await messages(START, 100))].map((message) => message.claims.mid);
      expect(new Set(all).size).toBe(30);
      expect(all).toHaveLength(30);
    });

    test('prune forgets closed steps and ids that cannot come any more, and nothing else', async () => {
      await store.commit({
        changes: [stepChange(stepOf('old', { status: 'done', closedAt: START - 1 })), stepChange(stepOf('new', { status: 'done', closedAt: START })), stepChange(stepOf('open', { createdAt: 0 }))],
        seen: [seenOf('gone', START - 1), seenOf('kept', START)],
      });
      await opened.prune({ before: START });
      const { rows, seen } = await load(['old', 'new', 'open'], ['gone', 'kept']);
      expect(rows.map(({ row }) => row.key).toSorted()).toEqual(['new', 'open']);
      expect(seen).toEqual([seenOf('kept', START)]);
    });

    test('takes every text as a key, an id and a name', async () => {
      const strange = 'a\u0000b\\\ud800#1';
      await store.commit({ changes: [stepChange(stepOf(strange, { exe: strange }), { messages: [messageOf(strange)], seen: [seenOf(strange)] })], sites: [{ site: strange, rin: 2, at: START }] });
      expect(await store.load({ keys: [strange], mids: [strange], site: strange })).toEqual({ rows: [{ row: stepOf(strange, { exe: strange }), version: 1 }], seen: [seenOf(strange)], standing: { rin: 2, at: START } });
      await store.settleOutbox({ mids: [strange] });
      expect(await messages(START)).toEqual([]);
    });
  });
}
