import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateIndexed, ExecutionIndex, IndexedEnd } from '#shared/ports/execution-index.ts';
import type { ListExecutions } from '#shared/ports/execution-store.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

/** 2026-11-23, and not a round number. */
const START = 1_795_401_234_567;
const MANY = 2_300;

interface Parts {
  readonly principal?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
  readonly createdAt?: number;
  readonly idempotency?: CreateIndexed['idempotency'];
}

function entryOf(id: string, parts: Parts = {}): CreateIndexed {
  const { principal = 'alice', namespace = 'bank', name = 'pay', version = '1.0.0', createdAt = START, idempotency } = parts;
  const entry = { id, definition: { namespace, name, version }, revision: 'a'.repeat(64), principal, createdAt };
  return { entry, ...(idempotency === undefined ? {} : { idempotency }) };
}

function endOf(executionId: string, more: Partial<IndexedEnd> = {}): IndexedEnd {
  return { executionId, status: 'succeeded', at: START + 5, ...more };
}

/** What every index of hosted executions must do. */
export function executionIndexContract(name: string, open: Open<ExecutionIndex>): void {
  describe(`ExecutionIndex on ${name}`, () => {
    let opened: Opened<ExecutionIndex>;
    let index: ExecutionIndex;
    beforeEach(async () => {
      opened = await open();
      index = opened.port;
    });
    afterEach(() => opened.close());

    const recordOf = async (executionId: string) => (await index.load({ executionId }))?.record;
    const listed = async (request: Partial<ListExecutions> = {}) => (await index.list({ max: 100, ...request })).executions.map(({ id }) => id);

    /** All pages, one after the other. */
    async function pages(request: ListExecutions): Promise<readonly (readonly string[])[]> {
      const all: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await index.list({ ...request, ...(cursor === undefined ? {} : { cursor }) });
        all.push(page.executions.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return all;
    }

    describe('create()', () => {
      test('keeps an entry, which counts as running and is nowhere yet', async () => {
        const request = entryOf('e1');
        expect(await index.create({ ...request, entry: { ...request.entry, priority: 'low' } })).toEqual({ created: true });
        expect(await index.load({ executionId: 'e1' })).toEqual({ record: { ...request.entry, priority: 'low', status: 'running', updatedAt: START } });
        expect(await index.load({ executionId: 'e2' })).toBeUndefined();
      });

      test('keeps how deep it stands beneath others, where it does', async () => {
        await index.create({ ...entryOf('e1'), depth: 3 });
        await index.place({ executionId: 'e1', place: 'there' });
        expect(await index.load({ executionId: 'e1' })).toMatchObject({ depth: 3, place: 'there' });
        expect((await recordOf('e1')) ?? {}).not.toHaveProperty('depth');
      });

      test('writes nothing when the id is taken, not even the key that came with it', async () => {
        const idempotency = { key: 'k1', fingerprint: 'f' };
        await index.create(entryOf('e1', { idempotency }));
        expect(await index.create(entryOf('e1', { name: 'other', idempotency: { key: 'k2', fingerprint: 'f' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: true });
        expect((await recordOf('e1'))?.definition.name).toBe('pay');
        expect(await index.create(entryOf('e2', { idempotency: { key: 'k2', fingerprint: 'f' } })), 'the second key was not taken').toEqual({ created: true });
      });

      test('does not call the same id by another principal, or with another fingerprint, the same request', async () => {
        await index.create(entryOf('e1', { idempotency: { key: 'k1', fingerprint: 'f' } }));
        expect(await index.create(entryOf('e1', { principal: 'mallory', idempotency: { key: 'k1', fingerprint: 'f' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
        expect(await index.create(entryOf('e1', { idempotency: { key: 'k2', fingerprint: 'g' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
        expect(await index.create(entryOf('e1'))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
        expect((await recordOf('e1'))?.principal).toBe('alice');
      });

      test('finds the execution of an idempotency key, and says when the key was used with another request', async () => {
        await index.create(entryOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        expect(await index.create(entryOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: true });
        expect(await index.create(entryOf('e3', { idempotency: { key: 'k', fingerprint: 'g' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: false });
        expect(await index.load({ executionId: 'e2' })).toBeUndefined();
        expect(await listed()).toEqual(['e1']);
      });

      test('keeps the keys of principals apart, however principal and key are put together', async () => {
        expect(await index.create(entryOf('e1', { principal: 'a', idempotency: { key: 'b:c', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await index.create(entryOf('e2', { principal: 'a:b', idempotency: { key: 'c', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await index.create(entryOf('e3', { principal: 'mallory', idempotency: { key: 'b:c', fingerprint: 'f' } }))).toEqual({ created: true });
      });

      test('goes by the key before the id', async () => {
        await index.create(entryOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        await index.create(entryOf('e2'));
        expect(await index.create(entryOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toEqual({ created: false, executionId: 'e1', sameRequest: true });
      });

      test('creates one of many that come at once with the same key', async () => {
        const ids = Array.from({ length: 12 }, (_, number) => `e${String(number)}`);
        const outcomes = await Promise.all(ids.map((id, number) => (number % 2 === 0 ? opened.port : opened.other).create(entryOf(id, { idempotency: { key: 'k', fingerprint: 'f' } }))));
        expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
        const others = new Set(outcomes.flatMap((outcome) => (outcome.created ? [] : [outcome.executionId])));
        expect([...others]).toEqual(await listed());
        expect(outcomes.every((outcome) => outcome.created || outcome.sameRequest)).toBe(true);
      });

      test('creates one of many that come at once with the same id', async () => {
        const outcomes = await Promise.all(Array.from({ length: 8 }, (_, number) => (number % 2 === 0 ? opened.port : opened.other).create(entryOf('e1', { version: `1.0.${String(number)}` }))));
        const winner = outcomes.findIndex(({ created }) => created);
        expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
        expect((await recordOf('e1'))?.definition.version).toBe(`1.0.${String(winner)}`);
      });

      test('takes a key anew once it was pruned; the execution stays', async () => {
        await index.create(entryOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }));
        await opened.prune({ before: START });
        expect(await index.create(entryOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toMatchObject({ created: false });
        await opened.prune({ before: START + 1 });
        expect(await index.create(entryOf('e2', { idempotency: { key: 'k', fingerprint: 'f' } }))).toEqual({ created: true });
        expect(await recordOf('e1')).toBeDefined();
      });

      test.each(['', 'a\u0000b\\u0000', '\ud800', "'; --", 'żółć 🏦', '#|~', 'x'.repeat(10_000)])('takes every text as an id, a name and a key: %j', async (strange) => {
        expect(await index.load({ executionId: strange })).toBeUndefined();
        const request = entryOf(strange, { principal: strange, namespace: strange, name: strange, version: strange, idempotency: { key: strange, fingerprint: strange } });
        expect(await index.create(request)).toEqual({ created: true });
        expect(await index.create({ ...request, entry: { ...request.entry, id: 'other' } })).toEqual({ created: false, executionId: strange, sameRequest: true });
        expect(await recordOf(strange)).toEqual({ ...request.entry, status: 'running', updatedAt: START });
        expect(await listed({ principal: strange, status: 'running', definition: { namespace: strange, name: strange, version: strange } })).toEqual([strange]);
      });
    });

    describe('place()', () => {
      test('notes where the service carries it out, as often as it is told', async () => {
        await index.create(entryOf('e1'));
        await index.place({ executionId: 'e1', place: 'arn:e1' });
        await index.place({ executionId: 'e1', place: 'arn:e1' });
        expect(await index.load({ executionId: 'e1' })).toEqual({ record: { ...entryOf('e1').entry, status: 'running', updatedAt: START }, place: 'arn:e1' });
      });

      test('changes nothing of an unknown id', async () => {
        await index.place({ executionId: 'unknown', place: 'arn' });
        expect(await index.load({ executionId: 'unknown' })).toBeUndefined();
        expect(await listed()).toEqual([]);
      });
    });

    describe('end()', () => {
      test('notes how and when an execution ended', async () => {
        await index.create(entryOf('e1'));
        await index.place({ executionId: 'e1', place: 'arn:e1' });
        await index.end(endOf('e1', { output: difficultJson() }));
        const indexed = await index.load({ executionId: 'e1' });
        expect(indexed).toEqual({ record: { ...entryOf('e1').entry, status: 'succeeded', updatedAt: START + 5, endedAt: START + 5, output: difficultJson() }, place: 'arn:e1' });
        expect(JSON.stringify(indexed?.record.output)).toBe(JSON.stringify(difficultJson()));
      });

      test('keeps a failure, and an output that is null', async () => {
        await index.create(entryOf('e1'));
        await index.create(entryOf('e2'));
        await index.end(endOf('e1', { status: 'failed', failure: { error: 'States.Timeout', cause: 'c\u0000' } }));
        await index.end(endOf('e2', { output: null }));
        expect(await recordOf('e1')).toMatchObject({ status: 'failed', failure: { error: 'States.Timeout', cause: 'c\u0000' } });
        expect(await recordOf('e2')).toHaveProperty('output', null);
      });

      test('keeps an output of 200 KB', async () => {
        await index.create(entryOf('e1'));
        await index.end(endOf('e1', { output: { text: LARGE_TEXT } }));
        expect((await recordOf('e1'))?.output).toEqual({ text: LARGE_TEXT });
      });

      test('lets the first end stay', async () => {
        await index.create(entryOf('e1'));
        await index.end(endOf('e1', { status: 'stopped' }));
        await index.end(endOf('e1', { status: 'succeeded', at: START + 9, output: {} }));
        expect(await recordOf('e1')).toEqual({ ...entryOf('e1').entry, status: 'stopped', updatedAt: START + 5, endedAt: START + 5 });
      });

      test('takes one of many that come at once', async () => {
        await index.create(entryOf('e1'));
        await Promise.all(Array.from({ length: 8 }, (_, number) => (number % 2 === 0 ? opened.port : opened.other).end(endOf('e1', { at: START + number, output: number }))));
        const record = await recordOf('e1');
        expect(record).toMatchObject({ status: 'succeeded', endedAt: START + Number(record?.output) });
      });

      test('changes nothing of an unknown id', async () => {
        await index.end(endOf('unknown'));
        expect(await index.load({ executionId: 'unknown' })).toBeUndefined();
        expect(await listed({ status: 'succeeded' })).toEqual([]);
      });

      test('moves the execution to those of its status', async () => {
        await index.create(entryOf('e1'));
        await index.create(entryOf('e2', { createdAt: START + 1 }));
        await index.end(endOf('e1', { status: 'timed-out', output: { kept: true } }));
        expect(await listed({ status: 'running' })).toEqual(['e2']);
        expect(await listed({ status: 'timed-out' })).toEqual(['e1']);
        expect(await listed({ principal: 'alice', status: 'timed-out', definition: { name: 'pay' } })).toEqual(['e1']);
        expect(await listed()).toEqual(['e2', 'e1']);
        expect((await index.list({ max: 1, status: 'timed-out' })).executions[0]).toMatchObject({ status: 'timed-out', endedAt: START + 5, output: { kept: true } });
      });
    });

    describe('reopen()', () => {
      test('takes back an end with all that belongs to it; the next one is noted as the first was', async () => {
        await index.create(entryOf('e1'));
        await index.place({ executionId: 'e1', place: 'arn:e1' });
        await index.end(endOf('e1', { status: 'failed', failure: { error: 'E' } }));
        await index.reopen({ executionId: 'e1', endedAt: START + 5 });
        expect(await index.load({ executionId: 'e1' })).toEqual({ record: { ...entryOf('e1').entry, status: 'running', updatedAt: START + 5 }, place: 'arn:e1' });
        expect([await listed({ status: 'failed' }), await listed({ status: 'running' })]).toEqual([[], ['e1']]);
        await index.end(endOf('e1', { at: START + 9, output: 1 }));
        expect(await recordOf('e1')).toMatchObject({ status: 'succeeded', endedAt: START + 9, output: 1 });
      });

      test('leaves an end of another time, what runs and what is unknown as they are', async () => {
        await index.create(entryOf('e1'));
        await index.create(entryOf('e2'));
        await index.end(endOf('e1', { status: 'failed', at: START + 9 }));
        for (const executionId of ['e1', 'e2', 'unknown']) await index.reopen({ executionId, endedAt: START + 5 });
        expect(await recordOf('e1')).toMatchObject({ status: 'failed', endedAt: START + 9 });
        expect(await recordOf('e2')).toMatchObject({ status: 'running', updatedAt: START });
        expect(await index.load({ executionId: 'unknown' })).toBeUndefined();
      });
    });

    describe('list()', () => {
      test('gives the newest first, and those of one moment in one order', async () => {
        for (const [id, createdAt] of [['b', START], ['a', START], ['old', START - 1], ['new', START + 1], ['c', START]] as const) await index.create(entryOf(id, { createdAt }));
        expect(await listed()).toEqual(['new', 'c', 'b', 'a', 'old']);
        expect(await pages({ max: 2 })).toEqual([['new', 'c'], ['b', 'a'], ['old']]);
      });

      test('gives those that all conditions hold for', async () => {
        const parts: Readonly<Record<string, Parts>> = {
          e1: { principal: 'alice', version: '1.0.0' },
          e2: { principal: 'bob', version: '1.0.0' },
          e3: { principal: 'alice', version: '2.0.0' },
          e4: { principal: 'alice', namespace: 'shop' },
          e5: { principal: 'alice', name: 'refund' },
        };
        for (const [id, part] of Object.entries(parts)) await index.create(entryOf(id, part));
        await index.end(endOf('e3'));
        expect(await listed({ principal: 'bob' })).toEqual(['e2']);
        expect(await listed({ principal: 'nobody' })).toEqual([]);
        expect(await listed({ definition: { name: 'pay' } })).toEqual(['e4', 'e3', 'e2', 'e1']);
        expect(await listed({ definition: { namespace: 'bank', name: 'pay' } })).toEqual(['e3', 'e2', 'e1']);
        expect(await listed({ definition: { namespace: 'bank', name: 'pay', version: '1.0.0' } })).toEqual(['e2', 'e1']);
        expect(await listed({ principal: 'alice', status: 'running', definition: { name: 'pay', version: '1.0.0' } })).toEqual(['e4', 'e1']);
        expect(await listed({ status: 'succeeded', definition: { name: 'refund' } })).toEqual([]);
      });

      test('gives whole records, and holds the page size within its limits', async () => {
        await index.create(entryOf('e1'));
        await index.create(entryOf('e2', { createdAt: START - 1 }));
        expect((await index.list({ max: 0 })).executions).toEqual([{ ...entryOf('e1').entry, status: 'running', updatedAt: START }]);
        expect((await index.list({ max: 1e9 })).executions).toHaveLength(2);
      });

      test.each(['', 'x', '1.', '.e1', '-1.e1', '99999999999999999999.e1'])('refuses a foreign cursor: %j', async (cursor) => {
        await expect(index.list({ max: 1, cursor })).rejects.toMatchObject({ code: 'UWF-4000' });
      });

      test('pages through thousands, each once, whatever comes in between', { timeout: 120_000 }, async () => {
        const ids = Array.from({ length: MANY }, (_, number) => `e${String(number).padStart(5, '0')}`);
        const create = (id: string, number: number) => index.create(entryOf(id, { createdAt: START + Math.floor(number / 3), principal: number % 10 === 0 ? 'bob' : 'alice' }));
        for (let at = 0; at < MANY; at += 50) await Promise.all(ids.slice(at, at + 50).map((id, offset) => create(id, at + offset)));
        const newest = ids.toReversed();
        expect((await pages({ max: 700 })).flat()).toEqual(newest);
        expect((await pages({ max: 90, principal: 'bob' })).flat()).toEqual(newest.filter((_, at) => (MANY - 1 - at) % 10 === 0));
        const first = await index.list({ max: 500, status: 'running' });
        await index.create(entryOf('later', { createdAt: START + MANY }));
        const following = await index.list({ max: 500, status: 'running', ...(first.cursor === undefined ? {} : { cursor: first.cursor }) });
        expect([...first.executions, ...following.executions].map(({ id }) => id)).toEqual(newest.slice(0, 1_000));
      });
    });
  });
}
