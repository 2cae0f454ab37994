import { describe, expect, test } from 'vitest';
import { toLogRecords } from '#functions/azure/kafka-records.ts';

const GIVEN = { Topic: 'uwf.test.bank.res', Partition: 2, Offset: 41, Timestamp: '2026-11-23T20:46:03.123Z', Key: 'run-1', Value: '{"a":"ü"}', Headers: [] };
const RECORD = { topic: 'uwf.test.bank.res', partition: 2, offset: 41, at: Date.UTC(2026, 10, 23, 20, 46, 3, 123), key: 'run-1', value: '{"a":"ü"}' };

describe('records of the Kafka trigger', () => {
  test('are read as objects and as texts, in their order', () => {
    expect(toLogRecords([GIVEN, JSON.stringify({ ...GIVEN, Offset: 42 })])).toEqual([RECORD, { ...RECORD, offset: 42 }]);
  });

  test('are read where the host gives one alone', () => {
    expect(toLogRecords(GIVEN)).toEqual([RECORD]);
  });

  test('may have neither key nor value', () => {
    const { Key: _key, Value: _value, ...rest } = GIVEN;
    expect(toLogRecords([{ ...rest, Value: null }])).toEqual([{ ...RECORD, key: '', value: '' }]);
  });

  test.each([['no object', [7]], ['no JSON', ['{']], ['no topic', [{ ...GIVEN, Topic: 1 }]], ['no partition', [{ ...GIVEN, Partition: '2' }]], ['no offset', [{ ...GIVEN, Offset: undefined }]], ['no time', [{ ...GIVEN, Timestamp: 'soon' }]]])('are refused with %s', (_what, batch) => {
    expect(() => toLogRecords(batch)).toThrowError(expect.objectContaining({ code: 'UWF-4000' }));
  });
});
