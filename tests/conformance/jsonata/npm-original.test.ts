import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { toPlainJson } from '#shared/core/expression/jsonata/to-json.ts';
import { walkExpression } from '#shared/core/expression/jsonata/visit.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { arbitraryExpression, arbitraryRoot } from '#tests/unit/shared/core/expression/jsonata/arbitrary-expression.ts';

/** What the asynchronous package of npm gives: a JSON value, or the code of its error. */
async function original(text: string, input: JsonValue): Promise<unknown> {
  try {
    const plain = toPlainJson(await jsonata(text, { stack: 300 }).evaluate(input, { x: 1, y: [2, { a: 3 }] }), 1e6);
    return plain.ok ? { value: plain.value } : 'unsupported';
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? { code: error.code } : 'broken';
  }
}

function synchronous(text: string, input: JsonValue): unknown {
  const compiled = compileExpression(text);
  if (!compiled.ok) return { code: compiled.error.code };
  const outcome = evaluateExpression(compiled.value, { input, variables: { x: 1, y: [2, { a: 3 }] }, now: 0, random: () => 0 });
  if (outcome.ok) return { value: outcome.value };
  return outcome.error.kind === 'unsupported-result' ? 'unsupported' : { code: outcome.error.code };
}

function hasValue(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'value' in outcome;
}

/**
 * The package evaluates the items of an array, and the values of an object, interleaved: which of several errors comes first, and
 * whether one item sees what another binds, is chance. The synchronous engine goes from left to right.
 */
function bindsSideBySide(ast: ExpressionAst): boolean {
  const kinds = new Set<string>();
  walkExpression(ast, (node) => kinds.add(node.group === undefined ? node.kind : 'object').add(node.kind));
  return kinds.has('bind') && (kinds.has('array') || kinds.has('object'));
}

const INPUT: JsonValue = { a: [{ b: 1, c: 'x' }, { b: 2, c: 'y' }, { b: 3 }], d: { e: null, f: [[1, 2], [3]] }, n: 12.345, t: 'Zürich, 2024-02-29' };

describe('the synchronous engine and the package that it is made of', () => {
  test.each([
    'a.b', 'a[b > 1].c', 'a.{"k": b}', 'a{c: b}', '$sum(a.b) / $count(a)', 'd.f', 'd.f[0]', 'd.f.$', 'a^(>b).b', 'a#$i[$i > 0].b', 'a@$x.d.e', 'a.b.%.c', '**.b', 'd.*', '[a.b[]]', 'a[0].b[]', '$map(a, function($v, $i){ $i * $v.b })',
    '$reduce(a.b, function($l, $r){ $l & $r })', 'a ~> |$|{"b": b + 1}, "c"|', '$sort(a, function($l, $r){ $l.b < $r.b }).b', '$formatNumber(n, "#,##0.00")', '$match(t, /[0-9]+/).match', '$replace(t, /(\\d+)-(\\d+)/, "$2/$1")', '$split(t, /[, -]+/)',
    '$toMillis("2024-02-29T00:00:00Z") ~> $fromMillis("[D1o] [MNn] [Y]")', '$base64encode("abc") ~> $base64decode()', '$string(a)', '$keys(a)', '$spread(d)', '$merge(a)', '$distinct(a.c)', '$zip(a.b, a.c)', '$each(d, function($v, $k){ $k })',
    '$sift(d, function($v){ $v = null })', '$single(a, function($v){ $v.b = 2 })', '$lookup(a, "b")', '$append(a.b, 9)', '$reverse(a.b)', 'a.b in [1, 2]', 'missing ?? "default"', 'd.e ?: "falsy"', '$not(missing)', '$boolean(a)', 'a + 1', '-t', '{a: 1}', '$unknown()',
    'a.b.c.d', '$substring(t, -4)', '$pad(t, 30, "*")', '$formatInteger(2024, "I")', '$parseInteger("twelve", "w")', '$formatBase(255, 16)', '$round(n, 1)', '$power(2, 10)', '$sqrt(-1)', '$encodeUrlComponent(t)', '$error("mine")', '$assert(false)',
    '($f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))', '$substringBefore(?, "-")(t)', '$uppercase ~> $length', 't ~> $uppercase ~> $length', '($x := 5; ($x := 6); $x)', '[1..5][$ % 2 = 1]', '$type(d.e)', '$clone(d)', '$min(a.b) & $max(a.b) & $average(a.b)',
  ])('agree on %s', async (text) => {
    expect(synchronous(text, INPUT)).toEqual(await original(text, INPUT));
  });

  test('agree on expressions of every shape', async () => {
    const law = fc.asyncProperty(arbitraryExpression, arbitraryRoot, async (ast, root) => {
      fc.pre(!bindsSideBySide(ast));
      const text = printExpression(ast);
      const input: JsonValue = JSON.parse(JSON.stringify(root));
      const expected = await original(text, input);
      fc.pre(expected !== 'broken');
      const actual = synchronous(text, input);
      if (hasValue(expected) || hasValue(actual)) expect(actual, text).toEqual(expected);
    });
    await fc.assert(law, { numRuns: 500 });
  }, 60_000);
});
