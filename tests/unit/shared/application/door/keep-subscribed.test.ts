import { describe, expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { keepSubscribed } from '#shared/application/door/keep-subscribed.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';

const SUBSCRIPTION = { topics: ['t'], group: 'g', consumer: 'c' };
const poll = (consumer: LogConsumer) => consumer.poll({ max: 10, waitMs: 0 });

/** A log that counts who joins and leaves. */
function openLog(more: (log: MessageLog) => Partial<MessageLog> = () => ({})) {
  const memory = createMemoryMessageLog({ now: () => 0, partitions: 1 });
  const counts = { joined: 0, left: 0 };
  const log: Pick<MessageLog, 'subscribe'> = {
    subscribe: async (request) => {
      const consumer = await memory.subscribe(request);
      counts.joined += 1;
      return { ...consumer, close: () => ((counts.left += 1), consumer.close()) };
    },
    ...more(memory),
  };
  return { memory, counts, log };
}

describe('a kept consumer', () => {
  test('joins its group with the first use, and stays', async () => {
    const { log, memory, counts } = openLog();
    const kept = keepSubscribed(log, SUBSCRIPTION);
    expect(counts).toEqual({ joined: 0, left: 0 });
    await memory.append({ topic: 't', records: [{ key: 'k', value: 'v' }] });
    expect(await kept.use(poll)).toMatchObject([{ value: 'v' }]);
    expect(await kept.use(poll)).toEqual([]);
    expect(counts).toEqual({ joined: 1, left: 0 });
  });

  test('leaves after a failure, which it passes on, and joins again with the next use', async () => {
    const { log, memory, counts } = openLog();
    const kept = keepSubscribed(log, SUBSCRIPTION);
    await memory.append({ topic: 't', records: [{ key: 'k', value: 'v' }] });
    await expect(kept.use(async (consumer) => {
      await poll(consumer);
      throw new UwfError('UWF-5001');
    })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(counts).toEqual({ joined: 1, left: 1 });
    // What was not committed comes again.
    expect(await kept.use(poll)).toMatchObject([{ value: 'v' }]);
    expect(counts).toEqual({ joined: 2, left: 1 });
  });

  test('that could not join tries again', async () => {
    let failures = 1;
    const { log } = openLog((memory) => ({
      subscribe: async (request) => {
        failures -= 1;
        if (failures >= 0) throw new UwfError('UWF-5002');
        return memory.subscribe(request);
      },
    }));
    const kept = keepSubscribed(log, SUBSCRIPTION);
    await expect(kept.use(poll)).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await kept.use(poll)).toEqual([]);
  });

  test('says what failed first, even when it cannot leave either', async () => {
    const { log } = openLog((memory) => ({ subscribe: async (request) => ({ ...(await memory.subscribe(request)), close: async () => { throw new UwfError('UWF-5002', 'leaving'); } }) }));
    const kept = keepSubscribed(log, SUBSCRIPTION);
    await expect(kept.use(async () => { throw new UwfError('UWF-5001', 'working'); })).rejects.toThrow('working');
  });

  test('leaves when it is closed, once', async () => {
    const { log, counts } = openLog();
    const kept = keepSubscribed(log, SUBSCRIPTION);
    await kept.close();
    expect(counts).toEqual({ joined: 0, left: 0 });
    await kept.use(poll);
    await kept.close();
    await kept.close();
    expect(counts).toEqual({ joined: 1, left: 1 });
  });
});
