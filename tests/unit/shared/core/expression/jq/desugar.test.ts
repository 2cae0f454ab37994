import { describe, expect, test } from 'vitest';
import { desugar } from '#shared/core/expression/jq/desugar.ts';
import { parseJq } from '#shared/core/expression/jq/parse.ts';
import { valueOf } from './support.ts';

function plain(text: string): unknown {
  const parsed = parseJq(text);
  if (!parsed.ok) expect.fail(parsed.error.message);
  return JSON.parse(JSON.stringify(desugar(parsed.value), (key, value: unknown) => (key === 'offset' ? undefined : value)));
}

describe('short forms', () => {
  test.each([['map(.a)', '[.[] | .a]'], ['first', '.[0]'], ['any(.a)', 'any(.[]; .a)'], ['range(3)', 'range(0; 3; 1)'], ['sort', 'sort_by(.)'], ['recurse', '..'], ['map(map(.a))', '[.[] | [.[] | .a]]']])('%s is %s', (text, longer) => {
    expect(plain(text)).toEqual(plain(longer));
  });

  test.each([
    ['. as [[$a], $b] | [$a, $b]', [[1], 2], [1, 2]],
    ['. as {a: [$x, [$y]], $b} | [$x, $y, $b]', { a: [1, [2]], b: 3 }, [1, 2, 3]],
    ['. as {$a: [$x]} | [$a, $x]', { a: [1] }, [[1], 1]],
    ['reduce .[] as [$a] (0; . + $a)', [[1], [2]], 3],
    ['[foreach .[] as {$a} (0; . + $a; [$a, .])]', [{ a: 1 }, { a: 2 }], [[1, 1], [2, 3]]],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
