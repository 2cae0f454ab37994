import { describe, expect, test } from 'vitest';
import { estimateQuota } from '#shared/core/asl/estimate-quota.ts';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';

function machine(states: { readonly [name: string]: AslState }): AslMachine {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states };
}

describe('estimateQuota()', () => {
  test('counts bytes of UTF-8 and states in all scopes', () => {
    const one = machine({ a: { Type: 'Parallel', Comment: 'é', Branches: [{ StartAt: 'b', States: { b: { Type: 'Succeed' } } }], End: true } });
    expect(estimateQuota(one)).toMatchObject({ definitionBytes: new TextEncoder().encode(JSON.stringify(one)).length, states: 2 });
  });

  test('takes the longest way', () => {
    const states: { readonly [name: string]: AslState } = {
      choose: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'end' }], Default: 'work' },
      work: { Type: 'Task', Resource: 'uwf:http', Next: 'end', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'end' }] },
      end: { Type: 'Succeed' },
    };
    expect(estimateQuota(machine(states))).toMatchObject({ transitions: 3, historyEvents: 2 + 2 + 5 + 2 });
  });

  test('counts all branches of a Parallel, and the Map itself only', () => {
    const inner = { StartAt: 'x', States: { x: { Type: 'Pass', End: true } } } as const;
    const other = { StartAt: 'y', States: { y: { Type: 'Pass', End: true } } } as const;
    expect(estimateQuota(machine({ p: { Type: 'Parallel', Branches: [inner, other], End: true } })).transitions).toBe(3);
    expect(estimateQuota(machine({ m: { Type: 'Map', ItemProcessor: inner, End: true } })).transitions).toBe(1);
  });

  test('says that a loop has no bound', () => {
    expect(estimateQuota(machine({ a: { Type: 'Wait', Seconds: 1, Next: 'b' }, b: { Type: 'Pass', Next: 'a' } }))).toMatchObject({ transitions: 'unbounded', historyEvents: 'unbounded' });
  });

  test('counts a state that two ways lead to on each of them, without taking it for a loop', () => {
    expect(estimateQuota(machine({ a: { Type: 'Choice', Choices: [{ Condition: true, Next: 'b' }], Default: 'c' }, b: { Type: 'Pass', Next: 'c' }, c: { Type: 'Succeed' } })).transitions).toBe(3);
  });
});
