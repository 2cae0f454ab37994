import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simplify } from '#shared/core/compiler/bind/simplify.ts';
import { compileExpression } from '#shared/core/expression/jsonata/parse.ts';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { ast, normal } from './expressions.ts';

describe('simplify()', () => {
  test.each([
    ['{"a": $x, "b": 1}.a', '$x'],
    ['{"a": $x.y.z}.a.b.c', '$x.y.z.b.c'],
    ['{"a": {"b": $x}}.a.b', '$x'],
    ['{"a": $f($x)}.a.b', '$f($x).b'],
    ['{"a": $x.y}.a[c > 1].d', '($x.y)[c > 1].d'],
    ['$map({"a": $x}.a, function($v) { {"b": $v}.b })', '$map($x, function($v) { $v })'],
  ])('%s becomes %s', (text, expected) => {
    expect(printExpression(simplify(ast(text)))).toBe(normal(expected));
  });

  test.each(['{"a": $x}.b', '{$k: $x, "a": 1}.a', '{"a": 1}.a@$v.b', '{"a": 1}.*', '{"a": $x}[0].a', '$x.a'])('%s stays', (text) => {
    expect(printExpression(simplify(ast(text)))).toBe(normal(text));
  });

  test('never changes a value', () => {
    const values = fc.jsonValue({ maxDepth: 3 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
    const texts = fc.constantFrom('{"a": $x}.a', '{"a": $x.p}.a', '{"a": $x.p}.a.q', '{"a": $x.p}.a[0]', '{"a": $x.p}.a[0].q', '{"a": $x.p.q}.a[q > 1].q', '{"a": {"q": $x.p}}.a.q', '{"a": [$x]}.a', '{"a": [$x.p]}.a[0]', '{"a": $append($x.p, 1)}.a');
    fc.assert(
      fc.property(texts, fc.oneof(values, fc.record({ p: values }), fc.array(fc.record({ p: fc.oneof(values, fc.record({ q: values }), fc.array(fc.record({ q: values }))) }))), (text, x) => {
        expect(evaluated(printExpression(simplify(ast(text))), x)).toEqual(evaluated(text, x));
      }),
      { numRuns: 500 },
    );
  });
});

function evaluated(text: string, x: JsonValue): unknown {
  const compiled = compileExpression(text);
  assert(compiled.ok, 'the expression parses');
  const result = evaluateExpression(compiled.value, { variables: { x }, now: 0, random: () => 0 });
  return result.ok ? { value: result.value } : 'error';
}
