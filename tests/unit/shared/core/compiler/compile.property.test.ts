import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { mapStates } from '#shared/core/asl/scopes.ts';
import { validateStateMachine } from '#shared/core/asl/validate.ts';
import { linkProgram } from '#shared/core/compiler/ir/link.ts';
import { canonicalProgram } from '#shared/core/compiler/canonical-program.ts';
import { lowerDefinition } from '#shared/core/compiler/passes/lower.ts';
import { resolveReferences } from '#shared/core/compiler/passes/resolve.ts';
import { readDefinition } from '#shared/core/definition/read.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { caseCount, propertyTimeout } from '#tests/support/run-length.ts';
import { CATALOGUE, failing, runAsl, TARGET, type Answers } from './run-document.ts';
import { shadowingAssigns, unassignedReads } from './unassigned-reads.ts';

const NAMES = ['a', 'b', 'c', '__proto__x', 'a.if', 'a.b/c~d'];

const expression = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom('${ $ }', '${ $.x }', '${ $context.y }', '${ $workflow.input }', '${ $task.input.z }', '${ $uuid() }', '${ [$.x, $now()] }', '${ ($x := 1; $x) }', '${ x[y > 1].z }', '${ $map(x, function($v) { $v & y }) }', '${ {"a": $.x}.a }') },
  { weight: 1, arbitrary: fc.constantFrom('${ $input.x }', '${ $error.status }', '${ $output.a }', '${ $states.result }', '${ 1 + }', '${ $states }', '{% $x %}', 'text') },
);
const key = fc.oneof({ weight: 40, arbitrary: fc.constantFrom('k', 'l') }, { weight: 1, arbitrary: fc.constant('uwf:x') });
const template = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, expression, fc.constantFrom(1, null, true, '{% $x %}'), fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(key, tie('value'), { maxKeys: 2 })),
})).value;
const transform = fc.oneof(expression, fc.dictionary(key, template, { maxKeys: 2 }));
const duration = fc.constantFrom<unknown>('PT1S', 'PT1.5S', { milliseconds: 5 });
const delay = fc.oneof(duration, fc.constant('${ $.pause }'));
const directive = fc.oneof({ weight: 20, arbitrary: fc.constantFrom('continue', 'exit', 'end') }, { weight: 1, arbitrary: fc.constantFrom(...NAMES.slice(0, 3)) });

const schema = fc.constantFrom({ document: { type: 'object' } }, { document: { required: ['x'] } }, { document: true });
const output = fc.record({ as: transform, schema }, { requiredKeys: [] });
const exported = fc.oneof(fc.record({ as: transform }), fc.record({ as: transform, schema }));
const common = fc.record(
  { if: expression, input: fc.record({ from: transform, schema }, { requiredKeys: [] }), output, export: exported, then: directive, timeout: fc.record({ after: delay }) },
  { requiredKeys: [] },
);

const retry = fc.record(
  { delay, backoff: fc.constantFrom({ constant: {} }, { linear: {} }, { exponential: {} }), when: expression, jitter: fc.constant({ from: 'PT0S', to: 'PT1S' }), limit: fc.record({ attempt: fc.record({ count: fc.nat(3) }), duration }, { requiredKeys: ['attempt'] }) },
  { requiredKeys: ['limit'] },
);

const filter = fc.record({ type: fc.constantFrom('https://x.example/e', 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime'), status: fc.constantFrom(400, 408, 500, 503), title: fc.constant('T') }, { requiredKeys: [] });

function readTasks(tasks: unknown): readonly JsonObject[] {
  return JSON.parse(JSON.stringify(tasks));
}

interface Kinds {
  readonly task: JsonObject;
  readonly list: readonly JsonObject[];
}

const { list } = fc.letrec<Kinds>((tie) => {
  const kind = fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ set: fc.dictionary(fc.constantFrom('x', 'y'), template, { minKeys: 1, maxKeys: 2 }) }),
    fc.record({ wait: delay }),
    fc.record({ call: fc.constantFrom('echo', 'flaky', 'f'), with: fc.dictionary(fc.constantFrom('x', 'y'), template) }),
    fc.record({ call: fc.constant('http'), with: fc.record({ method: fc.constant('get'), endpoint: fc.constantFrom('https://x.example/{x}', '${ $.url }'), body: template }) }),
    fc.record({ raise: fc.record({ error: fc.record({ type: fc.constantFrom('https://x.example/e', 'https://x.example/f'), status: fc.constantFrom(400, 500), title: expression }) }) }),
    fc.record({ switch: fc.array(fc.record({ c: fc.record({ when: expression, then: directive }) }), { minLength: 1, maxLength: 2 }) }),
    fc.record({ do: tie('list') }),
    fc.record({ for: fc.record({ in: fc.constantFrom('${ $.list }', '${ [1, 2] }', '${ x }'), each: fc.constantFrom('item', 'one') }, { requiredKeys: ['in'] }), do: tie('list') }),
    fc.record({ for: fc.record({ in: fc.constantFrom('${ $.list }', '${ [1, 2] }'), at: fc.constant('n') }), while: fc.constantFrom('${ $n < 2 }', '${ $item > 1 }'), do: tie('list') }),
    fc.record({ fork: fc.record({ branches: tie('list').filter((tasks) => Array.isArray(tasks) && tasks.length > 0), compete: fc.boolean() }, { requiredKeys: ['branches'] }), metadata: fc.constantFrom({}, { uwf: { context: 'merge' } }) }),
    fc.record({ try: tie('list'), catch: fc.record({ errors: fc.record({ with: filter }), when: expression, retry, do: tie('list'), then: directive, as: fc.constantFrom('error', 'problem', 'sum') }, { requiredKeys: [] }) }),
  );
  return {
    task: fc.tuple(kind, common).map(([own, fields]) => JSON.parse(JSON.stringify({ ...fields, ...own }))),
    list: fc.tuple(fc.subarray(NAMES, { minLength: 0, maxLength: 3 }), fc.array(tie('task'), { minLength: 3, maxLength: 3 })).map(([names, tasks]) => readTasks(names.map((name, index) => ({ [name]: tasks[index] ?? {} })))),
  };
});

const documents = fc.record({ tasks: list, body: list, more: fc.record({ input: fc.record({ from: transform }), output, timeout: fc.record({ after: delay }) }, { requiredKeys: [] }) }).map(({ tasks, body, more }) =>
  JSON.stringify({
    document: { dsl: '1.0.1', namespace: 'tests', name: 'random', version: '1.0.0' },
    evaluate: { language: 'jsonata' },
    use: { functions: { f: { do: body } } },
    ...more,
    do: tasks.length === 0 ? [{ a: { set: { x: 1 } } }] : tasks,
  }),
);

/** The machine in which a worker evaluates every template. */
function everythingMoved(text: string): AslMachine {
  const { definition } = readDefinition(text);
  assert(definition !== undefined, 'the document can be read');
  const { machine, traits } = linkProgram(lowerDefinition(definition, resolveReferences(definition, { catalogue: CATALOGUE, target: TARGET }).resolution).program);
  return mapStates(machine, (state, name) => traits.get(name)?.evaluate ?? state);
}

/** What CreateStateMachine would say of the machine as it is emitted. */
function findingsOf(machine: AslMachine): readonly string[] {
  const emitted: JsonValue = JSON.parse(JSON.stringify(machine));
  const { result, diagnostics } = validateStateMachine(emitted, { type: 'STANDARD', resources: 'any' });
  return result === 'OK' ? [] : diagnostics.map(({ code, location = '', message }) => `${code} ${location} ${message}`);
}

const INPUT = { x: 1, y: 'two', list: [1, 2, 3], url: 'https://x.example/', pause: 'PT1S' };

/** Every third piece of work fails. */
const answerTo: Answers = (task, index) => (index % 3 === 2 ? failing('https://x.example/e', 500) : { kind: 'succeeded', output: task.arguments });

describe('compileDefinition() on any document', () => {
  test('never throws, and what it accepts is a valid machine that can be executed and reads no variable before it is assigned', () => {
    let accepted = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const outcome = compileDefinition({ text, target: TARGET, catalogue: CATALOGUE });
        if (!outcome.accepted) {
          expect(outcome.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
          return;
        }
        accepted += 1;
        for (const optimisation of [0, 1, 2] as const) {
          const level = compileDefinition({ text, target: TARGET, catalogue: CATALOGUE, optimisation });
          expect(level.accepted ? findingsOf(level.program.machine) : ['refused at one level only']).toEqual([]);
        }
        expect(prepareProgram(outcome.program.machine)).toMatchObject({ ok: true });
        for (const machine of [outcome.program.machine, everythingMoved(text)]) {
          expect(unassignedReads(machine)).toEqual([]);
          expect(shadowingAssigns(machine)).toEqual([]);
        }
        const again = compileDefinition({ text, target: outcome.program.target, catalogue: CATALOGUE });
        expect(again.accepted && canonicalProgram(again.program)).toBe(canonicalProgram(outcome.program));
      }),
      { numRuns: caseCount('COMPILE_RUNS', { short: 80, long: 2_000 }) },
    );
    expect(accepted).toBeGreaterThan(0);
  }, propertyTimeout());

  test('gives programs that do the same at every level of optimisation, by no more transitions', () => {
    let fused = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const [plain, ...others] = ([0, 1, 2] as const).map((optimisation) => compileDefinition({ text, target: TARGET, catalogue: CATALOGUE, optimisation }));
        if (plain?.accepted !== true) return;
        const expected = runAsl(plain.program.machine, INPUT, answerTo);
        for (const other of others) {
          assert(other.accepted, 'accepted at one level, accepted at all');
          const run = runAsl(other.program.machine, INPUT, answerTo);
          expect({ status: run.status, error: run.failure?.error }).toEqual({ status: expected.status, error: expected.failure?.error });
          if (!/\$uuid|\$now/.test(text)) expect({ output: run.output, given: run.given }).toEqual({ output: expected.output, given: expected.given });
          expect(run.states.length).toBeLessThanOrEqual(expected.states.length);
          if (run.states.length < expected.states.length) fused += 1;
        }
      }),
      { numRuns: caseCount('COMPILE_RUNS', { short: 60, long: 2_000 }) },
    );
    expect(fused).toBeGreaterThan(0);
  }, propertyTimeout());
});
