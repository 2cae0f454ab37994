import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import { reachableStates, successorsOf, verifyMachine, withStates } from '#shared/core/compiler/verify.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';

const machine = (States: { readonly [name: string]: AslState }): AslMachine => ({ QueryLanguage: 'JSONata', StartAt: 'a', States });
const SOUND = machine({
  a: { Type: 'Choice', Choices: [{ Condition: true, Next: 'b' }], Default: 'c' },
  b: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'd' }], Next: 'c' },
  c: { Type: 'Wait', Seconds: 1, End: true },
  d: { Type: 'Fail' },
});

describe('verifyMachine()', () => {
  test('has nothing to say of a sound machine', () => {
    expect(verifyMachine(SOUND, () => '')).toEqual([]);
  });

  test.each<[string, AslMachine]>([
    ['a start that is not there', { ...SOUND, StartAt: 'x' }],
    ['a target that is not there', machine({ a: { Type: 'Pass', Next: 'x' } })],
    ['a state that nothing leads to', machine({ a: { Type: 'Succeed' }, b: { Type: 'Succeed' } })],
    ['a name that is too long', { QueryLanguage: 'JSONata', StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: { Type: 'Succeed' } } }],
    ['neither Next nor End', machine({ a: { Type: 'Pass' } })],
    ['both Next and End', machine({ a: { Type: 'Pass', Next: 'a', End: true } })],
  ])('stops at %s', (_, broken) => {
    expect(() => verifyMachine(broken, () => '')).toThrow(InvariantError);
  });

  test('reports a machine that is too large', () => {
    expect(verifyMachine(machine({ a: { Type: 'Pass', Output: 'x'.repeat(1_100_000), End: true } }), () => '')).toMatchObject([{ code: 'UWF-2050' }]);
  });
});

test('reports a scope that control cannot leave', () => {
  const loop = machine({ a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Wait', Seconds: 1, Next: 'a' } });
  expect(verifyMachine(loop, (pointer) => pointer)).toMatchObject([{ code: 'UWF-2052', pointer: '/States/a' }]);
  const inside = machine({ a: { Type: 'Parallel', Branches: [{ StartAt: 'b', States: { b: { Type: 'Pass', Next: 'b' } } }], End: true } });
  expect(verifyMachine(inside, (pointer) => pointer)).toMatchObject([{ code: 'UWF-2052', pointer: '/States/b' }]);
});

test('states that can be reached, and the machine of them', () => {
  expect([...reachableStates(SOUND)].sort()).toEqual(['a', 'b', 'c', 'd']);
  const broken = machine({ a: { Type: 'Pass', End: true }, b: { Type: 'Pass', Next: 'a' }, c: { Type: 'Succeed' } });
  expect(Object.keys(withStates(broken, reachableStates(broken)).States)).toEqual(['a']);
  expect([...reachableStates(broken, (name) => (name === 'a' ? ['b'] : []))].sort()).toEqual(['a', 'b']);
  expect(successorsOf({ Type: 'Succeed' })).toEqual([]);
});
