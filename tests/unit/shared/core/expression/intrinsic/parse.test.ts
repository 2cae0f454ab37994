import { describe, expect, test } from 'vitest';
import { INTRINSIC_ARGUMENTS_MAX, INTRINSIC_DEPTH_MAX, INTRINSIC_TEXT_UNITS_MAX } from '#shared/core/expression/intrinsic/limits.ts';
import { parseIntrinsic, startsLikeIntrinsic } from '#shared/core/expression/intrinsic/parse.ts';

function argumentsOf(text: string): unknown {
  const parsed = parseIntrinsic(text);
  return parsed.ok ? parsed.value.arguments : parsed.error;
}

describe('parseIntrinsic', () => {
  test('reads every kind of argument', () => {
    expect(argumentsOf("States.Array($.a-b[0], $$, $v.x, 'text', -1.5e1, true, false, null, States.UUID())")).toEqual([
      { kind: 'path', path: expect.objectContaining({ text: '$.a-b[0]' }) },
      { kind: 'path', path: expect.objectContaining({ text: '$$', root: { kind: 'context' } }) },
      { kind: 'path', path: expect.objectContaining({ text: '$v.x', root: { kind: 'variable', name: 'v' } }) },
      { kind: 'text', value: 'text', source: 'text' },
      { kind: 'literal', value: -15 },
      { kind: 'literal', value: true },
      { kind: 'literal', value: false },
      { kind: 'literal', value: null },
      { kind: 'call', name: 'States.UUID', text: 'States.UUID()', arguments: [] },
    ]);
  });

  test('takes blanks between tokens and line ends in texts', () => {
    expect(argumentsOf(" States.StringSplit ( 'a\nb' , '\n' ) ")).toMatchObject([{ value: 'a\nb' }, { value: '\n' }]);
  });

  test('takes the four escapes in texts', () => {
    expect(argumentsOf(String.raw`States.Array('it\'s \{x\} \\')`)).toEqual([{ kind: 'text', value: String.raw`it's {x} \ `.trimEnd(), source: String.raw`it\'s \{x\} \\` }]);
  });

  test('keeps double quotes in texts as they are', () => {
    expect(argumentsOf(`States.StringToJson('{"a": "b"}')`)).toMatchObject([{ value: '{"a": "b"}' }]);
  });

  test.each([
    '', 'States', 'States.Nothing()', 'States.Array', 'States.Array(', 'States.Array(1', 'States.Array(1 2)', 'States.Array(,)', 'States.Array(x)', 'States.Array(undefined)', "States.Array('x)", String.raw`States.Array('\"')`,
    String.raw`States.Array('\n')`, 'States.Array(1))', 'States.Array($.)', 'States.Array(@.a)', 'States.UUID(1)', 'States.Format()', 'States.MathRandom(1)', 'States.MathRandom(1,2,3,4)', 'States.Hash(1)', '"x"',
  ])('refuses %s', (text) => {
    expect(parseIntrinsic(text).ok).toBe(false);
  });

  test('refuses what is over its limits', () => {
    const nested = (depth: number): string => `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(parseIntrinsic(nested(INTRINSIC_DEPTH_MAX)).ok).toBe(true);
    expect(parseIntrinsic(nested(INTRINSIC_DEPTH_MAX + 1)).ok).toBe(false);
    const wide = (count: number): string => `States.Array(${Array.from({ length: count }, () => 1).join()})`;
    expect(parseIntrinsic(wide(INTRINSIC_ARGUMENTS_MAX)).ok).toBe(true);
    expect(parseIntrinsic(wide(INTRINSIC_ARGUMENTS_MAX + 1)).ok).toBe(false);
    expect(parseIntrinsic(`States.Array('${'x'.repeat(INTRINSIC_TEXT_UNITS_MAX)}')`).ok).toBe(false);
  });

  test('calls side by side are not within each other', () => {
    expect(parseIntrinsic(`States.Array(${Array.from({ length: INTRINSIC_DEPTH_MAX + 1 }, () => 'States.UUID()').join()})`).ok).toBe(true);
  });
});

test('a text that starts like an invocation is meant as one', () => {
  expect(startsLikeIntrinsic('States.Array(')).toBe(true);
  expect(startsLikeIntrinsic('$.States')).toBe(false);
});
