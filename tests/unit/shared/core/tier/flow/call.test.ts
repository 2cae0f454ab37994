import { describe, expect, test } from 'vitest';
import { startRun } from '#shared/core/tier/flow/analyse.ts';
import { applyFunction } from '#shared/core/tier/flow/call.ts';
import { data, rootScope, withContext, type Value } from '#shared/core/tier/flow/scope.ts';
import { ABSENT, arrayLabel, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import { labelOfTemplate } from '#shared/core/tier/template-label.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { secret } from '../samples.ts';

const ORDER = objectLabel([['sku', scalarLabel(2)], ['owner', secret('owner')]]);

const VARIABLES: ReadonlyMap<string, Label> = new Map([
  ['pan', secret('pan')],
  ['name', secret('name')],
  ['id', scalarLabel(3)],
  ['kind', scalarLabel(2)],
  ['orders', arrayLabel(ORDER, 2)],
  ['person', objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]])],
  ['open', objectLabel([['id', scalarLabel(3)]], { rest: secret('rest') })],
  ['secretList', arrayLabel(scalarLabel(3), 1)],
  ['codes', objectLabel([['cvv', { ...scalarLabel(1), transient: true }]])],
]);

function analyse(text: string, zone: Zone = 'private-cloud') {
  const { label, findings } = labelOfTemplate({ zone, form: 'asl', variables: VARIABLES, placeOf: () => undefined }, `{% ${text} %}`, '/x');
  return { label, ids: originsOf(label).map((origin) => origin.id), constructs: [...new Set(findings.map((finding) => finding.construct))] };
}

describe('closures', () => {
  test.each<[string, readonly string[]]>([
    ['function($v){ $v }($pan)', ['pan']],
    ['function($a, $b){ $b }($pan, $name)', ['name']],
    ['function($a, $b){ $b }($pan)', []],
    ['($f := function($v){ {"a": $v, "b": $name} }; $f($pan))', ['name', 'pan']],
    ['($make := function($v){ function($w){ [$v, $w] } }; $make($pan)($id))', ['pan']],
    ['($x := $pan; $f := function(){ $x }; $x := 1; $f())', []],
    ['($x := 1; $f := function(){ $x }; $x := $pan; $f())', ['pan']],
    ['($x := $id; function(){ ($x := $pan) }(); $x)', []],
    ['$pan ~> function($v){ $v }', ['pan']],
    ['($g := function($f){ $f($pan) }; $g(function($v){ {"a": $v} }))', ['pan']],
  ])('are followed with the arguments and the variables that they see: %s', (text, ids) => {
    expect(analyse(text)).toMatchObject({ ids, constructs: [] });
  });

  test('that inspect are found where they are called', () => {
    expect(analyse('($f := function($v){ $uppercase($v) }; $f($pan))').constructs).toEqual(['compute']);
    expect(analyse('($f := function($v){ $uppercase($v) }; $f($kind))').constructs).toEqual([]);
  });

  test('that call themselves end, and are taken to read all that they could reach', () => {
    const { constructs, ids } = analyse('($f := function($n){ $n = 0 ? 0 : $f($n - 1) }; $f(3))');
    expect(constructs).toContain('undecidable');
    expect(ids).toEqual(expect.arrayContaining(['pan', 'name']));
  });

  test('within each other are followed up to a limit', () => {
    const chain = (depth: number): string => (depth === 0 ? '{"p": $v}' : `function($v){ ${chain(depth - 1)} }($v)`);
    const called = (depth: number): string => `($v := $pan; ${chain(depth)})`;
    expect(analyse(called(10))).toMatchObject({ ids: ['pan'], constructs: [] });
    expect(analyse(called(14)).constructs).toEqual(['undecidable']);
  });

  test('or data, by a condition, are not followed', () => {
    expect(analyse('($f := $kind = "a" ? function($v){ $v } : function($v){ 1 }; $f($pan))').constructs).toEqual(['call']);
  });
});

describe('what is no function that can be followed', () => {
  test.each(['$substring(?, 0, 6)($pan)', '$pan ~> |$|{"a": 1}|', '$kind($pan)', '$unknown($pan)'])('inspects all that it gets: %s', (text) => {
    const { constructs, label } = analyse(text);
    expect(constructs).toEqual(['call']);
    expect(sensitivityOf(label)).toBe(1);
  });

  test('inspects what it holds, too', () => {
    const run = startRun('private-cloud');
    const target: Value = { kind: 'unknown-function', holds: [secret('held')] };
    const value = applyFunction(run, target, { arguments: [data(secret('given'))], scope: rootScope(new Map()) });
    expect(value.kind === 'data' && originsOf(value.label).map((origin) => origin.id)).toEqual(['given', 'held']);
    expect(run.findings.map((finding) => finding.construct)).toEqual(['call', 'call']);
  });
});

describe('the context as a missing argument', () => {
  test('counts when a function is called with fewer arguments than it can take it with', () => {
    const run = startRun('private-cloud');
    const scope = withContext(rootScope(new Map()), secret('context'));
    applyFunction(run, { kind: 'builtin', name: 'uppercase' }, { arguments: [], scope });
    expect(run.findings.length).toBeGreaterThan(0);
  });

  test('does not count when all arguments are there, or when there is none', () => {
    const run = startRun('private-cloud');
    applyFunction(run, { kind: 'builtin', name: 'uppercase' }, { arguments: [data(scalarLabel(3))], scope: withContext(rootScope(new Map()), secret('context')) });
    applyFunction(run, { kind: 'builtin', name: 'uppercase' }, { arguments: [], scope: rootScope(new Map()) });
    applyFunction(run, { kind: 'builtin', name: 'sum' }, { arguments: [], scope: withContext(rootScope(new Map()), secret('context')) });
    expect(run.findings).toEqual([]);
  });
});

describe('functions over lists', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['$map($orders, function($o){ $o.owner })', ['owner'], []],
    ['$map($orders, function($o){ $o.sku })', [], []],
    ['$map($orders, function($o, $i, $all){ $all.owner })', ['owner'], []],
    ['$map($secretList, function($v){ 1 })', [], ['iterate']],
    ['$filter($orders, function($o){ $o.sku = "a" })', ['owner'], []],
    ['$filter($orders, function($o){ $o.owner = "a" })', ['owner'], ['compare', 'decide']],
    ['$single($orders, function($o){ $o.owner = "a" })', ['owner'], ['compare', 'decide']],
    ['$sort($orders, function($a, $b){ $a.sku > $b.sku })', ['owner'], []],
    ['$sort($orders, function($a, $b){ $a.owner > $b.owner })', ['owner'], ['compare']],
    ['$sort($orders.owner)', ['owner'], ['compare']],
    ['$distinct($orders.sku)', [], []],
    ['$distinct($orders.owner)', ['owner'], ['compare']],
    ['$reverse($orders.owner)', ['owner'], []],
    ['$shuffle($orders.owner)', ['owner'], []],
    ['$append($orders.owner, $pan)', ['owner', 'pan'], []],
    ['$zip($orders.owner, $orders.sku)', ['owner'], []],
    ['$zip($secretList, [1])', [], ['iterate']],
    ['$partition($orders.owner, 2)', ['owner'], []],
    ['$partition($orders.sku, $pan)', ['pan'], ['compute']],
    ['$count($orders)', [], []],
    ['$count($secretList)', [], ['iterate']],
  ])('%s', (text, ids, constructs) => {
    const found = analyse(text);
    expect([found.ids, [...found.constructs].sort()]).toEqual([ids, constructs]);
  });

  test('what a filter by sensitive data keeps is as sensitive as that', () => {
    expect(sensitivityOf(analyse('$filter($orders, function($o){ $o.owner = "a" }).sku', 'on-prem').label)).toBe(1);
    expect(sensitivityOf(analyse('$filter($orders, function($o){ $o.sku = "a" }).sku', 'on-prem').label)).toBe(2);
  });

  test('a missing function gives nothing', () => {
    expect(analyse('$map($orders)').ids).toEqual([]);
  });
});

describe('$reduce', () => {
  test('joins what the rounds make, the first value and the items', () => {
    expect(analyse('$reduce($orders, function($a, $o){ $append($a, $o.owner) }, [])').ids).toEqual(['owner']);
    expect(analyse('$reduce([1, 2], function($a, $v){ $a }, $pan)').ids).toEqual(['pan']);
    expect(analyse('$reduce([1, 2], function($a, $v){ $pan })').ids).toEqual(['pan']);
  });

  test('whose value grows with every round loses its shape, and nothing that is in it', () => {
    const { label, ids, constructs } = analyse('$reduce($orders, function($a, $o){ {"rest": $a, "owner": $o.owner} }, {"first": $pan})');
    expect(label).toMatchObject({ tier: 1, shape: { kind: 'opaque' } });
    expect(ids).toEqual(expect.arrayContaining(['owner', 'pan']));
    expect(constructs).toEqual([]);
  });

  test('finds what only a later round would do', () => {
    const later = '$reduce([1,2,3,4], function($a, $v){ {"x": $a.y, "y": $a.z, "z": $pan, "w": $uppercase($a.x)} }, {})';
    expect(analyse(later).constructs).toContain('compute');
  });

  test('finds what only a round behind those that are followed would do', () => {
    const shift = Array.from({ length: 12 }, (_one, index) => `"x${index}": $a.x${index + 1}`).join(', ');
    expect(analyse(`$reduce($orders, function($a, $v){ {${shift}, "x12": $pan, "seen": $uppercase($a.x0)} }, {})`).constructs).toContain('compute');
  });

  test('finds what the widened value would do', () => {
    const text = '$reduce([1,2], function($a, $v){ {"deep": $a, "seen": $a.deep.deep.deep.deep.deep.deep.deep.deep.deep.deep.leaf & ""} }, {"leaf": $pan})';
    expect(analyse(text).constructs.length).toBeGreaterThan(0);
  });
});

describe('functions over objects', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['$lookup($person, "pan")', ['pan'], []],
    ['$lookup($person, "id")', [], []],
    ['$lookup($person, $kind)', ['pan'], []],
    ['$lookup({"a": 1}, $pan)', ['pan'], ['key']],
    ['$lookup($codes, "cvv")', [], ['transient']],
    ['$keys($person)', [], []],
    ['$keys($pan)', ['pan'], ['address']],
    ['$each($person, function($v, $k){ {$k: $v} })', ['pan'], []],
    ['$each($open, function($v){ $v })', ['rest'], []],
    ['$sift($person, function($v, $k){ $k = "id" })', ['pan'], []],
    ['$sift($person, function($v){ $v = "4111" })', ['pan'], ['compare', 'decide']],
    ['$spread($person)', ['pan'], []],
    ['$spread($pan)', ['pan'], ['address']],
    ['$merge([$person, {"b": $name}])', ['name', 'pan'], []],
    ['$merge($orders)', ['owner'], []],
    ['$merge([$person, $pan])', ['pan'], ['address']],
    ['$merge([$person, $open]).id', ['rest'], []],
    ['$string($person)', ['pan'], ['compute']],
    ['$split($pan, "-")', ['pan'], ['compute']],
  ])('%s', (text, ids, constructs) => {
    const found = analyse(text);
    expect([found.ids, [...found.constructs].sort()]).toEqual([ids, constructs]);
  });

  test('a later member hides an earlier one in $merge only if it is there for certain', () => {
    expect(analyse('$merge([$person, {"pan": "hidden"}]).pan').ids).toEqual([]);
    expect(analyse('$merge([$person, {"pan": $kind}]).pan').ids).toEqual(['pan']);
    expect(analyse('$merge([{"pan": "hidden"}, $person]).pan').ids).toEqual(['pan']);
    expect(analyse('($parts := [$person, {"pan": "hidden"}]; $merge($parts).pan)').ids).toEqual(['pan']);
    expect(analyse('$merge([$person, {"pan": "hidden"}[$kind = "a"]]).pan').ids).toEqual(['pan']);
  });

  test('$merge with nothing is what the others are', () => {
    expect(analyse('$merge([$person, $nothing]).pan').ids).toEqual(['pan']);
    expect(analyse('$merge($nothing)').label).toMatchObject({ tier: 3, origins: [] });
  });

  test('on-prem, names of members and that they are there tell of the data', () => {
    expect(sensitivityOf(analyse('$keys($person)', 'on-prem').label)).toBe(1);
    expect(sensitivityOf(analyse('$keys({"a": 1})', 'on-prem').label)).toBe(3);
    expect(sensitivityOf(analyse('$count($orders)', 'on-prem').label)).toBe(2);
  });
});

test('an argument that is missing is nothing', () => {
  const run = startRun('private-cloud');
  const value = applyFunction(run, { kind: 'builtin', name: 'reverse' }, { arguments: [], scope: rootScope(new Map()) });
  expect(value).toEqual(data(ABSENT));
  expect(applyFunction(run, { kind: 'builtin', name: 'map' }, { arguments: [data(opaqueLabel(2))], scope: rootScope(new Map()) }).kind).toBe('data');
});
