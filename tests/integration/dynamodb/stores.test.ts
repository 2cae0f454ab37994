import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDynamo, tableName, type DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import type { CreateIndexed } from '#shared/ports/execution-index.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { callOf, LEASE_MS, messageOf, seenOf, START, stepChange, stepOf } from '#tests/conformance/ports/door-rows.ts';
import { describeWithDynamo, itemsOf, openTestDynamo, removeItems, type TestDynamo } from '#tests/support/dynamodb/index.ts';

const DAY_MS = 86_400_000;
const MANY_MESSAGES = 300;

function entryOf(id: string, { createdAt = START, idempotency }: { readonly createdAt?: number; readonly idempotency?: NonNullable<CreateIndexed['idempotency']> } = {}): CreateIndexed {
  const entry = { id, definition: { namespace: 'bank', name: 'pay', version: '1.0.0' }, revision: 'r', principal: 'alice', createdAt };
  return { entry, ...(idempotency === undefined ? {} : { idempotency }) };
}

/** What the contracts do not ask, because only this store has it to show. */
await describeWithDynamo('stores in DynamoDB', () => {
  let dynamo: TestDynamo;
  let ports: DynamoPorts;
  beforeAll(async () => {
    dynamo = await openTestDynamo();
    ports = dynamo.open();
  });
  beforeEach(() => removeItems(dynamo.client, dynamo.prefix));
  afterAll(async () => {
    await ports.close();
    dynamo.close();
  });

  const items = (suffix: Parameters<typeof tableName>[1]) => itemsOf(dynamo.client, tableName(dynamo.prefix, suffix));

  describe('the index of executions', () => {
    test('leaves out an output that an item cannot hold, and keeps the end', async () => {
      await ports.executionIndex.create(entryOf('e1'));
      await ports.executionIndex.end({ executionId: 'e1', status: 'succeeded', at: START + 1, output: 'x'.repeat(400_000) });
      expect((await ports.executionIndex.load({ executionId: 'e1' }))?.record).toEqual({ ...entryOf('e1').entry, status: 'succeeded', updatedAt: START + 1, endedAt: START + 1 });
      expect((await ports.executionIndex.list({ max: 1, status: 'succeeded' })).executions).toHaveLength(1);
    });

    test('lets an idempotency key expire after its time, and takes it anew though the service has not removed it yet', async () => {
      const idempotency = { key: 'k', fingerprint: 'f' };
      await ports.executionIndex.create(entryOf('e1', { idempotency }));
      const expiries = (await items('executions')).flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [Number(expiresAt.N)]));
      expect(expiries).toEqual([Math.ceil((START + 7 * DAY_MS) / 1_000)]);
      expect(await ports.executionIndex.create(entryOf('e2', { idempotency, createdAt: START + 7 * DAY_MS - 1_000 }))).toMatchObject({ created: false, executionId: 'e1' });
      expect(await ports.executionIndex.create(entryOf('e3', { idempotency, createdAt: START + 7 * DAY_MS + 1_000 }))).toEqual({ created: true });
      expect(await ports.executionIndex.create(entryOf('e4', { idempotency, createdAt: START + 7 * DAY_MS + 2_000 }))).toMatchObject({ created: false, executionId: 'e3' });
    });
  });

  describe('the steps', () => {
    test('keep closed rows and message ids as long as they were told to', async () => {
      const short = dynamo.open({ keepMs: 5_000 });
      await short.stepStore.commit({ changes: [stepChange(stepOf('open')), stepChange(stepOf('closed', { status: 'done', closedAt: START }), { seen: [seenOf('s1', START + 1)] })] });
      const expiries = Object.fromEntries((await items('steps')).map(({ pk, expiresAt }) => [pk?.S, expiresAt?.N]));
      expect(expiries).toEqual({ 's#open': undefined, 's#closed': String(Math.ceil((START + 5_000) / 1_000)), 'x#s1': String(Math.ceil((START + 1) / 1_000)) });
      await short.close();
    });

    test('leave all indexes of open steps once they are closed', async () => {
      await ports.stepStore.commit({ changes: [stepChange(stepOf('k1'))] });
      await ports.stepStore.commit({ changes: [stepChange(stepOf('k1', { status: 'done', att: 1, closedAt: START }), { expectedVersion: 1 })] });
      expect(Object.keys((await items('steps'))[0] ?? {})).not.toContain('lane');
      expect(await ports.stepStore.due({ site: 'site-1', now: START + DAY_MS, cin: 9, fresh: 10, open: 10 })).toEqual([]);
    });

    test('take in more messages with one change than a transaction holds', async () => {
      const seen = Array.from({ length: 230 }, (_, number) => seenOf(`s${String(number)}`));
      expect(await ports.stepStore.commit({ changes: [stepChange(stepOf('k1'), { seen, messages: [messageOf('m1')], calls: [callOf('c1')] })] })).toEqual([]);
      expect((await ports.stepStore.load({ keys: ['k1'], mids: seen.map(({ mid }) => mid), site: 'site-1' })).seen).toHaveLength(230);
      expect(await ports.stepStore.commit({ changes: [stepChange(stepOf('k1'), { seen: seen.map(({ mid }) => seenOf(`${mid}-stale`)) })] })).toEqual(['k1']);
      expect((await ports.stepStore.load({ keys: [], mids: seen.map(({ mid }) => `${mid}-stale`), site: 'site-1' })).seen).toEqual([]);
    });

    test('refuse a row that an item cannot hold, with everything that belongs to it, and tell nothing of it', async () => {
      const secret = 'secret '.repeat(70_000);
      const commit = ports.stepStore.commit({ changes: [stepChange(stepOf('k1', { body: { secret } }), { messages: [messageOf('m1')] })] });
      const error: unknown = await commit.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'UWF-5000' });
      expect(JSON.stringify(error)).not.toContain('secret');
      expect(await ports.stepStore.backlog()).toMatchObject({ messages: 0 });
    });

    test('find what is due of thousands in several pages', { timeout: 60_000 }, async () => {
      const changes = Array.from({ length: 600 }, (_, number) => stepChange(stepOf(`k${String(number)}`, { dueAt: START - number, cin: 1 + (number % 3), body: { number } })));
      await ports.stepStore.commit({ changes });
      const due = await ports.stepStore.due({ site: 'site-1', now: START, cin: 3, fresh: 350, open: 0 });
      expect(due.map(({ row }) => row.dueAt)).toEqual(Array.from({ length: 350 }, (_, place) => START - 599 + place));
      expect((await ports.stepStore.backlog()).fresh).toEqual({ critical: 0, high: 0, normal: 600, low: 0 });
    });

    test('give hundreds of messages to relays that work at once, each to one of them', { timeout: 60_000 }, async () => {
      const changes = Array.from({ length: MANY_MESSAGES / 20 }, (_, row) => stepChange(stepOf(`k${String(row)}`), { messages: Array.from({ length: 20 }, (_, number) => messageOf(`m${String(row)}-${String(number)}`)) }));
      await ports.stepStore.commit({ changes });
      const relays = await Promise.all(Array.from({ length: 4 }, async () => {
        const own: string[] = [];
        for (let claimed = -1; claimed !== 0;) {
          const mids = (await ports.stepStore.claimOutbox({ now: START, leaseMs: LEASE_MS, max: 50 })).map(({ claims }) => claims.mid);
          await ports.stepStore.settleOutbox({ mids });
          own.push(...mids);
          claimed = mids.length;
        }
        return own;
      }));
      const all = [...relays.flat(), ...(await ports.stepStore.claimOutbox({ now: START, leaseMs: LEASE_MS, max: 1_000 })).map(({ claims }) => claims.mid)];
      expect(new Set(all).size).toBe(MANY_MESSAGES);
      expect(all).toHaveLength(MANY_MESSAGES);
    });

    test('give what somebody held for too long before what is new', async () => {
      await ports.stepStore.commit({ changes: [stepChange(stepOf('k1'), { messages: [messageOf('old')] })] });
      await ports.stepStore.claimOutbox({ now: START, leaseMs: LEASE_MS, max: 1 });
      await ports.stepStore.commit({ changes: [stepChange(stepOf('k2'), { messages: [messageOf('new')] })] });
      expect((await ports.stepStore.claimOutbox({ now: START + LEASE_MS, leaseMs: LEASE_MS, max: 1 })).map(({ claims }) => claims.mid)).toEqual(['old']);
    });
  });

  describe('the registry', () => {
    const identity = { namespace: 'bank', name: 'pay', version: '1.0.0' };
    const definition = (text: string, inline: boolean): StoredDefinition => ({
      identity,
      revision: 'r1',
      program: {
        identity,
        compilerVersion: '1',
        target: { name: 'aws', runtime: 'step-functions', zone: 'public-cloud' },
        machine: { QueryLanguage: 'JSONata', StartAt: 'a', States: { a: { Type: 'Succeed' } } },
        sourceMap: { states: {}, fields: {} },
        placement: { zone: 'public-cloud', tasks: {}, input: [] },
        evidence: { flows: [], declassifications: [], observations: [] },
        inputSchema: true,
        source: { document: { ...identity }, text },
      },
      registeredAt: START,
      registeredBy: 'alice',
      inline,
    });

    test('keeps a program that no item holds in several, and reads all of one content', async () => {
      const large = definition(randomBytes(1_000_000).toString('base64'), true);
      expect(await ports.definitionStore.put({ stored: large })).toBe('stored');
      expect((await items('definitions')).length).toBeGreaterThan(3);
      expect(await ports.definitionStore.findByRevision({ revision: 'r1' })).toEqual(large);
      const registered = { ...large, inline: false, registeredBy: 'bob', pinned: { resources: { 'https://a.example/x': randomBytes(500_000).toString('hex') } } };
      expect(await ports.definitionStore.put({ stored: registered })).toBe('stored');
      expect(await ports.definitionStore.find({ name: 'pay' })).toEqual(registered);
      expect(await ports.definitionStore.put({ stored: { ...registered, pinned: { manifest: 'a.b.c' } } })).toBe('unchanged');
      expect((await ports.definitionStore.find({ name: 'pay' }))?.pinned).toEqual({ ...registered.pinned, manifest: 'a.b.c' });
    });
  });

  test('say which part is missing, where there are no tables', async () => {
    const empty = dynamo.open({ tablePrefix: 'no-such-tables' });
    await expect(empty.executionIndex.load({ executionId: 'e1' })).rejects.toMatchObject({ code: 'UWF-5004', details: { reason: 'ResourceNotFoundException' } });
    await empty.close();
  });

  test('are away where nobody answers, which is worth another attempt', async () => {
    const away = openDynamo({ tablePrefix: 'uwf', region: 'local', endpoint: 'http://127.0.0.1:9', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(away.stepStore.backlog()).rejects.toMatchObject({ code: 'UWF-5001' });
    await away.close();
  });
});
