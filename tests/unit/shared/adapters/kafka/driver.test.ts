import { expect, test, vi } from 'vitest';
import { openKafka } from '#shared/adapters/kafka/index.ts';

vi.mock('node-rdkafka', () => {
  throw new Error('Could not locate the bindings file. Tried: /home/somebody/…');
});

test('where the native part is not built, a process that wants Kafka is told how to build it', async () => {
  const failure = await openKafka({ brokers: ['localhost:9092'], clientId: 'uwf' }).then(() => undefined, (error: unknown) => error);
  expect(failure).toMatchObject({ code: 'UWF-5004', message: expect.stringContaining('npm rebuild node-rdkafka') });
  expect(String(failure)).not.toContain('somebody');
});
