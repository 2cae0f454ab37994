import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPostgres } from '#shared/adapters/postgres/index.ts';
import { creationOf, eventOf } from '#tests/conformance/ports/executions.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

const UNAVAILABLE = { code: 'UWF-5001', entry: { disposition: 'retryable' } };

describe('openPostgres() without a server', () => {
  test('tells that the store is not available', async () => {
    const failure = await openPostgres({ host: '127.0.0.1', port: 1, user: 'nobody', database: 'none' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ ...UNAVAILABLE, details: { reason: 'ECONNREFUSED' } });
  });

  test('tells wrong options before it connects', async () => {
    await expect(openPostgres({ connectionString: 'postgresql://127.0.0.1:1/x', schema: 'No Schema' })).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('tells a server that hangs up', async () => {
    const server: Server = createServer((socket: Socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(openPostgres({ host: '127.0.0.1', port, user: 'nobody', database: 'none' })).rejects.toMatchObject(UNAVAILABLE);
    server.close();
  });
});

await describeWithPostgres('openPostgres()', () => {
  let postgres: TestPostgres;
  beforeEach(async () => {
    postgres = await openTestPostgres();
  });
  afterEach(() => postgres.close());

  /** Ends every connection of the adapter, as a restart of the server does. */
  const cutConnections = () => postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'uwf-test' AND pid <> pg_backend_pid()");

  test('keeps two zones in one server apart', async () => {
    const second = await openTestPostgres();
    await postgres.ports.executionStore.create(creationOf('e1'));
    await postgres.ports.taskQueue.publish({ topic: 't', messages: [{ id: 'm1', key: 'k', body: {} }] });
    expect(await second.ports.executionStore.load({ executionId: 'e1' })).toBeUndefined();
    expect(await second.ports.taskQueue.depth({ topic: 't' })).toEqual({ waiting: 0, held: 0, dead: 0 });
    await second.close();
  });

  test('keeps what was committed for the next process', async () => {
    await postgres.ports.executionStore.create(creationOf('e1'));
    await postgres.ports.close();
    const next = await postgres.open({ migrate: false });
    expect((await next.executionStore.load({ executionId: 'e1' }))?.record.id).toBe('e1');
  });

  test('goes on by itself after connections were lost', async () => {
    await postgres.ports.executionStore.create(creationOf('e1'));
    await cutConnections();
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => postgres.ports.executionStore.load({ executionId: 'e1' })));
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(UNAVAILABLE);
    expect((await postgres.ports.executionStore.load({ executionId: 'e1' }))?.record.id).toBe('e1');
  });

  test('tells a store that went away, and a queue that did, by their own codes', async () => {
    await postgres.ports.close();
    await expect(postgres.ports.executionStore.load({ executionId: 'e1' })).rejects.toMatchObject({ code: 'UWF-5001' });
    await expect(postgres.ports.taskQueue.depth({ topic: 't' })).rejects.toMatchObject({ code: 'UWF-5002' });
    await expect(postgres.ports.stepInbox.claim({ worker: 'w', take: { normal: 1 }, leaseMs: 1, now: 1, rin: 1 })).rejects.toMatchObject({ code: 'UWF-5001' });
    await expect(postgres.ports.stepStore.backlog()).rejects.toMatchObject({ code: 'UWF-5001' });
    await expect(postgres.ports.definitionStore.list()).rejects.toMatchObject({ code: 'UWF-5001' });
  });

  test('writes all of a transition or nothing of it', async () => {
    await postgres.sql('ALTER TABLE timers ADD CONSTRAINT refused CHECK (due_at < 100)');
    const request = creationOf('e1', { idempotency: { key: 'k', fingerprint: 'f' } }, { events: [eventOf(1, { details: { pan: '4111111111111111' } })], timersSet: [{ timerId: 't1', dueAt: 200 }] });
    const failure = await postgres.ports.executionStore.create(request).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UWF-5000', details: { sqlState: '23514', constraint: 'refused' } });
    expect(JSON.stringify(failure)).not.toContain('4111');
    expect(await postgres.ports.executionStore.load({ executionId: 'e1' })).toBeUndefined();
    expect(await postgres.ports.executionStore.history({ executionId: 'e1', after: 0, max: 10 })).toEqual([]);
  });

  test('keeps dead letters with their reason', async () => {
    const { taskQueue } = postgres.ports;
    await taskQueue.publish({ topic: 't', messages: [{ id: 'm1', key: 'k', body: { kind: 'run' } }] });
    const [delivery] = await taskQueue.receive({ topic: 't', consumer: 'c', max: 1, leaseMs: 1_000, now: 1 });
    await taskQueue.deadLetter({ topic: 't', receipt: delivery?.receipt ?? '', reason: 'unknown-definition' });
    expect(await postgres.sql('SELECT id, key, reason, deliveries FROM queue_dead_letters')).toEqual([{ id: 'm1', key: 'k', reason: 'unknown-definition', deliveries: 1 }]);
  });

  test('closes once, however often it is asked to', async () => {
    await Promise.all([postgres.ports.close(), postgres.ports.close()]);
    await postgres.ports.close();
    const left = await postgres.sql("SELECT count(*)::integer AS left FROM pg_stat_activity WHERE application_name = 'uwf-test' AND query LIKE $1", [`%${postgres.schema}%`]);
    expect(left).toEqual([{ left: 0 }]);
  });

  describe('onPublished', () => {
    const waitFor = async (condition: () => boolean) => {
      for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(condition()).toBe(true);
    };
    const publish = (topic: string, id: string) => postgres.ports.taskQueue.publish({ topic, messages: [{ id, key: 'k', body: {} }] });

    test('is told of publications of other processes, by topic', async () => {
      const told: string[] = [];
      await postgres.open({ onPublished: (topic) => told.push(topic) });
      // The listener connects by itself: until it has, nothing is told.
      for (let index = 0; told.length === 0 && index < 400; index += 1) {
        await publish('first', `m${String(index)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await publish('a\u0000b 🏦', 'm');
      await waitFor(() => told.includes('a\u0000b 🏦'));
      expect(new Set(told)).toEqual(new Set(['first', 'a\u0000b 🏦']));
    });

    test('is told of its own publications at once', async () => {
      const told: string[] = [];
      const ports = await postgres.open({ onPublished: (topic) => told.push(topic) });
      await ports.taskQueue.publish({ topic: 'own', messages: [{ id: 'm1', key: 'k', body: {} }] });
      expect(told).toEqual(['own']);
    });

    test('closes whenever it is asked to, also while it begins to listen', { timeout: 60_000 }, async () => {
      for (let pause = 0; pause < 40; pause += 1) {
        const ports = await postgres.open({ onPublished: () => undefined });
        await new Promise((resolve) => setTimeout(resolve, pause / 2));
        await ports.close();
      }
    });

    test('is told again after the listening connection was lost', async () => {
      const told: string[] = [];
      await postgres.open({ onPublished: (topic) => told.push(topic) });
      await cutConnections();
      for (let index = 0; told.length === 0 && index < 400; index += 1) {
        await publish('after', `m${String(index)}`).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(told[0]).toBe('after');
    });
  });
});
