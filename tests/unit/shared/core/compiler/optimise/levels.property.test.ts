import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { caseCount, propertyTimeout } from '#tests/support/run-length.ts';
import { CATALOGUE, runAsl, TARGET, type Answers } from '../run-document.ts';

const LEVELS = [0, 1, 2] as const;

function textOf(tasks: readonly unknown[]): string {
  return JSON.stringify({ document: { dsl: '1.0.3', namespace: 'tests', name: 'levels', version: '1.0.0' }, evaluate: { language: 'jsonata' }, do: tasks });
}

const INPUT = { n: 7, list: [{ n: 1, k: 'a' }, { n: 2, k: 'b', list: [{ n: 3 }] }], one: [{ n: 5 }], a: { n: 4, list: [[1, 2], [3]] } };
const echo: Answers = (task) => ({ kind: 'succeeded', output: task.arguments });

function outcomesOf(tasks: readonly unknown[]): readonly unknown[] {
  return LEVELS.map((optimisation) => {
    const compiled = compileDefinition({ text: textOf(tasks), target: TARGET, catalogue: CATALOGUE, optimisation });
    if (!compiled.accepted) return { refused: compiled.diagnostics.map(({ code, pointer }) => [code, pointer]) };
    const { status, failure, output } = runAsl(compiled.program.machine, INPUT, echo);
    return { status, error: failure?.error, output };
  });
}

const root = fc.constantFrom('$', '$', '$', '$$', '$context', '$workflow.input', '$task.input', 'list', 'a', 'one', '(list)', '$task.name');
const stage = fc.constantFrom('', '', '', '[0]', '[-1]', '[n=2]', '[n>1]', '[]', '[n=$$.n]', '[$.n]', '[[0..1]]', '[k=$context.k]', '[$$.list[0].n=n]', '[$exists($context[0])]');
const step = fc.tuple(fc.constantFrom('.n', '.list', '.a', '.k', '.*', '.{"n": n}', '.[n]', '.(n)', '.$string()', '^(n)', '^(>n)', '@$v.n', '#$i.n', '.n.%', '.list.%.n', '.$'), stage).map((parts) => parts.join(''));
const group = fc.constantFrom('', '', '', '', '{k: n}', '{"g": $count($)}');
const path = fc.tuple(root, stage, fc.array(step, { maxLength: 2 }), group).map(([first, filter, steps, end]) => `${first}${filter}${steps.join('')}${end}`);
// In brackets, a path that finds nothing still gives a value, so that most programs come to their end.
const whole = fc.oneof({ weight: 1, arbitrary: path }, { weight: 5, arbitrary: path.map((one) => `[${one}]`) }, { weight: 1, arbitrary: fc.tuple(path, path).map(([one, other]) => `[1..2].(${one})[$ = ${other}]`) }, { weight: 1, arbitrary: path.map((one) => `$exists(${one})`) }, { weight: 1, arbitrary: fc.tuple(path, path).map(([one, other]) => `${one} = ${other}`) });
const expression = whole.map((text) => `\${ ${text} }`);
const value = fc.oneof(expression, fc.dictionary(fc.constantFrom('n', 'k', 'list', 'a'), fc.oneof(expression, fc.constantFrom<unknown>(1, 'text', [{ n: 1 }, { n: 2 }])), { minKeys: 1, maxKeys: 2 }));
const first = fc.oneof(
  value.map((as) => ({ set: { q: 1 }, output: { as } })),
  value.map((as) => ({ set: '${ $ }', export: { as } })),
  fc.constantFrom({ set: '${ list }' }, { set: { q: 1 }, output: { as: '${ 5 }' } }, { set: { q: 1 }, output: { as: '${ $workflow.input.list }' } }),
  fc.constant({ fork: { branches: [{ one: { set: { n: 1, k: 'x' } } }, { two: { set: { n: 2, k: 'y' } } }] } }),
  value.map((body) => ({ call: 'echo', with: { n: 2, list: body } })),
  value.map((from) => ({ input: { from }, set: '${ $ }' })),
);
const second = fc.oneof(
  value.map((read) => ({ set: { r: read } })),
  value.map((read) => ({ call: 'echo', with: { r: read } })),
  value.map((as) => ({ fork: { branches: [{ one: { set: { n: 1 } } }] }, output: { as } })),
  expression.map((when) => ({ switch: [{ c: { when, then: 'end' } }] })),
  value.map((as) => ({ wait: { seconds: 1 }, output: { as } })),
  expression.map((items) => ({ for: { in: items, each: 'q' }, do: [{ c: { set: { z: '${ $q }' } } }] })),
  value.map((read) => ({ try: [{ c: { call: 'echo', with: { r: read } } }], catch: { do: [{ h: { set: { caught: '${ $error.type }' } } }] } })),
);

describe('fusing states', () => {
  test('gives the same outcome at every level, whatever stands on the root of a path', () => {
    let completed = 0;
    fc.assert(
      fc.property(first, second, (one, two) => {
        const [plain, ...others] = outcomesOf([{ one }, { two }]);
        for (const other of others) expect(other).toEqual(plain);
        if (JSON.stringify(plain).includes('"output"')) completed += 1;
      }),
      { numRuns: caseCount('COMPILE_RUNS', { short: 300, long: 10_000 }) },
    );
    expect(completed).toBeGreaterThan(10);
  }, propertyTimeout());

  test.each(['$[0].n', '$[n=2].n', '$$[n=2]', '$[n=$$[1].n].n', '$^(>n)[0].n', '$[].n', '$#$i[$i=1].n', '$@$v.{"n": $v.n}', '$.n.%.k'])('reads what a fork gave: %s', (text) => {
    const fork = { fork: { branches: [{ one: { set: { n: 1, k: 'x' } } }, { two: { set: { n: 2, k: 'y' } } }] } };
    const [plain, ...others] = outcomesOf([{ fork }, { read: { set: { r: `\${ ${text} }` } } }]);
    expect(plain).toMatchObject({ output: {} });
    expect(others).toEqual([plain, plain]);
  });

  test('a group of what is not there fails as before', () => {
    const outcomes = outcomesOf([{ one: { set: { q: 1 }, output: { as: '${ missing }' } } }, { two: { set: { r: '${ ${"g": $count($)} }' } } }]);
    expect(outcomes).toEqual(LEVELS.map(() => expect.objectContaining({ status: 'failed' })));
  });

  test.each(['${ $task.name }', '${ 5 }', '${ null }'])('%s is the value that a path starts at, not the name of a field', (as) => {
    const outcomes = outcomesOf([{ one: { set: { q: 1 }, output: { as } } }, { two: { set: { r: '${ $exists(a) }', s: '${ $count([{"one": {"a": 1}}][$exists($$.a)]) }' } } }]);
    expect(outcomes).toEqual(LEVELS.map(() => expect.objectContaining({ output: { r: false, s: 0 } })));
  });

  test.each(['$input', '$input.x'])('an unbound %s is reported once, at every level', (name) => {
    const outcomes = outcomesOf([{ one: { input: { from: `\${ ${name} }` }, do: [{ i: { set: { r: '${ $exists(a.b) }' } } }] } }]);
    expect(outcomes).toEqual(LEVELS.map(() => ({ refused: [['UWF-2030', '/do/0/one/input/from']] })));
  });

  test('a thousand tasks that only compute become few states, in little time', () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => ({ [`t${index}`]: { set: { n: index, list: '${ $.list }', name: '${ $task.name & $.n }' } } }));
    const compiled = compileDefinition({ text: textOf(tasks), target: TARGET, catalogue: CATALOGUE, optimisation: 2 });
    assert(compiled.accepted, 'the document is accepted');
    expect(Object.keys(compiled.program.machine.States).length).toBeLessThan(10);
  }, 10_000);
});
