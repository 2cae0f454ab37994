import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { arbitraryGiven, arbitraryText, compareBoth, compileText, type Given } from './differential.ts';

const ITEMS: JsonValue = [{ sku: 'a', price: 3, tags: ['x'] }, { sku: 'b', price: 5, tags: [] }, { sku: 'a', price: 7, tags: ['y', 'z'], nested: [[{ n: 1 }], [{ n: 2 }]] }];
const GIVEN: Given = { variables: { states: { input: { name: 'N', amount: 10, flag: true, nothing: null, items: ITEMS, list: [[1, 2], [3]], one: [5] } }, x: 2 }, input: { a: { b: [{ c: 1 }, { c: 2 }] } } };

function comparisonOf(text: string, given: Given = GIVEN): unknown {
  const compiled = compileText(text);
  return compiled === undefined ? expect.fail(`${text} does not parse`) : compareBoth(compiled, given);
}

describe('closures', () => {
  test.each([
    '$states.input.name', '$states.input.missing.more', '$states.input.items.sku', '$states.input.items.tags', '$states.input.items.nested.n', '$states.input.list', '$states.input.list.$', '$states.input.one', '$states.input.one[]', '$states.input.one.$[]', '$states.input.name[]',
    '$states.input.items[0]', '$states.input.items[-1].price', '$states.input.items[price > 4].sku', '$states.input.items[sku = "a"][0]', '$states.input.items[[0, 2]].price', '$states.input.items.tags[0]', '$states.input.list[0]', '$states.input.items.[sku, price]', '$states.input.items.[sku]', '[1, 2].($ * 2)',
    '$states.input.items.{"s": sku, "p": price}', '$states.input.items{sku: $sum(price)}', '$states.input.items{"all": price}', '{"a": $states.input.name, "2": 1, "1": 2}', '{}', '{"gone": $states.input.missing}', '[]', '[1, [2, 3], $states.input.one, $states.input.missing]', '[1..3]', '[3..1]', '[2..2]',
    '1 + 2 * 3 - 4 / 5 % 6', '$states.input.amount > 5 and $states.input.flag', '$states.input.missing or false', '"a" < "b"', '$states.input.missing < 1', '1 = "1"', '[1, {"a": 2}] = [1, {"a": 2}]', '$states.input.nothing = null', '$states.input.missing != 1', '2 in $states.input.list[0]', '1 in 1', '-$x', '"n: " & $x & 0.1 & null & [1] & $states.input.missing',
    '$states.input.flag ? "y" : "n"', '$states.input.missing ? 1', '()', '(1; 2)', '($y := $x; $y + $x)', '($x := 5; ($x := 6); $x)', '($f := function($n){ $n + $x }; $f(1))', '($g := function($n){ $f($n) }; $f := function($n){ $n * 2 }; $g(3))', '($x := 1; $f := function(){ $x }; $x := 2; $f())',
    '$map($states.input.items, function($v){ $v.sku })', '$map($states.input.items, function($v, $i, $a){ $i & "/" & $count($a) })', '$filter($states.input.items, function($v){ $v.price < 6 })', '$reduce([1..5], function($a, $b){ $a * $b })', '$sort([3, 1, 2], function($a, $b){ $a < $b })', '$map([1, 2], $string)', '$each({"k": 1}, function($v, $k){ $k & $v })',
    '$exists($states.input.missing)', '$count($states.input.items)', '$sum($states.input.items.price)', '$not($x)', '$boolean([])', '$string({"a": 1})', '$join($states.input.items.sku, "-")', '$append([1], 2)', '$merge([{"a": 1}, {"b": 2}])', '$lookup({"a": 1}, "a")', '$keys({"a": 1})', '$substring("hello", 1, 3)', '$uppercase("a") & $length("zwölf")', '$states.input.name.$lowercase()', '$type(null)', '$now()', '$partition([1..4], 2)',
    '$x ~> $string', '"a,b" ~> $split(",")', '$states.input.items.price ~> $map(function($p){ $p * 2 }) ~> $sum()', 'a.b.c', 'a.b[c = 2]', '$$.a.b[0]', '$', 'a.$keys()',
  ])('give what the library gives: %s', (text) => {
    expect(comparisonOf(text)).toBe('equal');
  });

  test.each(['a^(b)', 'a@$v.b', 'a#$i', 'a.%', '**', '*', '/a/', '|a|{}|', '$substring(?, 1)', 'function($x){ $x }', 'function($x)<n:n>{ $x }', '($f := function($n){ $n = 0 ? 0 : $f($n - 1) }; $f(1))', '($f := function($n){ $n }; $f)', '$missing()', '(1)(2)'])('do not cover %s', (text) => {
    expect(comparisonOf(text)).toBe('not covered');
  });

  test.each(['1 + "a"', '1 < "a"', '-"a"', '{1: 2}', '{"a": 1, "a": 2}', '$sum(["a"])', '$error("mine")', '$map([1], function($v){ $v + "a" })', '1/0 + 1', '$count', '[1..200000]', '$uppercase(1)', '$number("x")'])('leave to the library what ends in an error: %s', (text) => {
    expect(comparisonOf(text)).toBe('left');
  });

  test.each<[string, Given]>([
    ['a', { input: [{ a: 1 }] }],
    ['$count($v)', { variables: { v: [1], count: 2 } }],
    ['$map([1], function(){ $string() })', {}],
    ['$v', { variables: { v: 1 }, limits: { stepsMax: 0 } }],
    ['$sum([1, 2]) + 1', { limits: { depthMax: 2 } }],
    ['$v[$ > 0]', { variables: { v: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, limits: { stepsMax: 12 } }],
    ['"ab" & "c"', { limits: { textUnitsMax: 2 } }],
    ['[1, 2, 3]', { limits: { itemsMax: 2 } }],
  ])('leave to the library what it knows better: %s', (text, given) => {
    expect(comparisonOf(text, given)).toBe('left');
  });

  test('draw no random number twice when the library takes over', () => {
    const compiled = compileText('[$random(), $random(), $x > 1 ? 1 + "a" : 0]') ?? expect.fail('parses');
    const drawn: number[] = [];
    const random = (): number => drawn.push(drawn.length) / 10;
    const evaluate = (x: number) => evaluateExpression(compiled, { variables: { x }, now: 0, random });
    expect(evaluate(1)).toEqual({ ok: true, value: [0.1, 0.2, 0] });
    expect(evaluate(2)).toMatchObject({ ok: false, error: { code: 'T2002', position: 34 } });
    expect(drawn).toHaveLength(4);
  });

  test('give the library\'s answer to any expression, under any limits', () => {
    const law = fc.property(arbitraryText, arbitraryGiven, (text, given) => {
      const compiled = compileText(text);
      fc.pre(compiled !== undefined);
      expect(['not covered', 'left', 'equal']).toContainEqual(compareBoth(compiled, given));
    });
    fc.assert(law, { numRuns: 3_000 });
  }, 60_000);
});
