import { expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';

test('a dead letter is a record that says where the refused one is and why, and holds nothing of it', async () => {
  const log = createMemoryMessageLog({ now: () => 5, partitions: 1 });
  const letter = { topic: 't', partition: 3, offset: 7, reject: 'signature', sha256: 'ab', at: 4 } as const;
  await deadLettersIn(log, 'dlq').append({ letters: [letter] });
  const [record] = await log.read({ topic: 'dlq', partition: 0, from: 'beginning', max: 9 });
  expect(record?.key).toBe('t/3/7');
  expect(JSON.parse(record?.value ?? '')).toEqual(letter);
});
