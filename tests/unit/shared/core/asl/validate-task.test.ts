import { describe, expect, test } from 'vitest';
import { executeValidation } from '#shared/core/asl/validate-task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const never = () => undefined;

describe('executeValidation()', () => {
  test.each<[JsonValue, JsonValue]>([[{ a: 1 }, { type: 'object' }], [null, true], [0, {}]])('gives the valid value %j', (value, schema) => {
    expect(executeValidation({ value, schema }, never)).toEqual({ ok: true, value });
  });

  test('asks with the schema and the value, and tells the place of the first finding alone', () => {
    const seen: unknown[] = [];
    const outcome = executeValidation({ value: 'canary', schema: { type: 'number' } }, (schema, value) => {
      seen.push(schema, value);
      return { pointer: '/list/0/name', keyword: 'type' };
    });
    expect(seen).toEqual([{ type: 'number' }, 'canary']);
    expect(outcome).toMatchObject({ ok: false, error: { error: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation#400', cause: expect.stringContaining("at '/list/0/name' (type)") } });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  test.each<[JsonValue]>([[null], [{}], [{ value: 1 }], [{ schema: true }], [{ value: 1, schema: 'x' }], [{ value: 1, schema: [] }]])('refuses arguments that are no value with its schema: %j', (given) => {
    expect(executeValidation(given, never)).toMatchObject({ ok: false, error: { error: 'Uwf.InvalidArguments' } });
  });
});
