import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { ClaimedWork, Inbox } from '#shared/ports/inbox.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

const START = 1_795_401_234_567;
const LEASE_MS = 1_000;

/** What every inbox must do (protocol §7). */
export function inboxContract(name: string, open: Open<Inbox>): void {
  describe(`Inbox on ${name}`, () => {
    let opened: Opened<Inbox>;
    let inbox: Inbox;
    beforeEach(async () => {
      opened = await open();
      inbox = opened.port;
    });
    afterEach(() => opened.close());

    const accept = (attemptId: string, message: JsonObject = { of: attemptId }) => inbox.accept({ attemptId, executionId: `exe-${attemptId}`, message, now: START });
    const cancel = (attemptId: string, now = START) => inbox.cancel({ attemptId, executionId: `exe-${attemptId}`, now });
    const claim = (now: number, max = 10, from: Inbox = inbox) => from.claim({ worker: 'w1', max, leaseMs: LEASE_MS, now });
    const claimOne = async (now: number): Promise<ClaimedWork> => {
      const [work] = await claim(now, 1);
      if (work === undefined) throw new Error('work was expected');
      return work;
    };
    const finish = (attemptId: string, epoch: number, answer: JsonObject = { of: attemptId }) => inbox.finish({ attemptId, epoch, answer, now: START });
    const answers = (now: number, max = 10) => inbox.claimOutbox({ max, leaseMs: LEASE_MS, now });
    const settleAll = async () => inbox.settleOutbox({ answerIds: (await answers(START + 1_000_000)).map((answer) => answer.id) });

    describe('accept()', () => {
      test('takes a work item in once', async () => {
        expect(await accept('a1')).toBe('accepted');
        expect(await accept('a1', { second: true })).toBe('known');
        expect(await claim(START)).toEqual([{ attemptId: 'a1', executionId: 'exe-a1', epoch: 1, message: { of: 'a1' } }]);
      });

      test('knows a work item that is being worked on', async () => {
        await accept('a1');
        await claim(START);
        expect(await accept('a1')).toBe('known');
        expect(await claim(START)).toEqual([]);
      });

      test('puts the stored answer of a finished one into the outbox again', async () => {
        await accept('a1');
        await finish('a1', (await claimOne(START)).epoch, { outcome: 'succeeded' });
        const [first] = await answers(START);
        await settleAll();
        expect(await accept('a1')).toBe('answered');
        const again = await answers(START);
        expect(again).toEqual([{ id: expect.any(String), executionId: 'exe-a1', answer: { outcome: 'succeeded' } }]);
        expect(again[0]?.id, 'it is a message of its own').not.toBe(first?.id);
        expect(await claim(START + 10 * LEASE_MS), 'nothing is done again').toEqual([]);
      });

      test('does not add a second copy of an answer that still waits to be sent', async () => {
        await accept('a1');
        await finish('a1', (await claimOne(START)).epoch);
        expect(await accept('a1')).toBe('answered');
        expect(await accept('a1')).toBe('answered');
        expect(await answers(START)).toHaveLength(1);
      });

      test('takes one of many that come at once', async () => {
        const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).accept({ attemptId: 'a1', executionId: 'e1', message: {}, now: START })));
        expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'known')).toHaveLength(9);
      });
    });

    describe('cancel()', () => {
      test('leaves a tombstone for a work item that has not come yet', async () => {
        expect(await cancel('a1')).toBe('cancelled');
        expect(await accept('a1')).toBe('known');
        expect(await claim(START)).toEqual([]);
        expect(await cancel('a1')).toBe('cancelled');
      });

      test('ends a work item that has not been started', async () => {
        await accept('a1');
        expect(await cancel('a1')).toBe('cancelled');
        expect(await claim(START)).toEqual([]);
        expect(await accept('a1')).toBe('known');
        expect(await answers(START)).toEqual([]);
      });

      test('lets a started one go on: its result will tell', async () => {
        await accept('a1');
        const work = await claimOne(START);
        expect(await cancel('a1')).toBe('started');
        expect(await finish('a1', work.epoch)).toBe(true);
        expect(await cancel('a1')).toBe('finished');
        expect(await answers(START)).toHaveLength(1);
      });

      test('and claim() never both win', async () => {
        const ids = Array.from({ length: 20 }, (_, index) => `a${String(index)}`);
        for (const id of ids) await accept(id);
        const [claimed, outcomes] = await Promise.all([claim(START, 20, opened.other), Promise.all(ids.map((id) => cancel(id)))]);
        const started = new Set(claimed.map((work) => work.attemptId));
        outcomes.forEach((outcome, index) => expect(outcome).toBe(started.has(ids[index] ?? '') ? 'started' : 'cancelled'));
      });
    });

    describe('claim()', () => {
      test('gives the oldest first, up to a number', async () => {
        for (const id of ['a3', 'a1', 'a2']) await accept(id);
        expect((await claim(START, 2)).map((work) => work.attemptId)).toEqual(['a3', 'a1']);
        expect(await claim(START, 0)).toEqual([]);
        expect((await claim(START)).map((work) => work.attemptId)).toEqual(['a2']);
      });

      test('gives work again when its lease has ended, with a higher epoch', async () => {
        await accept('a1');
        expect((await claimOne(START)).epoch).toBe(1);
        expect(await claim(START + LEASE_MS - 1)).toEqual([]);
        expect((await claimOne(START + LEASE_MS)).epoch).toBe(2);
      });

      test('gives each work item to one of many that claim at once', async () => {
        for (let index = 0; index < 30; index += 1) await accept(`a${String(index)}`);
        const claims = await Promise.all(Array.from({ length: 12 }, (_, index) => claim(START, 5, index % 2 === 0 ? opened.port : opened.other)));
        const all = [...claims.flat(), ...(await claim(START, 100))];
        expect(all).toHaveLength(30);
        expect(new Set(all.map((work) => work.attemptId)).size).toBe(30);
        expect(all.every((work) => work.epoch === 1)).toBe(true);
      });
    });

    describe('renew()', () => {
      test('keeps work from being given to another', async () => {
        await accept('a1');
        const { epoch } = await claimOne(START);
        expect(await inbox.renew({ attemptId: 'a1', epoch, leaseMs: LEASE_MS, now: START + 900 })).toBe(true);
        expect(await claim(START + 1_899)).toEqual([]);
        expect((await claimOne(START + 1_900)).epoch).toBe(2);
      });

      test('tells a fenced worker, and one whose work is over or unknown', async () => {
        await accept('a1');
        const old = await claimOne(START);
        const current = await claimOne(START + LEASE_MS);
        const renew = (epoch: number, attemptId = 'a1') => inbox.renew({ attemptId, epoch, leaseMs: LEASE_MS, now: START });
        expect(await renew(old.epoch)).toBe(false);
        expect(await renew(current.epoch)).toBe(true);
        await finish('a1', current.epoch);
        expect(await renew(current.epoch)).toBe(false);
        expect(await renew(1, 'unknown')).toBe(false);
      });
    });

    describe('finish()', () => {
      test('stores the answer and puts it into the outbox', async () => {
        await accept('a1');
        const { epoch } = await claimOne(START);
        expect(await finish('a1', epoch, { outcome: 'failed', error: 'X' })).toBe(true);
        expect(await answers(START)).toEqual([{ id: expect.any(String), executionId: 'exe-a1', answer: { outcome: 'failed', error: 'X' } }]);
        expect(await claim(START + 10 * LEASE_MS)).toEqual([]);
      });

      test('refuses a fenced worker and writes nothing of its answer', async () => {
        await accept('a1');
        const old = await claimOne(START);
        const current = await claimOne(START + LEASE_MS);
        expect(await finish('a1', old.epoch, { from: 'old' })).toBe(false);
        expect(await answers(START)).toEqual([]);
        expect(await finish('a1', current.epoch, { from: 'current' })).toBe(true);
        expect(await answers(START)).toMatchObject([{ answer: { from: 'current' } }]);
      });

      test('refuses what is not started, cancelled, finished or unknown', async () => {
        await accept('a1');
        expect(await finish('a1', 0)).toBe(false);
        const { epoch } = await claimOne(START);
        await finish('a1', epoch);
        expect(await finish('a1', epoch, { second: true })).toBe(false);
        await cancel('a2');
        expect(await finish('a2', 0)).toBe(false);
        expect(await finish('unknown', 1)).toBe(false);
        expect(await answers(START)).toHaveLength(1);
      });

      test('lets one of many through that finish at once', async () => {
        await accept('a1');
        const { epoch } = await claimOne(START);
        const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).finish({ attemptId: 'a1', epoch, answer: { index }, now: START })));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect(await answers(START)).toMatchObject([{ answer: { index: outcomes.indexOf(true) } }]);
      });
    });

    describe('outbox', () => {
      test('gives the oldest first, holds it until the lease ends and keeps its id until it is settled', async () => {
        for (const id of ['a2', 'a1']) await accept(id);
        for (const work of await claim(START)) await finish(work.attemptId, work.epoch);
        const first = await answers(START);
        expect(first.map((answer) => answer.executionId)).toEqual(['exe-a2', 'exe-a1']);
        expect(await answers(START + LEASE_MS - 1)).toEqual([]);
        expect(await answers(START + LEASE_MS, 1)).toEqual(first.slice(0, 1));
        await inbox.settleOutbox({ answerIds: [first[0]?.id ?? '', 'unknown'] });
        await inbox.settleOutbox({ answerIds: [] });
        expect(await answers(START + 10 * LEASE_MS)).toEqual(first.slice(1));
      });
    });

    describe('prune', () => {
      test('forgets what ended before a time and was answered, and nothing else', async () => {
        for (const id of ['done', 'waits', 'open']) await accept(id);
        const work = await claim(START, 2);
        await finish('done', work[0]?.epoch ?? 0);
        await settleAll();
        await finish('waits', work[1]?.epoch ?? 0);
        await cancel('gone');
        await opened.prune({ before: START });
        expect(await accept('done')).toBe('answered');
        await settleAll();
        await inbox.claim({ worker: 'w1', max: 1, leaseMs: LEASE_MS, now: START });
        await opened.prune({ before: START + 1 });
        expect(await accept('done')).toBe('accepted');
        expect(await accept('gone')).toBe('accepted');
        expect(await accept('open')).toBe('known');
      });

      test('keeps an answer that has not been sent', async () => {
        await accept('a1');
        await finish('a1', (await claimOne(START)).epoch);
        await opened.prune({ before: START + 1 });
        expect(await accept('a1')).toBe('answered');
        expect(await answers(START)).toHaveLength(1);
      });
    });

    test('gives messages and answers back as they were', async () => {
      const value = { ...difficultJson(), large: LARGE_TEXT };
      const strange = 'a\u0000b\\\ud800#1';
      expect(await accept(strange, value)).toBe('accepted');
      const work = await claimOne(START);
      expect(work.attemptId).toBe(strange);
      expect(JSON.stringify(work.message)).toBe(JSON.stringify(value));
      expect(await finish(strange, work.epoch, value)).toBe(true);
      const [answer] = await answers(START);
      expect(JSON.stringify(answer?.answer)).toBe(JSON.stringify(value));
      expect(answer?.executionId).toBe(`exe-${strange}`);
      await inbox.settleOutbox({ answerIds: [answer?.id ?? ''] });
      expect(await answers(START + 10 * LEASE_MS)).toEqual([]);
    });
  });
}
