import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompiledProgram, OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { SEALED_PREFIX } from '#shared/core/tier/sealed.ts';
import { caseCount, propertyTimeout } from '#tests/support/run-length.ts';
import { INPUT_SCHEMA, observe, readable, WORLD_CATALOGUE } from './two-worlds.ts';

/*
 * Non-interference of whole programs: whatever the compiler accepts is executed twice, over inputs that differ in Tier 1 data only, by the real
 * engine and the real runner. All that the cloud can read must be the same: every event of the history, every call from there, the end.
 */

const CLEAR = ['$workflow.input.id', '$workflow.input.type', '$workflow.input.items.sku', '$workflow.input.person.kind', '"b"', '2', 'false', '$exists(p)', '$exists(echo)', 'id', 'type', 'p', 'n', 'ok', 'echo', 'resolution', 'items.sku', 'person.kind', '$count(items)', '$context.p', '$workflow.input.id', '"a"', '1', 'true', '{"p": id}', '[id, type]'];
const SECRET = ['$workflow.input.person.iban', '$workflow.input.items.owner', '$workflow.input.amount', '$workflow.input.flag', '$workflow.input.address', '$workflow.input.client_name', 'client_name', 'amount', 'flag', 'items.owner', 'items[0].owner', 'person.iban', 'person', 'address', 's', 'q', 'score', 'notes', 'inner', 'inner.n', '$', '$workflow.input', '$context', '$context.s', 'items', '$workflow.input.client_name', '$workflow.input.items'];

/** Different in the two worlds, and not only to move. */
const COMPUTED = ['($workflow.input.amount > 10)', '($workflow.input.client_name = "Kim")', '$workflow.input.flag', '$workflow.input.address.city', '$keys($workflow.input.address)', '($workflow.input.items.owner[$ = "left-one"])', '$length($string($workflow.input.amount))'];

type Text = fc.Arbitrary<string>;

/** What only moves data, as far as `decision` is clear. */
const moving = (inner: Text, decision: Text): readonly Text[] => [
  fc.tuple(decision, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  fc.tuple(inner, inner).map(([a, b]) => `{"p": ${a}, "s": ${b}}`),
  fc.tuple(decision, inner).map(([a, b]) => `{"p": ${a}, "s": ${b}}`),
  fc.tuple(inner, inner).map(([a, b]) => `[${a}, ${b}]`),
  fc.tuple(inner, inner).map(([a, b]) => `$merge([{"p": ${a}}, {"s": ${b}}])`),
  fc.tuple(inner, inner).map(([a, b]) => `$append(${a}, ${b})`),
  fc.tuple(inner, decision).map(([a, b]) => `(items[${b}].{"p": sku, "s": ${a}})`),
  fc.tuple(inner, fc.constantFrom('p', 's', 'q', 'sku', 'echo', 'x')).map(([a, name]) => `(${a}).${name}`),
  fc.tuple(inner, inner).map(([a, b]) => `($x := ${a}; {"p": ${b}, "s": $x})`),
  fc.tuple(inner, inner).map(([a, b]) => `(function($v, $w) { {"p": $w, "s": $v} })(${a}, ${b})`),
  fc.tuple(inner).map(([a]) => `$map(items, function($v, $i) { {"p": $i, "s": [$v.owner, ${a}]} })`),
  fc.tuple(decision).map(([a]) => `$replace($string(${a}), /a/, function($m) { "b" })`),
  fc.tuple(decision, decision).map(([a, b]) => `({"p": ${a}} ~> |$|{"p": ${b}}|)`),
  fc.tuple(inner, inner).map(([a, b]) => `$parse($string({"p": ${a}, "s": ${b}}))`),
  fc.tuple(inner, fc.constantFrom('p', 's')).map(([a, name]) => `$parse($string({"p": ${a}})).${name}`),
];

/** What looks into data, too. */
const inspecting = (inner: Text): readonly Text[] => [
  fc.tuple(inner, fc.constantFrom('&', '=', 'and', 'in'), inner).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
  fc.tuple(inner, inner).map(([a, b]) => `$merge([${a}, ${b}])`),
  fc.tuple(inner, inner).map(([a, b]) => `(${a}).(${b})`),
  fc.tuple(inner, inner).map(([a, b]) => `(${a})[${b}]`),
  fc.tuple(inner).map(([a]) => `(${a}).*`),
  fc.tuple(fc.constantFrom('string', 'exists', 'boolean', 'count', 'keys', 'type', 'length', 'spread'), inner).map(([name, a]) => `$${name}(${a})`),
  fc.tuple(inner, inner).map(([a, b]) => `$map(${a}, function($v, $i) { {"p": $i, "s": [$v, ${b}]} })`),
];

const computed = fc.constantFrom(...COMPUTED);

/** Where what is computed from Tier 1 data shows only in what clear data becomes. */
const revealing = (inner: Text): readonly Text[] => [
  fc.tuple(computed, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  fc.tuple(computed, inner).map(([a, b]) => `(${a} ? {"p": ${b}})`),
  fc.tuple(computed, inner).map(([a, b]) => `[${b}, ${a}][0]`),
  fc.tuple(computed, inner).map(([a, b]) => `{$string(${a}): ${b}}`),
  fc.tuple(computed, inner, inner).map(([a, b, c]) => `($x := ${b}; ${a} ? $x := ${c}; $x)`),
  fc.tuple(computed, inner).map(([a, b]) => `$lookup({"true": ${b}, "false": "f"}, $string(${a}))`),
  fc.tuple(computed, inner).map(([a, b]) => `$count([${b}, ${a} = true ? 1])`),
  fc.tuple(computed, inner).map(([a, b]) => `$count(items.(${a} ? ${b}))`),
  fc.tuple(computed, inner).map(([a, b]) => `$type($map(items, function($v) { ${a} ? ${b} }))`),
  fc.tuple(computed, inner).map(([a, b]) => `$exists((${a} ? ${b})[true])`),
  fc.tuple(computed, inner).map(([a, b]) => `($string({"a": ${a}, "b": ${b}}) ~> $parse).b`),
  fc.tuple(computed, inner).map(([a, b]) => `($t := |$|{"p": $y}|; $y := ${a}; $t({"s": ${b}}))`),
];

const expressions = fc.letrec<{ clear: string; moving: string; any: string }>((tie) => ({
  clear: fc.oneof({ maxDepth: 2 }, { arbitrary: fc.constantFrom(...CLEAR), weight: 12 }, ...moving(tie('clear'), tie('clear')), ...inspecting(tie('clear'))),
  moving: fc.oneof({ maxDepth: 3 }, { arbitrary: fc.constantFrom(...CLEAR, ...SECRET), weight: 12 }, ...moving(tie('moving'), tie('clear'))),
  any: fc.oneof({ maxDepth: 3 }, { arbitrary: fc.constantFrom(...CLEAR, ...SECRET), weight: 8 }, { arbitrary: fc.constantFrom(...COMPUTED), weight: 4 }, ...revealing(tie('clear')).map((arbitrary) => ({ arbitrary, weight: 2 })), ...moving(tie('any'), tie('any')), ...inspecting(tie('any'))),
}));

const text = (expression: string): string => `\${ ${expression} }`;
const now = (often: Text, seldom: Text): Text => fc.oneof({ arbitrary: often, weight: 25 }, { arbitrary: seldom, weight: 1 }).map(text);
/** What should be clear, or should only be moved, and now and then is not. */
const clear = now(expressions.clear, expressions.any);
const moved = now(expressions.moving, expressions.any);
const any = expressions.any.map(text);

const template = fc.oneof(moved, fc.record({ p: clear, s: moved, q: moved }, { requiredKeys: ['p'] }), fc.record({ p: clear, s: moved, x: fc.tuple(moved, moved) }, { requiredKeys: ['s'] }));

const common = fc.record(
  {
    if: clear,
    input: fc.record({ from: template }),
    output: fc.record({ as: template }),
    export: fc.record({ as: template }),
    then: fc.constantFrom('continue', 'continue', 'continue', 'exit', 'end', 't0', 't1', 't2', 't3'),
  },
  { requiredKeys: [] },
);

const onPrem = { metadata: { uwf: { zone: 'on-prem' } } };

const simple: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ set: fc.record({ p: clear, s: any, q: any }, { requiredKeys: [] }) }) },
  { weight: 3, arbitrary: fc.record({ p: any, s: any }, { requiredKeys: ['p'] }).map((set) => ({ set })) },
  { weight: 1, arbitrary: template.map((set) => (typeof set === 'string' ? { set: { s: set }, ...onPrem } : { set, ...onPrem })) },
  { weight: 6, arbitrary: fc.record({ p: clear, x: clear }, { requiredKeys: ['x'] }).map((body) => ({ call: 'http', with: { method: 'post', endpoint: 'https://partner.example/{id}', body } })) },
  { weight: 1, arbitrary: template.map((body) => ({ call: 'http', with: { method: 'post', endpoint: 'https://core.example/', body }, ...onPrem })) },
  { weight: 3, arbitrary: fc.record({ a: any, b: any }, { requiredKeys: [] }).map((given) => ({ call: 'check-person:1.0.0@default', with: given })) },
  { weight: 2, arbitrary: fc.tuple(clear, fc.constantFrom('continue', 'end', 't0', 't2', 't3')).map(([when, then]) => ({ switch: [{ one: { when, then } }, { other: { then: 'continue' } }] })) },
  { weight: 1, arbitrary: clear.map((detail) => ({ raise: { error: { type: 'https://bank.example/no', status: 400, title: 'no', detail } } })) },
  { weight: 1, arbitrary: fc.constant({ wait: { seconds: 1 } }) },
);

const named = (tasks: readonly JsonObject[]): JsonValue => tasks.map((task, index) => ({ [`t${index}`]: 'then' in task && /^t\d$/u.test(String(task['then'])) && Number(String(task['then']).slice(1)) >= tasks.length ? { ...task, then: 'continue' } : task }));

/** Directives of a switch that name a task which the list does not have would only make the document invalid. */
function withTargets(task: JsonObject, size: number): JsonObject {
  if (!('switch' in task)) return task;
  return JSON.parse(JSON.stringify(task).replaceAll(/"then":"t(\d)"/g, (whole, digit: string) => (Number(digit) < size ? whole : '"then":"continue"'))) as JsonObject;
}

const list = (task: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonValue> => fc.array(task, { minLength: 1, maxLength: 5 }).map((tasks) => named(tasks.map((one) => withTargets(one, tasks.length))));

const plain = fc.tuple(simple, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: common })).map(([task, more]): JsonObject => ({ ...task, ...more }) as JsonObject);

const composite: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 1, arbitrary: fc.tuple(list(plain), common).map(([tasks, more]) => ({ do: tasks, ...more }) as JsonObject) },
  {
    weight: 2,
    arbitrary: fc.tuple(list(plain), list(plain), clear, fc.constantFrom({}, { retry: { delay: { seconds: 1 }, limit: { attempt: { count: 2 } } } })).map(([tasks, handling, when, retry]) => ({
      try: tasks,
      catch: { as: 'e', when: `\${ $e.status = 503 or ${when.slice(2, -1)} }`, ...retry, do: handling },
    })),
  },
  { weight: 1, arbitrary: template.map((given) => ({ call: 'helper', with: typeof given === 'string' ? { s: given } : given }) as JsonObject) },
);

/** Inside of a loop the item can be read, too. */
const withItem = (tasks: JsonValue): JsonValue => JSON.parse(JSON.stringify(tasks).replaceAll('$workflow.input.client_name', '$it.owner').replaceAll('$workflow.input.type', '$it.sku')) as JsonValue;
const LIMIT = { timeout: { after: { seconds: 5 } } };
const withoutTargets = (task: JsonObject): JsonObject => JSON.parse(JSON.stringify(task).replaceAll(/"then":"t\d"/g, '"then":"continue"')) as JsonObject;

/** Tasks whose lowering opens scopes or loops. */
const scoped: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.array(composite, { minLength: 1, maxLength: 3 }), fc.boolean(), common).map(([tasks, compete, more]) => ({ fork: { compete, branches: tasks.map((task, index) => ({ [`b${index}`]: withoutTargets(task) })) }, ...more }) as JsonObject) },
  { weight: 3, arbitrary: fc.tuple(list(plain), now(fc.constantFrom('$workflow.input.items', 'items', '[1, 2]', '$workflow.input.items.owner'), expressions.any), fc.option(clear), common).map(([tasks, items, condition, more]) => withItem({ for: { each: 'it', at: 'ix', in: items }, ...(condition === null ? {} : { while: condition }), do: tasks, ...more })) as fc.Arbitrary<JsonObject> },
  { weight: 1, arbitrary: fc.tuple(list(composite), common).map(([tasks, more]) => ({ do: tasks, ...LIMIT, ...more }) as JsonObject) },
  { weight: 1, arbitrary: fc.tuple(list(plain), list(plain)).map(([tasks, handling]) => ({ try: [{ both: { fork: { branches: [{ b0: { do: tasks } }, { b1: { raise: { error: { type: 'https://bank.example/no', status: 400 } } } }] } } }], catch: { as: 'e', do: handling } }) as JsonObject) },
);

const documents = fc.record({ tasks: list(fc.oneof({ weight: 5, arbitrary: composite }, { weight: 3, arbitrary: scoped })), helper: plain, ends: fc.record({ from: template, as: template }, { requiredKeys: [] }) }).map(
  ({ tasks, helper, ends }): JsonObject => ({
    document: { dsl: '1.0.3', namespace: 'tests', name: 'worlds', version: '1.0.0' },
    evaluate: { language: 'jsonata' },
    use: { functions: { helper: JSON.parse(JSON.stringify({ ...helper, then: 'continue' }).replaceAll(/"then":"t\d"/g, '"then":"continue"')) as JsonValue } },
    input: { schema: { document: INPUT_SCHEMA }, ...(ends.from === undefined ? {} : { from: JSON.parse(JSON.stringify(ends.from).replaceAll('$context', '$')) as JsonValue }) },
    ...(ends.as === undefined ? {} : { output: { as: ends.as as JsonValue } }),
    do: tasks,
  }),
);

const LEVELS: readonly OptimisationLevel[] = [0, 1, 2];

function compiled(document: JsonObject, optimisation: OptimisationLevel): CompiledProgram | undefined {
  const outcome = compileDefinition({ text: JSON.stringify(document), optimisation, target: { name: 'cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue: WORLD_CATALOGUE });
  return outcome.accepted ? outcome.program : undefined;
}

describe('non-interference of whole programs', () => {
  test('nothing that the cloud can read depends on Tier 1 data', { timeout: propertyTimeout(600_000) }, async () => {
    const seen = { accepted: 0, onPrem: 0, calls: 0, ended: 0 };
    await fc.assert(
      fc.asyncProperty(documents, fc.constantFrom(...LEVELS), async (document, level) => {
        const program = compiled(document, level);
        if (program === undefined) return;
        const [left, right] = [await observe(program, 'left'), await observe(program, 'right')];
        const about = `-O${level} ${JSON.stringify(document)}`;
        const until = Math.min(left.failedAt, right.failedAt);
        seen.accepted += 1;
        seen.calls += left.calls.length;
        if (Object.values(program.placement.tasks).some((task) => task.zone === 'on-prem')) seen.onPrem += 1;
        if (until === Number.POSITIVE_INFINITY) seen.ended += 1;
        expect([...left.faults, ...right.faults], about).toEqual([]);
        expect(JSON.stringify([left.calls, right.calls]), about).not.toContain(SEALED_PREFIX);
        expect(readable(right.history.slice(0, until) as unknown as JsonValue), about).toEqual(readable(left.history.slice(0, until) as unknown as JsonValue));
      }),
      { numRuns: caseCount('PROGRAM_RUNS', { short: 80, long: 2_000 }) },
    );
    // A property that refuses everything would hold too.
    expect(Math.min(seen.accepted, seen.onPrem, seen.ended)).toBeGreaterThan(0);
  });
});
