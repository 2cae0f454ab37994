import { describe, expect, test } from 'vitest';
import { parseQuery } from '#functions/http/parse-query.ts';
import type { ParameterSpec } from '#functions/operations/operation.ts';

const SPEC: { readonly [name: string]: ParameterSpec } = {
  status: { description: '', schema: { type: 'string', enum: ['RUNNING', 'FAILED'] }, example: 'RUNNING' },
  cursor: { description: '', schema: { type: 'string', maxLength: 10 }, example: 'x' },
  limit: { description: '', schema: { type: 'integer', minimum: 1, maximum: 100 }, example: 5 },
};

function refusal(query: string): unknown {
  try {
    return parseQuery(query, SPEC);
  } catch (error) {
    return error;
  }
}

describe('parseQuery', () => {
  test.each<[string, object]>([
    ['', {}],
    ['&&', {}],
    ['limit=5&status=FAILED', { limit: 5, status: 'FAILED' }],
    ['cursor=a+b%26', { cursor: 'a b&' }],
    ['curs%6fr=a=b', { cursor: 'a=b' }],
  ])('reads %s', (query, expected) => {
    expect(parseQuery(query, SPEC)).toEqual(expected);
  });

  test.each([
    ['limit=0', 'limit', 'must be a whole number from 1 to 100'],
    ['limit=101', 'limit', 'must be a whole number from 1 to 100'],
    ['limit=1e2', 'limit', 'must be a whole number from 1 to 100'],
    ['limit=-1', 'limit', 'must be a whole number from 1 to 100'],
    ['limit=', 'limit', 'must be a whole number from 1 to 100'],
    ['limit', 'limit', 'must be a whole number from 1 to 100'],
    ['limit=99999999999999999999', 'limit', 'must be a whole number from 1 to 100'],
    ['status=running', 'status', 'must be one of RUNNING, FAILED'],
    ['cursor=', 'cursor', 'must have 1 to 10 characters'],
    ['cursor=12345678901', 'cursor', 'must have 1 to 10 characters'],
    ['limit=1&limit=2', 'limit', 'is given more than once'],
    ['cursor=%ZZ', '', 'is not valid percent-encoded UTF-8'],
    ['cursor=%00', '', 'is not valid percent-encoded UTF-8'],
    ['%E0%A4%A=1', '', 'is not valid percent-encoded UTF-8'],
    ['other=1', '', 'has a parameter that is not known; known are: status, cursor, limit'],
    ['constructor=1', '', 'has a parameter that is not known; known are: status, cursor, limit'],
  ])('refuses %s', (query, pointer, message) => {
    expect(refusal(query)).toMatchObject({ code: 'UWF-4000', details: { errors: [{ pointer, message }] } });
  });

  test('tells all findings at once, without unknown names', () => {
    const error = refusal('limit=x&status=y&erika=1');
    expect(error).toMatchObject({ details: { errors: [{ pointer: 'limit' }, { pointer: 'status' }, { pointer: '' }] } });
    expect(JSON.stringify(error)).not.toContain('erika');
  });

  test('refuses too many parameters', () => {
    expect(refusal('limit=1&'.repeat(21))).toMatchObject({ code: 'UWF-4000' });
  });
});
