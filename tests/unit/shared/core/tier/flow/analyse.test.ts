import { describe, expect, test } from 'vitest';
import { BUILT_IN_FUNCTIONS } from '#shared/core/expression/jsonata/built-in.ts';
import { isBuiltin } from '#shared/core/tier/flow/builtins.ts';
import { arrayLabel, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import { labelOfTemplate } from '#shared/core/tier/template-label.ts';
import type { Zone } from '#shared/core/tier/tier.ts';

const secret = (id: string): Label => opaqueLabel(1, [{ id, tier: 1 }], [{ pointer: `/${id}`, note: 'is Tier 1' }]);

const INPUT = objectLabel([
  ['pan', secret('pan')],
  ['name', secret('name')],
  ['id', scalarLabel(3)],
  ['kind', scalarLabel(2)],
  ['lines', arrayLabel(objectLabel([['sku', scalarLabel(2)], ['owner', secret('owner')]]), 2)],
  ['cvv', { ...scalarLabel(1), transient: true }],
]);

function analyse(expression: string, zone: Zone = 'private-cloud') {
  const variables = new Map([['states', objectLabel([['input', INPUT]])]]);
  return labelOfTemplate({ zone, form: 'asl', variables, placeOf: () => undefined }, `{% ${expression} %}`, '/x');
}

const origins = (expression: string): readonly string[] => originsOf(analyse(expression).label).map((origin) => origin.id);
const constructs = (expression: string, zone?: Zone): readonly string[] => [...new Set(analyse(expression, zone).findings.map((finding) => finding.construct))];

describe('moving sensitive data is allowed, and its origin is known', () => {
  const moves: readonly (readonly [string, readonly string[]])[] = [
    ['$states.input.pan', ['pan']],
    ['{"a": {"b": $states.input.pan}}', ['pan']],
    ['[$states.input.pan, $states.input.name]', ['name', 'pan']],
    ['($x := $states.input; $x.pan)', ['pan']],
    ['$states.input.kind = "a" ? $states.input.pan : $states.input.name', ['name', 'pan']],
    ['function($v){ {"p": $v.pan} }($states.input)', ['pan']],
    ['$states.input ~> function($v){ $v.name }', ['name']],
    ['$states.input.lines.owner', ['owner']],
    ['$states.input.lines[sku = "x"].owner', ['owner']],
    ['$states.input.lines[0].owner', ['owner']],
    ['$map($states.input.lines, function($l){ $l.owner })', ['owner']],
    ['$filter($states.input.lines, function($l){ $l.sku = "x" })', ['owner']],
    ['$reduce($states.input.lines, function($a, $l){ $append($a, $l.owner) }, [])', ['owner']],
    ['$merge([{"x": 1}, $states.input])', ['name', 'owner', 'pan']],
    ['$merge([$states.input, {"pan": "hidden"}]).pan', []],
    ['$lookup($states.input, "pan")', ['pan']],
    ['$append($states.input.pan, $states.input.name)', ['name', 'pan']],
    ['$reverse($states.input.lines)', ['owner']],
    ['$states.input.lines.{"o": owner}', ['owner']],
    ['$states.input.lines.(($o := owner; $o))', ['owner']],
    ['$states.input.nothing', []],
    ['$states.input.id', []],
    ['$count($states.input.lines)', []],
    ['$sum($states.input.lines.sku)', []],
    ['$states.input.lines^(sku).sku', []],
    ['$keys($states.input)', []],
  ];
  test.each(moves)('%s', (expression, expected) => {
    expect(constructs(expression)).toEqual([]);
    expect(origins(expression)).toEqual(expected);
  });
});

describe('inspecting sensitive data is found', () => {
  const uses: readonly (readonly [string, string])[] = [
    ['$states.input.pan & "x"', 'compute'],
    ['-$states.input.pan', 'compute'],
    ['$states.input.pan = "4111"', 'compare'],
    ['"4111" in [$states.input.pan]', 'compare'],
    ['$states.input.pan ? 1 : 2', 'decide'],
    ['$states.input.pan and true', 'compute'],
    ['$states.input.pan.bin', 'address'],
    ['$states.input.pan.*', 'address'],
    ['{$states.input.pan: 1}', 'key'],
    ['$states.input.lines{owner: sku}', 'key'],
    ['$states.input.lines[owner = "x"].sku', 'decide'],
    ['$states.input.lines^(owner).sku', 'compare'],
    ['$length($states.input.pan)', 'compute'],
    ['$states.input.pan.$length()', 'compute'],
    ['$string($states.input)', 'compute'],
    ['$exists($states.input.pan)', 'compute'],
    ['$count($states.input.pan)', 'iterate'],
    ['$distinct($states.input.lines.owner)', 'compute'],
    ['$sort($states.input.lines.owner)', 'compare'],
    ['$filter($states.input.lines, function($l){ $l.owner = "x" })', 'compare'],
    ['$lookup({"a": 1}, $states.input.pan)', 'key'],
    ['$map($states.input.lines, function($l){ $uppercase($l.owner) })', 'compute'],
    ['$reduce($states.input.lines.owner, function($a, $b){ $a & $b })', 'compute'],
    ['$substring(?, 0, 6)($states.input.pan)', 'call'],
    ['$states.input ~> |$|{"a": 1}|', 'call'],
    ['$states.input.lines@$l.{"o": $l.owner}', 'undecidable'],
    ['$error($states.input.pan)', 'compute'],
    ['$states.input.cvv', 'transient'],
    ['($f := function($n){ $n = 0 ? 0 : $f($n - 1) & $states.input.pan }; $f(3))', 'compute'],
  ];
  test.each(uses)('%s (%s)', (expression, construct) => {
    const found = constructs(expression);
    expect(found.length).toBeGreaterThan(0);
    if (construct !== 'compute') expect(found).toContain(construct);
  });

  test.each(uses.filter(([, construct]) => construct !== 'transient'))('on-prem all of it is allowed: %s', (expression) => {
    expect(constructs(expression, 'on-prem')).toEqual([]);
  });
});

describe('what is made of sensitive data stays sensitive on-prem', () => {
  test.each(['$uppercase($states.input.pan)', '$states.input.pan = "x"', '$states.input.pan = "x" ? "a" : "b"', '$states.input.lines[owner = "x"].sku', '$states.input.lines^(owner).sku', '{$states.input.pan: 1}', '$count($states.input.lines[owner="x"])', '$filter($states.input.lines, function($l){ $l.owner = "x" })', '$lookup({"a": 1}, $states.input.pan)', '$length($states.input.pan) > 3', '$states.input.pan.$substring(0, 6)', '$states.input.pan.$pad(20)', '$states.input.pan.$contains("4")', '$states.input.pan.$fromMillis("[Y]")', '$states.input.pan.$uppercase()', '$states.input.($lookup("pan"))', '($f := function($x)<s-:s>{ $x & "!" }; $states.input.pan.$f())', '$states.input.pan.($g := function($n){ $n > 20 ? $ : $g($n + 1) }; $g(0))'])('%s', (expression) => {
    expect(sensitivityOf(analyse(expression, 'on-prem').label)).toBe(1);
  });
});

test('recursion ends, and is cautious', () => {
  expect(constructs('($f := function($n){ $f($n) }; $f($states.input.id))').includes('undecidable')).toBe(true);
});

test('every built-in function has a rule', () => {
  expect([...BUILT_IN_FUNCTIONS.keys()].filter((name) => !isBuiltin(name))).toEqual([]);
});
