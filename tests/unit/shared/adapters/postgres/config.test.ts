import { describe, expect, test } from 'vitest';
import { checkOptions } from '#shared/adapters/postgres/config.ts';
import { inSchema } from '#shared/adapters/postgres/schema-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const server = { connectionString: 'postgresql://localhost/x' };

describe('checkOptions()', () => {
  test('fills in what is not given', () => {
    expect(checkOptions(server)).toEqual({ schema: 'uwf', maxConnections: 10, applicationName: 'uwf', logPartitions: 6, logLeaseMs: 6_000 });
  });

  test.each(['', 'Uwf', '1zone', 'a-b', 'a b', 'a;drop', 'a"b', 'pg_zone', 'ż', 'a'.repeat(42), 'a\n'])('refuses the schema name %j', (schema) => {
    expect(() => checkOptions({ ...server, schema })).toThrow(UwfError);
  });

  test.each(['uwf', '_a', 'uwf_zone_2', 'a'.repeat(41)])('takes the schema name %j', (schema) => {
    expect(checkOptions({ ...server, schema }).schema).toBe(schema);
  });

  test.each([0, -1, 1.5, 1_001, Number.NaN])('refuses %d partitions of a topic', (logPartitions) => {
    expect(() => checkOptions({ ...server, logPartitions })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a lease of %d milliseconds', (logLeaseMs) => {
    expect(() => checkOptions({ ...server, logLeaseMs })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses %d connections', (maxConnections) => {
    expect(() => checkOptions({ ...server, maxConnections })).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });
});

describe('inSchema()', () => {
  test('puts every name of a statement into the schema', () => {
    expect(inSchema('SELECT 1 FROM uwf.executions e JOIN uwf.timers t USING (id)', 'zone')).toBe('SELECT 1 FROM zone.executions e JOIN zone.timers t USING (id)');
    expect(inSchema('SELECT 1 FROM uwf.executions', 'uwf')).toBe('SELECT 1 FROM uwf.executions');
  });
});
