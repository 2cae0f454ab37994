import { describe, expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { linkProgram } from '#shared/core/compiler/ir/link.ts';
import { lowerDefinition } from '#shared/core/compiler/passes/lower.ts';
import { resolveReferences } from '#shared/core/compiler/passes/resolve.ts';
import { reachableStates, withStates } from '#shared/core/compiler/verify.ts';
import { CATALOGUE, TARGET, runAsl } from './run-document.ts';
import { definitionOf } from './lowering/scopes.ts';

/** The machine as it is lowered, and with every template evaluated by a worker. */
function bothMachines(body: string): { readonly plain: AslMachine; readonly moved: AslMachine; readonly count: number } {
  const definition = definitionOf(body);
  const linked = linkProgram(lowerDefinition(definition, resolveReferences(definition, { catalogue: CATALOGUE, target: TARGET }).resolution).program);
  const states = Object.entries(linked.machine.States).map(([name, state]) => [name, linked.traits.get(name)?.evaluate ?? state] as const);
  const moved = { ...linked.machine, States: Object.fromEntries(states) };
  const prune = (machine: AslMachine): AslMachine => withStates(machine, reachableStates(machine));
  return { plain: prune(linked.machine), moved: prune(moved), count: [...linked.traits.values()].filter(({ evaluate }) => evaluate !== undefined).length };
}

describe('a template gives the same in its Pass and with a worker', () => {
  test.each([
    'do: [ { a: { set: { x: "${ $.n }", y: [1, "${ $.list }"], z: "{% 1 %}" } } } ]',
    'do: [ { a: { input: { from: { m: "${ $.n }" } }, set: { x: "${ $.m }" }, output: { as: { x: "${ $.x }", m: "${ $input.m }" } }, export: { as: { c: "${ $.x & $input.m }" } } } }, { b: { set: { got: "${ $ }", c: "${ $context.c }" } } } ]',
    'do: [ { a: { set: { rows: ["${ $.list }"] }, output: { as: { rows: "${ $.rows }", n: "${ $input.n }" } }, export: { as: "${ $ }" } } }, { b: { set: { got: "${ $ }", c: "${ $context }" } } } ]',
    'do: [ { a: { set: { x: 1 }, output: { as: { y: ["${ $.x }"] } }, export: { as: { n: "${ $input.n }", y: "${ $output.y }" } } } }, { b: { set: { got: "${ $ }", c: "${ $context }" } } } ]',
    'input: { from: "${ $merge([$, {\\"k\\": 1}]) }" }\noutput: { as: { o: "${ $ }", c: "${ $context }" } }\ndo: [ { a: { do: [ { b: { set: { v: "${ $.k + $.n }" } } } ], input: { from: "${ $ }" }, output: { as: { v: "${ $.v }", n: "${ $input.n }" } }, export: { as: "${ $ }" } } } ]',
    'use: { functions: { f: { set: { d: "${ $.v * 2 }" } } } }\ndo: [ { a: { call: f, with: { v: "${ $.n }" }, output: { as: { d: "${ $.d }", n: "${ $input.n }" } } } } ]',
    'do: [ { t: { input: { from: "${ $ }" }, try: [ { a: { set: { x: "${ $.n }" } } } ], catch: { do: [ { c: { set: { e: "${ $error.status }" } } } ] }, output: { as: { x: "${ $.x }", n: "${ $input.n }" } } } } ]',
    'do: [ { a: { set: { s: "${ $workflow.input.n & $task.name & $workflow.id & $states.context.State.Name }" } } } ]',
  ])('%s', (body) => {
    const { plain, moved, count } = bothMachines(body);
    const input = { n: 3, list: [1, [2]] };
    const expected = runAsl(plain, input);
    expect(count).toBeGreaterThan(0);
    expect(expected.status).toBe('succeeded');
    expect(runAsl(moved, input)).toMatchObject({ status: 'succeeded', output: expected.output });
  });
});
