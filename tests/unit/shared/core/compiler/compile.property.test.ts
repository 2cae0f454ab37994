import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalProgram } from '#shared/core/compiler/passes/emit.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { CATALOGUE } from './run-document.ts';

const NAMES = ['a', 'b', 'c', '__proto__x', 'a.if', 'a.b/c~d'];

const expression = fc.constantFrom('${ $ }', '${ $.x }', '${ $input.x }', '${ $context.y }', '${ $workflow.input }', '${ $task.input.z }', '${ $uuid() }', '${ [$.x, $now()] }', '${ $error.status }', '${ $output.a }', '${ $states.result }', '${ ($x := 1; $x) }', '${ x[y > $input.x].z }', '${ $map(x, function($v) { $v & y }) }', '${ 1 + }', '${ {"a": $.x}.a }', 'text', '{% $x %}');
const template = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, expression, fc.constantFrom(1, null, true), fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('k', 'l', 'uwf:x'), tie('value'), { maxKeys: 2 })),
})).value;
const duration = fc.constantFrom<unknown>('PT1S', 'PT0S', { milliseconds: 5 }, '${ $.pause }');
const directive = fc.constantFrom('continue', 'exit', 'end', ...NAMES.slice(0, 3));

const common = fc.record(
  { if: expression, input: fc.record({ from: template }), output: fc.record({ as: template }), export: fc.record({ as: template }), then: directive, timeout: fc.record({ after: duration }) },
  { requiredKeys: [] },
);

const retry = fc.record(
  { delay: duration, backoff: fc.constantFrom({ constant: {} }, { linear: {} }, { exponential: {} }), when: expression, jitter: fc.constant({ from: 'PT0S', to: 'PT1S' }), limit: fc.record({ attempt: fc.record({ count: fc.nat(3), duration }, { requiredKeys: [] }), duration }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

const filter = fc.record({ type: fc.constantFrom('https://x.example/e', 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime'), status: fc.constantFrom(400, 408, 500, 503), title: fc.constant('T') }, { requiredKeys: [] });

interface Kinds {
  readonly task: JsonObject;
  readonly list: readonly JsonObject[];
}

const { list } = fc.letrec<Kinds>((tie) => {
  const kind = fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ set: fc.dictionary(fc.constantFrom('x', 'y'), template, { minKeys: 1, maxKeys: 2 }) }),
    fc.record({ wait: duration }),
    fc.record({ call: fc.constantFrom('echo', 'flaky', 'f', 'nobody'), with: fc.dictionary(fc.constantFrom('x', 'y'), template) }),
    fc.record({ call: fc.constant('http'), with: fc.record({ method: fc.constant('get'), endpoint: fc.constantFrom('https://x.example/{x}', '${ $.url }'), body: template }) }),
    fc.record({ raise: fc.record({ error: fc.record({ type: fc.constantFrom('https://x.example/e', 'https://x.example/f'), status: fc.constantFrom(400, 500), title: expression }) }) }),
    fc.record({ switch: fc.array(fc.record({ c: fc.record({ when: expression, then: directive }) }), { minLength: 1, maxLength: 2 }) }),
    fc.record({ do: tie('list') }),
    fc.record({ try: tie('list'), catch: fc.record({ errors: fc.record({ with: filter }), when: expression, retry, do: tie('list'), then: directive, as: fc.constantFrom('error', 'problem', 'sum') }, { requiredKeys: [] }) }),
  );
  return {
    task: fc.tuple(kind, common).map(([own, fields]) => JSON.parse(JSON.stringify({ ...fields, ...own }))),
    list: fc.tuple(fc.subarray(NAMES, { minLength: 0, maxLength: 3 }), fc.array(tie('task'), { minLength: 3, maxLength: 3 })).map(([names, tasks]) => names.map((name, index) => ({ [name]: tasks[index] ?? {} }))),
  };
});

const documents = fc.record({ tasks: list, body: list, more: fc.record({ input: fc.record({ from: template }), output: fc.record({ as: template }) }, { requiredKeys: [] }) }).map(({ tasks, body, more }) =>
  JSON.stringify({
    document: { dsl: '1.0.1', namespace: 'tests', name: 'random', version: '1.0.0' },
    evaluate: { language: 'jsonata' },
    use: { functions: { f: { do: body } } },
    ...more,
    do: tasks.length === 0 ? [{ a: { set: { x: 1 } } }] : tasks,
  }),
);

describe('compileDefinition() on any document', () => {
  test('never throws, and what it accepts can be executed', () => {
    let accepted = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const outcome = compileDefinition({ text, target: { name: 'tests', runtime: 'engine', zone: 'private-cloud' }, catalogue: CATALOGUE });
        if (!outcome.accepted) return expect(outcome.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
        accepted += 1;
        expect(prepareProgram(outcome.program.machine)).toMatchObject({ ok: true });
        const again = compileDefinition({ text, target: outcome.program.target, catalogue: CATALOGUE });
        expect(again.accepted && canonicalProgram(again.program)).toBe(canonicalProgram(outcome.program));
      }),
      { numRuns: Number(process.env['COMPILE_RUNS'] ?? 150) },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
