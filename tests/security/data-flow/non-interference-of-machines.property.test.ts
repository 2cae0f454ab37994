import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { SEALED_PREFIX } from '#shared/core/tier/sealed.ts';
import { caseCount, propertyTimeout } from '#tests/support/run-length.ts';
import { INPUT_SCHEMA, observe, readable, WORLD_CATALOGUE } from './two-worlds.ts';

/*
 * The same law as in non-interference.property.test.ts, for state machines that users bring along: JSONPath states, Parallel and Map, failures that
 * carry values out of branches.
 */

const CLEAR = ['$.id', '$.type', '$.items[*].sku', '$.items[0].sku', '$.person.kind', '$.p', '$.r.resolution', '$$.Execution.Input.id', '$$.State.Name', "$.items[?(@.sku=='x')].sku", 'States.ArrayLength($.items)', "States.Format('{}-{}', $.id, $.type)", 'States.Array($.id, $.type)', 'States.JsonToString($.p)'];
const MOVING = ['$', '$.client_name', '$.amount', '$.flag', '$.address', '$.items', '$.items[*].owner', '$.items[1].owner', '$.person', '$.person.iban', '$.s', '$.r', '$.r.notes', '$$.Execution.Input', '$$.Execution.Input.client_name', 'States.Array($.id, $.client_name)', 'States.JsonMerge($.person, $.person, false)', 'States.JsonToString($.person)', 'States.StringToJson(States.JsonToString($.person))', 'States.ArrayGetItem($.items, 0)'];
const INSPECTING = ["States.Format('{}', $.client_name)", '$.address.city', '$.address.*', "$.items[?(@.owner=='left-one')].sku", "States.Hash($.client_name, 'MD5')", '$..owner', 'States.ArrayLength($.address)', 'States.ArrayUnique($.items)', '$.person.*', "States.ArrayContains($.items, 'x')"];

const clear = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...CLEAR) }, { weight: 1, arbitrary: fc.constantFrom(...MOVING, ...INSPECTING) });
const moved = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...CLEAR, ...MOVING) }, { weight: 1, arbitrary: fc.constantFrom(...INSPECTING) });
const paths = fc.record({ ResultPath: fc.constantFrom('$', '$.s', '$.r', '$.p', null), OutputPath: fc.constantFrom('$', '$.s', '$.person') }, { requiredKeys: [] });

const PUBLIC = { 'id.$': '$.id', 'p.$': '$.id' };
const payload = fc.record({ 'p.$': clear, 's.$': moved }, { requiredKeys: ['s.$'] });
const partner = fc.record({ 'p.$': clear, 'q.$': clear }, { requiredKeys: ['p.$'] });

/** States without a way on. */
const simple: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(payload, paths).map(([Parameters, more]) => ({ Type: 'Pass', Parameters: { ...PUBLIC, ...Parameters }, ...more })) },
  { weight: 3, arbitrary: partner.map((Parameters) => ({ Type: 'Task', Resource: 'uwf:http', Parameters: { body: Parameters }, ResultPath: '$.r' })) },
  { weight: 3, arbitrary: moved.map((path) => ({ Type: 'Task', Resource: 'uwf:function:check-person:1.0.0', Parameters: { 'a.$': path }, ResultPath: '$.r' })) },
  { weight: 1, arbitrary: fc.tuple(moved).map(([path]) => ({ Type: 'Pass', Assign: { 'v.$': path }, ResultPath: null })) },
);

const linked = (states: readonly JsonObject[], prefix: string): JsonObject => {
  const names = states.map((_, index) => `${prefix}${index}`);
  return { StartAt: names[0] ?? '', States: Object.fromEntries(states.map((state, index) => [names[index] ?? '', withWay(state, names[index + 1])])) };
};
const withWay = (state: JsonObject, next: string | undefined): JsonObject => (state['Type'] === 'Fail' ? state : { ...state, ...(next === undefined ? { End: true } : { Next: next }) });

let scopes = 0;
const scopeOf = (states: readonly JsonObject[]): JsonObject => linked(states, `s${(scopes += 1)}_`);
const few = fc.array(simple, { minLength: 1, maxLength: 2 });

const TELLING = "{% $string({'o': $states.input, 'i': $states.input.id}) %}";
const composite: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 2, arbitrary: fc.tuple(few, few, paths).map(([one, other, more]) => ({ Type: 'Parallel', Branches: [scopeOf(one), scopeOf(other)], ResultSelector: { 'p.$': '$[0].p', 's.$': '$[1]', 'id.$': '$[0].id' }, ...more })) },
  { weight: 2, arbitrary: fc.tuple(few, clear).map(([states, path]) => ({ Type: 'Map', ItemsPath: '$$.Execution.Input.items', ItemSelector: { ...PUBLIC, 's.$': '$$.Map.Item.Value.owner', 'p.$': '$$.Map.Item.Value.sku', 'q.$': path }, ItemProcessor: scopeOf(states), ResultPath: '$.s' })) },
  { weight: 2, arbitrary: few.map((states) => ({ Type: 'Parallel', Branches: [scopeOf([...states, { Type: 'Fail', QueryLanguage: 'JSONata', Error: 'told', Cause: TELLING }])], Catch: [{ ErrorEquals: ['told'], ResultPath: '$.t', Next: 'told' }] })) },
);

const documents = fc.array(composite, { minLength: 1, maxLength: 5 }).map((states): JsonObject => {
  const machine = linked(states, 't');
  const told = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $parse($states.input.t.Cause).o %}', Next: 'last' };
  const last = { Type: 'Task', Resource: 'uwf:http', Parameters: { body: { 'p.$': '$.id' } }, End: true };
  const isTold = states.some((state) => 'Catch' in state);
  const all = { ...(machine['States'] as JsonObject), ...(isTold ? { told, last } : {}) };
  return { document: { dsl: '1.0.3', namespace: 'tests', name: 'worlds', version: '1.0.0' }, input: { schema: { document: INPUT_SCHEMA } }, stateMachine: { ...machine, States: all } };
});

describe('non-interference of state machines', () => {
  test('nothing that the cloud can read depends on Tier 1 data', { timeout: propertyTimeout(600_000) }, async () => {
    const seen = { accepted: 0, calls: 0, onPrem: 0 };
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        const program = compiled(document);
        if (program === undefined) return;
        const [left, right] = [await observe(program, 'left'), await observe(program, 'right')];
        const about = JSON.stringify(document['stateMachine']);
        const until = Math.min(left.failedAt, right.failedAt);
        seen.accepted += 1;
        seen.calls += left.calls.length;
        if (Object.values(program.placement.tasks).some((task) => task.zone === 'on-prem')) seen.onPrem += 1;
        expect([...left.faults, ...right.faults], about).toEqual([]);
        expect(JSON.stringify([left.calls, right.calls]), about).not.toContain(SEALED_PREFIX);
        expect(readable(right.history.slice(0, until) as unknown as JsonValue), about).toEqual(readable(left.history.slice(0, until) as unknown as JsonValue));
      }),
      { numRuns: caseCount('PROGRAM_RUNS', { short: 120, long: 2_000 }) },
    );
    expect(Math.min(seen.accepted, seen.calls, seen.onPrem)).toBeGreaterThan(3);
  });
});

function compiled(document: JsonObject): CompiledProgram | undefined {
  const outcome = compileDefinition({ text: JSON.stringify(document), target: { name: 'cloud', runtime: 'engine', zone: 'private-cloud' }, catalogue: WORLD_CATALOGUE });
  return outcome.accepted ? outcome.program : undefined;
}
