import { describe, expect, test } from 'vitest';
import { parseAuthored } from '#shared/core/compiler/bind/authored.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

function valueOf(text: string, input: JsonValue, isCondition?: true): JsonValue | undefined {
  const parsed = parseAuthored({ text, pointer: '/p', ...(isCondition === undefined ? {} : { isCondition }) }, 'jq');
  assert(parsed.ok, `translates: ${text}`);
  const compiled = compileExpression(printExpression(parsed.value.ast));
  assert(compiled.ok, 'the translation parses');
  const result = evaluateExpression(compiled.value, { variables: {}, input, now: 0, random: () => 0 });
  return result.ok ? result.value : undefined;
}

function codeOf(text: string, language: 'jq' | 'jsonata'): string | undefined {
  const parsed = parseAuthored({ text, pointer: '/p' }, language);
  return parsed.ok ? undefined : `${parsed.error.code} ${parsed.error.pointer}`;
}

describe('parseAuthored()', () => {
  test('reads jq by its own rules: what is missing is null', () => {
    expect(valueOf('.a.b', {})).toBeNull();
    expect(valueOf('.list + [1]', { list: null })).toEqual([1]);
  });

  test.each([
    ['.n', { n: 0 }, true],
    ['.n', { n: '' }, true],
    ['.n', { n: null }, false],
    ['.n # a remark', { n: false }, false],
  ])('a condition %s over %j is %s', (text, input, expected) => {
    expect(valueOf(text, input, true)).toBe(expected);
  });

  test.each([
    ['.a |', 'jq', 'UWF-2010 /p'],
    ['@csv', 'jq', 'UWF-2011 /p'],
    ['.[]', 'jq', 'UWF-2012 /p'],
    [`[${'.a,'.repeat(700)}.a]`, 'jq', 'UWF-2013 /p'],
    ['1 +', 'jsonata', 'UWF-2001 /p'],
    ['$eval("1")', 'jsonata', 'UWF-2002 /p'],
    ['a.b', 'jsonata', undefined],
  ] as const)('%s in %s: %s', (text, language, code) => {
    expect(codeOf(text, language)).toBe(code);
  });

  test('a construct without a translation comes with a way out', () => {
    const parsed = parseAuthored({ text: 'input', pointer: '/p' }, 'jq');
    expect(parsed).toMatchObject({ ok: false, error: { message: expect.stringContaining('input'), wayOut: expect.stringMatching(/./) } });
  });
});
