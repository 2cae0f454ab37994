import { describe, expect, test } from 'vitest';
import { parseJq } from '#shared/core/expression/jq/parse.ts';
import { expressionsIn, mapExpressions } from '#shared/core/expression/jq/visit.ts';
import type { JqExpression } from '#shared/core/expression/jq/ast.ts';

function parse(text: string): JqExpression {
  const parsed = parseJq(text);
  if (!parsed.ok) expect.fail(parsed.error.message);
  return parsed.value;
}

describe('the tree', () => {
  test.each([
    ['.', 0], ['[1]', 1], ['[]', 0], ['{a: 1}', 2], ['f(1; 2)', 2], ['"a\\(1)b"', 1], ['.[1]', 2], ['.[1:2]', 3], ['.[]', 1], ['try 1 catch 2', 2], ['-(1)', 1], ['1 + 2', 2], ['1 | 2', 2], ['1, 2', 2], ['.a = 1', 2], ['1 as $x | 2', 2], ['reduce 1 as $x (2; 3)', 3], ['foreach 1 as $x (2; 3; 4)', 4], ['if 1 then 2 else 3 end', 3], ['def f: 1; 2', 2], ['label $x | 1', 1], ['@json', 0], ['..', 0],
  ])('%s has %i parts, and is itself when none changes', (text, count) => {
    const node = parse(text);
    expect(expressionsIn(node)).toHaveLength(count);
    expect(mapExpressions(node, (part) => part)).toEqual(node);
  });
});
