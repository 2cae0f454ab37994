import { expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { LinkedProgram } from '#shared/core/compiler/ir/link.ts';
import { openProgram, type Fusion } from '#shared/core/compiler/optimise/program.ts';

function applyFusion(linked: LinkedProgram, fusion: Fusion): LinkedProgram {
  const program = openProgram(linked);
  program.fuse(fusion);
  return program.close();
}

const MACHINE: AslMachine = {
  QueryLanguage: 'JSONata',
  StartAt: 'a',
  States: {
    a: { Type: 'Choice', Choices: [{ Condition: true, Next: 'b' }], Default: 'b' },
    b: { Type: 'Parallel', Branches: [{ StartAt: 'x', States: { x: { Type: 'Pass', Next: 'y' }, y: { Type: 'Pass', End: true } } }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'c' }], Next: 'c' },
    c: { Type: 'Succeed' },
  },
};

test('entriesOf() counts every way in, in all scopes', () => {
  const { order, entriesOf } = openProgram({ machine: MACHINE, sourceMap: { states: {}, fields: {} }, traits: new Map() });
  expect(order.map((name) => [name, entriesOf(name)]).sort()).toEqual([['a', 1], ['b', 2], ['c', 2], ['x', 1], ['y', 1]]);
});

test('fuse() replaces a state, leads everything to it, and keeps its origins and tasks', () => {
  const sourceMap = { states: { x: { pointer: '/do/0/x', task: 'x', phase: 'body' as const }, y: { pointer: '/do/0/y', task: 'y', phase: 'body' as const } }, fields: { '/States/x/Output': '/old', '/States/y/Output': '/gone', '/States/y/Assign/v': '/kept' } };
  const traits = new Map([['x', { pointer: '/do/0/x', declassify: [], priority: 'normal' as const }]]);
  const fused = applyFusion({ machine: MACHINE, sourceMap, traits }, { into: 'y', gone: 'x', state: { Type: 'Pass', Output: 1, End: true }, origins: [{ field: '/Output', origin: '/new' }], replaced: ['/Output'] });
  expect(fused.machine.States['b']).toMatchObject({ Branches: [{ StartAt: 'y', States: { y: { Type: 'Pass', Output: 1, End: true } } }] });
  expect(fused.sourceMap).toEqual({ states: { y: { pointer: '/do/0/y', task: 'y', phase: 'body', also: [{ pointer: '/do/0/x', task: 'x' }] } }, fields: { '/States/y/Assign/v': '/kept', '/States/y/Output': '/new' } });
  expect([...fused.traits.keys()]).toEqual([]);
});

test('fuse() leads Choices, Catches and Nexts to where the state went', () => {
  const fused = applyFusion({ machine: MACHINE, sourceMap: { states: {}, fields: {} }, traits: new Map() }, { into: 'c', gone: 'b', state: { Type: 'Succeed' }, origins: [], replaced: [] });
  expect(fused.machine.States['a']).toEqual({ Type: 'Choice', Choices: [{ Condition: true, Next: 'c' }], Default: 'c' });
});
