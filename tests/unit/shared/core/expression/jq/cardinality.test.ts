import { describe, expect, test } from 'vitest';
import { cardinalityOf } from '#shared/core/expression/jq/cardinality.ts';
import { desugar } from '#shared/core/expression/jq/desugar.ts';
import { parseJq } from '#shared/core/expression/jq/parse.ts';

function cardinality(text: string): string {
  const parsed = parseJq(text);
  if (!parsed.ok) expect.fail(parsed.error.message);
  const { min, max } = cardinalityOf(desugar(parsed.value));
  return `${min}..${max}`;
}

describe('how many values an expression yields', () => {
  test.each([
    ['.a + 1', '1..1'], ['[.[]]', '1..1'], ['.[]', '0..many'], ['empty', '0..0'], ['select(.a)', '0..1'], ['.a?', '0..1'], ['.a? // 1', '1..1'], ['empty, 1', '1..1'], ['1, 2', '1..many'], ['..', '1..many'], ['.[] | empty', '0..0'], ['if .a then 1 else empty end', '0..1'],
    ['first(.[])', '0..1'], ['last(.[])', '1..1'], ['any(.[]; .)', '1..1'], ['{a: .[]}', '0..many'], ['.a = (1, 2)', '1..many'], ['.a |= empty', '1..1'], ['.[] as $x | 1', '0..many'], ['try 1', '0..1'], ['limit(1; empty)', '0..0'], ['"\\(.[])"', '0..many'], ['.[1:]?', '0..1'], ['sort_by(.[])', '1..1'], ['def f: 1; .', '1..1'], ['label $x | break $x', '0..0'], ['range(empty)', '0..0'], ['-(.[])', '0..many'], ['reduce .[] as $x (0; 1)', '1..1'], ['foreach .[] as $x (0; 1)', '0..many'],
  ])('%s: %s', (text, expected) => {
    expect(cardinality(text)).toBe(expected);
  });
});
