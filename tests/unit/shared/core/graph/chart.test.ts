import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { readDefinition } from '#shared/core/definition/read.ts';
import { chartOf, factsOfFindings, factsOfProgram } from '#shared/core/graph/chart.ts';
import type { FlowChart } from '#shared/core/graph/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE, TARGET } from '#tests/conformance/compiler/goldens.ts';

const IDENTITY = 'document: { dsl: 1.0.3, namespace: tests, name: chart, version: 1.0.0 }\n';
const HEADER = `${IDENTITY}evaluate: { language: jsonata }\n`;

function chart(body: string): FlowChart {
  const { definition, diagnostics } = readDefinition((body.startsWith('stateMachine') ? IDENTITY : HEADER) + body);
  assert(definition !== undefined, JSON.stringify(diagnostics));
  return chartOf({ definition, factsOf: () => ({ marks: [] }) });
}

/** Ways as `from -label-> to`, by the first line of each end; `~` for ways of errors. */
function ways({ nodes, groups, edges }: FlowChart): readonly string[] {
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.lines[0] ?? groups.find((group) => group.id === id)?.title ?? '?';
  return edges.map(({ from, to, label, kind }) => `${nameOf(from)} ${kind === 'error' ? '~' : '-'}${label ?? ''}> ${nameOf(to)}`);
}

describe('chartOf() draws every way that the flow can take', () => {
  test.each<[string, string, readonly string[]]>([
    ['a list', 'do:\n  - a: { set: { x: 1 } }\n  - b: { set: { x: 2 } }\n', ['start -> a', 'a -> b', 'b -> end']],
    ['directives', 'do:\n  - a: { set: { x: 1 }, then: c }\n  - b: { set: { x: 2 }, then: end }\n  - c: { set: { x: 3 }, then: b }\n', ['start -> a', 'a -> c', 'b -> end', 'c -> b']],
    [
      'a switch without default',
      "do:\n  - s:\n      switch:\n        - one: { when: '${ true }', then: b }\n  - a: { set: { x: 1 } }\n  - b: { set: { x: 2 } }\n",
      ['start -> s', 's -one> b', 's -otherwise> a', 'a -> b', 'b -> end'],
    ],
    ['a list inside that is left early', 'do:\n  - outer:\n      do:\n        - a: { set: { x: 1 }, then: exit }\n        - b: { set: { x: 2 } }\n  - c: { set: { x: 3 } }\n', ['start -> a', 'a -> c', 'b -> c', 'c -> end']],
    ['an error that is swallowed', 'do:\n  - t:\n      try:\n        - a: { set: { x: 1 } }\n      catch: { errors: { with: { status: 503 } } }\n  - b: { set: { x: 2 } }\n', ['start -> a', 'a -> b', 'try t ~503> b', 'b -> end']],
    ['an error that is handled', 'do:\n  - t:\n      try:\n        - a: { set: { x: 1 } }\n      catch:\n        do:\n          - h: { set: { x: 2 } }\n', ['start -> a', 'try t ~any error> h', 'a -> end', 'h -> end']],
    ['an error that goes on when retries are exhausted', 'do:\n  - t:\n      try:\n        - a: { set: { x: 1 } }\n      catch: { retry: { limit: { attempt: { count: 2 } } } }\n', ['start -> a', 'a -> end']],
    ['branches', 'do:\n  - f:\n      fork:\n        branches:\n          - a: { set: { x: 1 } }\n          - b: { set: { x: 2 } }\n', ['start -> fork', 'fork -> a', 'a -> join', 'fork -> b', 'b -> join', 'join -> end']],
    ['a raised error: the flow does not go on', "do:\n  - a: { raise: { error: { type: 'https://e.example', status: 400 } } }\n", ['start -> a']],
    ['events', 'do:\n  - l:\n      listen: { to: { any: [{ with: { type: t } }], until: "${ false }" } }\n      foreach:\n        do:\n          - a: { set: { x: 1 } }\n', ['start -> l', 'l -event> a', 'a -> l', 'l -done> end']],
    [
      'a state machine',
      'stateMachine:\n  StartAt: A\n  States:\n    A: { Type: Choice, Choices: [{ Variable: $.x, IsPresent: true, Next: B }], Default: C }\n    B: { Type: Task, Resource: "arn:aws:lambda:eu-west-1:123456789012:function:f", Catch: [{ ErrorEquals: [States.ALL], Next: C }], End: true }\n    C: { Type: Fail }\n',
      ['start -> A', 'A -rule 1> B', 'A -otherwise> C', 'B -> end', 'B ~States.ALL> C'],
    ],
  ])('of %s', (_name, body, expected) => {
    expect(ways(chart(body))).toEqual(expected);
  });

  test('puts tasks into groups inside of groups', () => {
    const { nodes, groups } = chart("do:\n  - each:\n      for: { each: order, in: '${ [1] }' }\n      do:\n        - t:\n            try:\n              - a: { set: { x: 1 } }\n            catch: { errors: { with: { status: 1 } } }\n");
    expect(groups).toEqual([
      { id: 'g1', title: 'for each order: each' },
      { id: 'g2', title: 'try t', group: 'g1' },
    ]);
    expect(nodes.find(({ lines }) => lines[0] === 'a')?.group).toBe('g2');
  });

  test('has ends that exist for every way, and ids that are used once', () => {
    const drawn = chart('do:\n  - f:\n      fork:\n        branches:\n          - a: { do: [{ b: { wait: { seconds: 1 } } }] }\n          - c: { set: { x: 1 } }\n');
    const ids = [...drawn.nodes.map(({ id }) => id), ...drawn.groups.map(({ id }) => id)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of drawn.edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
  });
});

describe('facts of tasks', () => {
  const input = 'input:\n  schema:\n    document: { type: object, additionalProperties: false, properties: { id: { type: string, x-tier: 1 } } }\n';

  test('come from the proof: zones, Tier 1 data, declassifications', () => {
    const text = `${HEADER}${input}do:\n  - check: { call: aml-check:1.2.0, with: { id: '\${ $.id }' } }\n  - note: { set: { done: true } }\n`;
    const outcome = compileDefinition({ text, target: TARGET, catalogue: CATALOGUE, optimisation: 0 });
    assert(outcome.accepted, JSON.stringify(outcome.diagnostics));
    const factsOf = factsOfProgram(outcome.program);
    expect(factsOf('/do/0/check')).toEqual({ zone: 'on-prem', marks: ['tier-1', 'declassifies'] });
    expect(factsOf('/do/1/note')).toEqual({ zone: 'private-cloud', marks: [] });
  });

  test('of a refused document name the tasks that errors are about, not those around them', () => {
    const text = `${HEADER}${input}do:\n  - outer:\n      do:\n        - send: { call: http, with: { method: post, endpoint: https://e.example, body: '\${ $.id }' } }\n`;
    const factsOf = factsOfFindings(compileDefinition({ text, target: TARGET, catalogue: [] }).diagnostics);
    expect(factsOf('/do/0/outer/do/0/send').marks).toEqual(['refused']);
    expect(factsOf('/do/0/outer').marks).toEqual([]);
  });
});
