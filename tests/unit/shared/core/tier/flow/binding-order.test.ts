import { describe, expect, test } from 'vitest';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { bindsBetweenStatements } from '#shared/core/tier/flow/binding-order.ts';

function binds(text: string): boolean {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new TypeError(parsed.error.message);
  return bindsBetweenStatements(parsed.value);
}

describe('bindings that stand as statements are followed', () => {
  test.each(['$a.b', '($x := 1; $x)', '$x := $y := 1', 'function($v){ ($w := $v; $w) }', '$c ? ($x := 1; $x) : 2', '($f := function($v){ $v }; $f(1))'])('%s', (text) => {
    expect(binds(text)).toBe(false);
  });
});

describe('bindings that may not happen, or happen often, are not', () => {
  test.each(['$c ? $x := 1 : 2', '[$x := 1, $x]', '{"a": $x := 1}', '$f($x := 1)', '$a[$x := 1]', '($x := 1) + ($c and ($y := 2)) + $string($z := 3)'])('%s', (text) => {
    expect(binds(text)).toBe(true);
  });
});
