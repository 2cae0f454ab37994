import { test } from 'vitest';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { arrayLabel, objectLabel, opaqueLabel, scalarLabel, type Label } from '#shared/core/tier/label.ts';
import { planEvaluatedRelease } from '#shared/core/tier/release-plan.ts';
import { labelOfTemplate } from '#shared/core/tier/template-label.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';
const secret = (id: string): Label => opaqueLabel(1, [{ id, tier: 1 }]);
const INPUT_LABEL = objectLabel([['pan', secret('pan')],['amount', secret('amount')],['flag', secret('flag')],['flags', secret('flags')],['id', scalarLabel(3)],['n', scalarLabel(2)],['one', objectLabel([['a', scalarLabel(2)]])],
  ['lines', arrayLabel(objectLabel([['sku', scalarLabel(2)], ['owner', secret('owner')], ['q', scalarLabel(2)]]), 2)]]);
const world = (l: boolean): JsonObject => ({ pan: l ? '4111' : '5500', amount: l ? 3 : 40, flag: l, flags: l ? { a: true, list: [1, 2] } : { b: 'x' }, id: 'id-1', n: 2, one: { a: 1 }, lines: [{ sku: 'a', owner: l ? 'kim' : 'zoe', q: 1 }, { sku: 'b', owner: l ? 'lee' : 'amy', q: 2 }] });
function cleared(plan: ReleasePlan, value: JsonValue | undefined): JsonValue {
  if (plan.kind === 'seal' || plan.kind === 'declassify') return 'sealed';
  if (value === undefined || plan.kind === 'clear') return value ?? null;
  if (!isJsonObject(value)) return 'not an object';
  return Object.fromEntries(Object.entries(plan.members).map(([name, member]) => [name, cleared(member, value[name])]));
}
const S = (t: string) => `$states.input.(${t})`;
const CASES = [
  S('lines.{"a": $x, "b": $x := owner}'), S('lines.[$x, $x := owner]'), S('($x := pan; none.[$x := "a"]; $x)'), S('($x := "a"; flag ? $x := "b"; $x)'), S('(flag ? $x := "b"; $exists($x))'),
  S('($f := $append(?, $x := pan); $x)'), S('($p := pan; $t := |$|{"z": $x := $p}|; $t({"c": 1}); $x)'), S('($t := |$|{"z": $y}|; $y := $$.pan; $t({}))'),
  '($i := $states.input; $t := |$|{"z": $y}|; $y := $i.pan; $t({}))',
  '($t := |$|{"z": $y}|; $y := $states.input.pan; $t({}))',
  '($f := function($a,$b){ $y }; $p := $f(?, 1); $y := $states.input.pan; $p(1))',
  '($f := true ? function(){ $y } : function(){ 1 }; $y := $states.input.pan; $f())',
  '($o := {"f": function(){ $y }}; $y := $states.input.pan; $o.f())',
  '($o := [function(){ $y }]; $y := $states.input.pan; $o[0]())',
  '($f := function($g,$p){ $p }; $string ~> $f($states.input.pan))',
  '($g := $string ~> $uppercase; $states.input.pan ~> $g)',
  '$states.input.pan.(function($s)<s-:s>{ $s })()', '$states.input.pan.(function($a)<s-n:s>{ $a })(1)', '$states.input.pan.($f := function($a,$b,$c)<s-s-n:s>{ $c }; $f(1))', '($f := function($a,$b,$c)<s-s-s:s>{ $c }; "x".$f($states.input.pan))',
  '$states.input.pan.$map([1], function($a, $b)<s-n:s>{ $a })',
  '{"a": $x, $string($x := $states.input.pan): 1}', '($x := {"p": $states.input.pan}; $merge([$x, $x := {"c": 1}]))', '($x := $states.input.pan; [1..0].($x := 1); $x)', '($x := $states.input.pan; []^($x := 1); $x)',
  '($x := $states.input.pan; $states.input.lines[$x := "a"]; $x)', '($x := $states.input.pan; $states.none[$x := "a"]; $x)', '($x := $states.input.pan; $states.none{"a": $x := "a"}; $x)',
  '($x := $states.input.pan; ($x := 1); $x)', '($x := "a"; $states.input.flag and [$x := "b"]; $x)', '($x := "a"; ($states.input.flag ? [$x := "b"] : 0); $x)',
  '$map([1,2], function($i){ $states.input.pan })', '$each($states.input.flags, function($v,$k){ $k })', '$keys($states.input.flags)', '$spread($states.input.flags)', '$spread($states.input)', '$sift($states.input, function($v){ $v = "4111" })',
  '$merge($states.input.flags)', '$merge([{"a":1}, $states.input.flags]).a', '$merge([{"b": "y"}, $states.input.flags]).b', '$states.input.lines[owner="kim"][0].sku', '$states.input.lines[-1].owner', '$states.input.lines#$i[$i=0].owner', '$states.input.lines.owner.%.sku', '$states.input.lines@$l.$l.sku', '$states.input.lines@$l[$l.owner="kim"].{"s": $l.sku}',
  '$states.input.lines{sku: owner}', '$states.input.lines{owner: sku}', '$states.input.lines{sku: $count($[owner="kim"])}', '$states.input.lines^(owner)[0].sku', '$sort($states.input.lines, function($a,$b){$a.owner > $b.owner}).sku', '$single($states.input.lines, function($l){$l.owner="kim" or $l.owner="zoe"}).sku', '$zip($states.input.lines.sku, $states.input.lines.owner)', '$zip($states.input.lines.sku, $states.input.flags.list)[0][0]', '$count($zip($states.input.lines.sku, $states.input.flags.list))',
  '$reduce($states.input.lines, function($a,$b){ $a.owner = "kim" ? $a.sku : $b.sku })', '$lookup({"true": 1, "false": 2}, $string($states.input.flag))', '$filter(["a","b"], function($v){ $states.input.flag })', '$exists($states.input.flags.a)', '[1, $states.input.flags.a]', '$count([1, $states.input.flags.a])', '{"a": $states.input.flags.a ~> $exists}', '$boolean($states.input.flags.b)', '$type($states.input.flags.a)', '$states.input.flags.a ? 1', '$append([1], $states.input.flags.list)[0]', '$count($append([1], $states.input.flags.list))', '$states.input.("x")[$states.input.flag]', '["p","q"][$states.input.amount > 10 ? 1 : 0]', '["p","q"].($states.input.flag ? $ : "z")', '$distinct([$states.input.pan, "4111"])', '$count($distinct([$states.input.pan, "4111"]))', '$reverse([$states.input.pan])', '$partition([1,2,3,4], $states.input.amount)', '$range(1, $states.input.amount, 1)', '$count([1..$states.input.amount])', '$states.input.one ~> |$|{"b": $states.input.pan}|', '$states.input.one ~> |$|{}, ["a"]|', '$clone($states.input).pan', '$replace("abc", "b", function($m){ $states.input.pan })', '$match($states.input.pan, /4/).index', '$states.input.pan ~> /4/', '($f := /4/; $f($states.input.pan))', '$parse("[" & $states.input.amount & "]")', '$states.input.**[0]', '$states.input.*[0]', '$states.*.id', '$states.input.lines.*[0]', '$formatInteger($states.input.amount, "w")', '$eval("1")', '$states.input.lines[[0..$states.input.amount]].sku', '$fromMillis($states.input.amount)', '$hash($states.input.pan, "SHA-256")', '$random() > 2 ? $states.input.pan : 1', '$states.input.lines.($x := owner; {"a": $x})', '($i := $states.input; $map($i.lines, function($l,$n,$a){ $a.owner }))', '$shuffle($states.input.lines).owner', '$string($states.input)', '$states.input.lines.(sku; owner)', '$states.input.lines.$lookup($, "owner")', '$states.input.$lookup("pan")', '$states.input ~> $lookup("pan")', '$states.input.$keys()', '$states.input.$each(function($v){$v})', '$states.input.$sift(function($v,$k){$k="pan"})', '$states.input.$spread().pan', '($a := [{"x": $states.input.pan}, {"x": 1}]; $a[1].x)', '[$states.input.pan, 1][1]', '$states.input.lines[0]{"a": owner}', '$states.input.lines[]', '$states.input.pan[]', '$sum($states.input.lines.q)', '($fact := function($n,$a){ $n <= 0 ? $a : $fact($n - 1, $a & $states.input.pan) }; $fact(3, ""))', '($f := function($n){ $n > 20 ? $states.input.pan : $f($n+1) }; $f(0))', '$error($states.input.pan)', '$assert($states.input.flag, "x")', '($y := function($f){ $f($f) }; $y(function($g){ $states.input.pan }))', '(function($x){ function($y){ $x } })($states.input.pan)(1)', '($k := $states.input.pan; function(){ $k }())', '$map([$states.input.pan], $string)', '$map($states.input.pan, function($v){ 1 })', '$map($states.input.flags.list, function($v){ 1 })', '$filter($states.input.flags.list, function($v){ false })', '$average($states.input.flags.list)', '$states.input.flags.list.("x")', '$states.input.flags.("x")','$states.input.flags.{"k":"v"}', '$states.input.lines.{"k": $states.input.flags.a}', '$states.input.one.{"k": $states.input.flags.a ? 1}', '{"k": $states.input.flags.a ? 1}', '[$states.input.flags.a ? 1]', '[[1],[$states.input.flags.a]]', '$states.input.lines.[owner]', '$states.input.lines.[sku,[owner]]',
];
test('expr', () => {
  const out: string[] = [];
  for (const text of CASES) {
    const run = (l: boolean): JsonValue | undefined | string => { const c = compileExpression(text); if (!c.ok) return 'ERR ' + c.error.code; const o = evaluateExpression(c.value, { variables: { states: { input: world(l) } }, now: 1, random: () => 0.5, limits: { steps: 20000 } }); return o.ok ? o.value : 'ERR ' + o.error.code; };
    const variables = new Map([['states', objectLabel([['input', INPUT_LABEL]])]]);
    const { label } = labelOfTemplate({ zone: 'on-prem', form: 'asl', variables, placeOf: () => undefined }, `{% ${text} %}`, '/x');
    const plan = planEvaluatedRelease({ pointer: '/do/0/x', task: 'x', declassify: [], zone: 'private-cloud' }, label).plan;
    const [l, r] = [run(true), run(false)];
    const bad = !(typeof l === 'string' && l.startsWith('ERR')) && JSON.stringify(cleared(plan, l)) !== JSON.stringify(cleared(plan, r));
    if (bad || (typeof l === 'string' && l.startsWith('ERR'))) out.push(`${bad ? 'LEAK' : '    '} ${plan.kind} ${text} => ${JSON.stringify(l)} | ${JSON.stringify(r)}`);
  }
  console.log(out.join('\n'));
});
