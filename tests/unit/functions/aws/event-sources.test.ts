import { describe, expect, test } from 'vitest';
import { httpDuties } from '#functions/aws/duties.ts';
import { toLogRecords } from '#functions/aws/kafka-event.ts';
import { workMs } from '#functions/aws/lambda.ts';
import { once } from '#functions/cloud/once.ts';
import { createLateValidator } from '#functions/aws/late-validator.ts';
import { readSettings, AWS_SETTINGS } from '#functions/aws/config.ts';
import { createBatchConsumer } from '#functions/cloud/batch-consumer.ts';
import { operations } from '#functions/operations/table.ts';

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

test('records of a cluster are those of the log, in their order per partition', () => {
  const record = (offset: number) => ({ topic: 't', partition: 1, offset, timestamp: 1_000 + offset, key: encode('é'), value: encode(`v${offset}`) });
  expect(toLogRecords({ records: { 't-1': [record(4), record(5)], 't-2': [{ topic: 't', partition: 2, offset: 0, timestamp: 1 }] } })).toEqual([
    { topic: 't', partition: 1, offset: 4, at: 1_004, key: 'é', value: 'v4' },
    { topic: 't', partition: 1, offset: 5, at: 1_005, key: 'é', value: 'v5' },
    { topic: 't', partition: 2, offset: 0, at: 1, key: '', value: '' },
  ]);
});

test('a batch is read once, in parts', async () => {
  const records = [1, 2, 3].map((offset) => ({ topic: 't', partition: 0, offset, at: 1, key: 'k', value: 'v' }));
  const consumer = createBatchConsumer(records);
  expect(await consumer.poll({ max: 2, waitMs: 0 })).toEqual(records.slice(0, 2));
  expect(await consumer.poll({ max: 2, waitMs: 0 })).toEqual(records.slice(2));
  expect(await consumer.poll({ max: 2, waitMs: 0 })).toEqual([]);
});

test('every operation has one function', () => {
  expect([...httpDuties.keys()]).toEqual(operations.map(({ id }) => id));
  expect(httpDuties.get('registerDefinition')).toBe('registry');
  expect(httpDuties.get('runWorkflow')).toBe('workflows');
});

describe('once()', () => {
  test('makes something with the first call, and again only when that failed', async () => {
    let made = 0;
    const get = once(async () => {
      made += 1;
      if (made === 1) throw new Error('away');
      return made;
    });
    await expect(get()).rejects.toThrow('away');
    expect(await Promise.all([get(), get()])).toEqual([2, 2]);
  });
});

test('work has less time than its function', () => {
  expect(workMs({ getRemainingTimeInMillis: () => 30_000 })).toBe(25_000);
  expect(workMs({ getRemainingTimeInMillis: () => 100 })).toBe(1_000);
});

test('a validator that is loaded late is loaded once', async () => {
  let loads = 0;
  const validator = createLateValidator(async () => {
    loads += 1;
    return { validate: () => [] };
  });
  await validator.ready();
  await validator.ready();
  expect([validator.validate({ schema: true, value: 1 }), loads]).toEqual([[], 1]);
});

test('settings that are missing are all told at once, by their names', () => {
  expect(() => readSettings({ ...AWS_SETTINGS.states, ...AWS_SETTINGS.machines }, { UWF_STATES_ARN: 'arn' })).toThrow(expect.objectContaining({ code: 'UWF-5005', message: expect.stringMatching(/UWF_MACHINE_PREFIX(?:.|\n)*UWF_MACHINE_ROLE_ARN(?:.|\n)*UWF_STEPS_QUEUE_URL/u) as string }));
});
