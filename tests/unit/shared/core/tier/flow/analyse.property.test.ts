import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILT_IN_FUNCTIONS } from '#shared/core/expression/jsonata/built-in.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { isJsonArray, isJsonObject } from '#shared/core/kernel/json.ts';
import { arrayLabel, fieldOf, objectLabel, opaqueLabel, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';
import { planEvaluatedRelease } from '#shared/core/tier/release-plan.ts';
import { labelOfTemplate, type TemplateReading } from '#shared/core/tier/template-label.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { caseCount } from '#tests/support/run-length.ts';

/*
 * Non-interference: an expression is evaluated on-prem over two inputs that differ in Tier 1 only. Whatever the plan lets out in the clear
 * must be the same both times. The expressions are random texts over a small world; most of JSONata's constructs are among them.
 */

const secret = (id: string): Label => opaqueLabel(1, [{ id, tier: 1 }]);

const INPUT_LABEL = objectLabel([
  ['pan', secret('pan')],
  ['amount', secret('amount')],
  ['flags', secret('flags')],
  ['id', scalarLabel(3)],
  ['n', scalarLabel(2)],
  ['lines', arrayLabel(objectLabel([['sku', scalarLabel(2)], ['owner', secret('owner')], ['q', scalarLabel(2)]]), 2)],
]);

function world(side: 'left' | 'right'): JsonObject {
  const isLeft = side === 'left';
  return {
    pan: isLeft ? '4111' : '5500',
    amount: isLeft ? 3 : 40,
    flags: isLeft ? { a: true, list: [1, 2] } : { b: 'x' },
    id: 'id-1',
    n: 2,
    lines: [
      { sku: 'a', owner: isLeft ? 'kim' : 'zoe', q: 1 },
      { sku: 'b', owner: isLeft ? 'lee' : 'amy', q: 2 },
    ],
  };
}

const expressions = fc.letrec<{ any: string; leaf: string }>((tie) => {
  const any = tie('any');
  const leaf = fc.constantFrom('pan', 'amount', 'flags', 'id', 'n', 'lines', 'lines.owner', 'lines.sku', 'flags.a', '*', '$', '1', '0', '"a"', 'true', 'null', '[]', '$x', '"pan"').map((text) => (/^[a-z*]/.test(text) && !/^(true|null)$/.test(text) ? `${text}` : text));
  const names = fc.constantFrom(...BUILT_IN_FUNCTIONS.keys());
  return {
    leaf,
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(any, fc.constantFrom('+', '&', '=', '!=', '<', 'and', 'or', 'in'), any).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(any, any, any).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(any, any).map(([a, b]) => `(${a} ? ${b})`),
      fc.tuple(any, any).map(([a, b]) => `($x := ${a}; ${b})`),
      fc.tuple(any, any, any).map(([a, b, c]) => `(${a} ? ($x := ${b}); ${c})`),
      fc.tuple(any, any).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(any, any).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
      fc.tuple(any, any).map(([a, b]) => `{$string(${a}): ${b}}`),
      fc.tuple(any, any).map(([a, b]) => `(${a}).(${b})`),
      fc.tuple(any, any).map(([a, b]) => `(${a})[${b}]`),
      fc.tuple(any, any).map(([a, b]) => `(${a})^(${b})`),
      fc.tuple(any, any, any).map(([a, b, c]) => `(${a}){$string(${b}): ${c}}`),
      fc.tuple(any, fc.constantFrom('pan', 'sku', 'owner', 'a', '*', '**', '%')).map(([a, name]) => `(${a}).${name}`),
      fc.tuple(names, any).map(([f, a]) => `$${f}(${a})`),
      fc.tuple(names, any, any).map(([f, a, b]) => `$${f}(${a}, ${b})`),
      fc.tuple(any, names, any).map(([a, f, b]) => `(${a}).$${f}(${b})`),
      fc.tuple(any, names).map(([a, f]) => `(${a}).$${f}()`),
      fc.tuple(any, names).map(([a, f]) => `(${a} ~> $${f})`),
      fc.tuple(fc.constantFrom('map', 'filter', 'each', 'sift', 'single', 'sort'), any, any).map(([f, a, b]) => `$${f}(${a}, function($v, $k){ ${b.replaceAll('$x', '$v')} })`),
      fc.tuple(any, any, any).map(([a, b, c]) => `$reduce(${a}, function($v, $w){ ${b.replaceAll('$x', '$v')} }, ${c})`),
      fc.tuple(any, any).map(([a, b]) => `function($x){ ${a} }(${b})`),
      fc.tuple(names, any).map(([f, a]) => `$${f}(?, 1)(${a})`),
      fc.tuple(any, any).map(([a, b]) => `(${a} ~> |$|{"z": ${b}}|)`),
      fc.tuple(any, any).map(([a, b]) => `$merge([${a}, ${b}])`),
      fc.tuple(any, any).map(([a, b]) => `(${a})@$x.(${b})`),
      fc.tuple(any, any, any).map(([a, b, c]) => `($x := ${a}; ${b} ? $x := ${c}; $x)`),
      fc.tuple(any, any, any).map(([a, b, c]) => `($x := ${a}; (${b}).[$x, $x := ${c}]; $x)`),
      fc.tuple(any, any, any).map(([a, b, c]) => `($x := ${a}; ${b} and [$x := ${c}]; $x)`),
      fc.tuple(any, any).map(([a, b]) => `($f := $append(?, $x := ${a}); $f(${b}); $x)`),
      fc.tuple(any, any).map(([a, b]) => `($t := |$|{"z": $x}|; $x := ${a}; $t(${b}))`),
      fc.tuple(any, any, any).map(([a, b, c]) => `($f := ${a} ? function($v){ $x } : function($v){ ${b} }; $x := ${c}; $f(1))`),
      fc.tuple(any, any).map(([a, b]) => `($o := {"f": function($v){ [$x, $v] }}; $x := ${a}; $o.f(${b}))`),
      fc.tuple(names, any, any).map(([f, a, b]) => `($g := function($h, $v){ [$v, ${a}] }; $${f} ~> $g(${b}))`),
      fc.tuple(any, fc.constantFrom('<x-x:x>', '<x-x-x:x>', '<s-s:s>', '<x-n:x>'), any).map(([a, signature, b]) => `(${a}).(function($v, $w)${signature}{ [$v, $w] })(${b})`),
      fc.tuple(any, any).map(([a, b]) => `(function($v){ function($w){ [$v, $w] } })(${a})(${b})`),
      fc.tuple(any, any).map(([a, b]) => `$replace($string(${a}), /[a-z0-9]/, function($m){ $string(${b}) })`),
    ),
  };
}).any;

/** What leaves in the clear. That a sealed value is absent or null is a declared observation (design §6), so it does not count. */
function cleared(plan: ReleasePlan, value: JsonValue | undefined): JsonValue {
  if (plan.kind === 'seal' || plan.kind === 'declassify') return 'sealed';
  if (value === undefined || plan.kind === 'clear') return value ?? null;
  if (!isJsonObject(value)) return 'not an object';
  return Object.fromEntries(Object.entries(plan.members).map(([name, member]) => [name, cleared(member, value[name])]));
}

function run(text: string, input: JsonObject): { readonly ok: boolean; readonly value?: JsonValue } {
  const compiled = compileExpression(`$states.input.(${text})`);
  if (!compiled.ok) return { ok: false };
  let seed = 0;
  const outcome = evaluateExpression(compiled.value, { variables: { states: { input } }, now: 1_700_000_000_000, random: () => (seed = (seed + 0.37) % 1), limits: { steps: 20_000 } });
  if (!outcome.ok) return { ok: false };
  return outcome.value === undefined ? { ok: true } : { ok: true, value: outcome.value };
}

function readingIn(zone: Zone): TemplateReading {
  return { zone, form: 'asl', variables: new Map([['states', objectLabel([['input', INPUT_LABEL]])]]), placeOf: () => undefined };
}

function planOf(text: string): ReleasePlan {
  const { label } = labelOfTemplate(readingIn('on-prem'), `{% $states.input.(${text}) %}`, '/x');
  return planEvaluatedRelease({ pointer: '/do/0/x', task: 'x', declassify: [], zone: 'private-cloud' }, label).plan;
}

describe('non-interference', () => {
  test('what leaves in the clear does not depend on Tier 1 data', () => {
    let compared = 0;
    let clear = 0;
    fc.assert(
      fc.property(expressions, (text) => {
        const left = run(text, world('left'));
        const right = run(text, world('right'));
        if (!left.ok || !right.ok) return;
        compared += 1;
        const plan = planOf(text);
        const shown = cleared(plan, left.value);
        if (JSON.stringify(shown) !== '"sealed"') clear += 1;
        expect(cleared(plan, right.value), text).toEqual(shown);
      }),
      { numRuns: caseCount('FLOW_RUNS', { short: 3_000, long: 20_000 }) },
    );
    expect(compared).toBeGreaterThan(500);
    expect(clear).toBeGreaterThan(100);
  });
});

/** The same world as the cloud sees it: what may not be in the clear is one sealed text. */
function cloudWorld(side: 'left' | 'right'): JsonObject {
  const sealed = (name: string): string => `uwf-sealed:1:${side}-${name}`;
  return { pan: sealed('pan'), amount: sealed('amount'), flags: sealed('flags'), id: 'id-1', n: 2, lines: [1, 2].map((q) => ({ sku: q === 1 ? 'a' : 'b', owner: sealed(`owner-${q}`), q })) };
}

/** The parts of a value that its label calls clear; a sealed part stands for anything. */
function clearParts(label: Label, value: JsonValue | undefined): JsonValue {
  if (label.tier === 1) return 'sealed';
  const { shape } = label;
  if (isJsonArray(value)) return value.map((item) => clearParts(shape.kind === 'array' ? shape.items : label, item));
  if (shape.kind === 'array') return clearParts(shape.items, value);
  if (shape.kind !== 'object' || !isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, clearParts(fieldOf(shape, name), member)]));
}

describe('in the cloud', () => {
  test('an expression without a finding moves sealed values only to where its label says', () => {
    let compared = 0;
    let moving = 0;
    fc.assert(
      fc.property(expressions, (text) => {
        const { label, findings } = labelOfTemplate(readingIn('private-cloud'), `{% $states.input.(${text}) %}`, '/x');
        if (findings.length > 0) return;
        const [left, right] = [run(text, cloudWorld('left')), run(text, cloudWorld('right'))];
        expect(left.ok, text).toBe(right.ok);
        if (!left.ok || !right.ok) return;
        compared += 1;
        const shown = clearParts(label, left.value);
        if (sensitivityOf(label) === 1) moving += 1;
        expect(JSON.stringify(shown), text).not.toContain('uwf-sealed:');
        expect(clearParts(label, right.value), text).toEqual(shown);
      }),
      { numRuns: caseCount('FLOW_RUNS', { short: 3_000, long: 20_000 }) },
    );
    expect(compared).toBeGreaterThan(50);
    expect(moving).toBeGreaterThan(5);
  });
});
