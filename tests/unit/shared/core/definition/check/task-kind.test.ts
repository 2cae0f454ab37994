import { expect, test } from 'vitest';
import { keywordsOf, kindOf, NESTED_LISTS, TASK_KEYWORDS } from '#shared/core/definition/check/task-kind.ts';
import { validators } from '#shared/core/definition/generated/validators.mjs';

test('kindOf() goes by the keyword, and by what is called', () => {
  expect(kindOf({ for: {}, do: [], while: 'x' })).toBe('for');
  expect(kindOf({ do: [] })).toBe('do');
  expect(['http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp', 'anything', 1].map((call) => kindOf({ call }))).toEqual([
    'call-http', 'call-openapi', 'call-grpc', 'call-asyncapi', 'call-a2a', 'call-mcp', 'call-function', 'call-function',
  ]);
});

test('kindOf() does not guess', () => {
  expect(kindOf({})).toBeUndefined();
  expect(kindOf({ set: {}, wait: 'x' })).toBeUndefined();
  expect(keywordsOf({ set: {}, do: [], catch: {} })).toEqual(['do', 'set']);
});

test('every kind has a validator and a row of its lists', () => {
  const kinds = Object.keys(NESTED_LISTS);
  expect(Object.keys(validators).filter((name) => name !== 'document' && name !== 'json-schema').sort()).toEqual([...kinds].sort());
  expect(TASK_KEYWORDS.every((keyword) => kinds.some((kind) => kind === keyword || kind.startsWith(`${keyword}-`)))).toBe(true);
});
