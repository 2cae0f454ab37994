import { describe, expect, test } from 'vitest';
import type { AslState, PassState } from '#shared/core/asl/model.ts';
import { fuseForward } from '#shared/core/compiler/optimise/forward.ts';

const fused = (pass: Omit<PassState, 'Type'>, state: AslState): AslState | undefined => fuseForward({ name: 'a', pass: { Type: 'Pass', ...pass, Next: 'b' }, behind: 'b', state, originOf: () => '' })?.state;

describe('fuseForward()', () => {
  test('writes what a Pass gives out into the arguments, outputs and catches of a Task', () => {
    const task: AslState = { Type: 'Task', Resource: 'r', Arguments: { v: '{% $states.input.n %}' }, Output: '{% {"in": $states.input.n, "out": $states.result} %}', Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next: 'z' }], End: true };
    expect(fused({ Output: { n: 1 } }, task)).toEqual({ Type: 'Task', Resource: 'r', Arguments: { v: 1 }, Output: "{% {'in': 1, 'out': $states.result} %}", Catch: [{ ErrorEquals: ['States.ALL'], Output: { n: 1 }, Next: 'z' }], End: true });
    expect(fused({ Output: { n: 1 } }, { Type: 'Task', Resource: 'r', End: true })).toMatchObject({ Arguments: { n: 1 } });
  });

  test('assigns the variables of the Pass on every way out', () => {
    const task: AslState = { Type: 'Task', Resource: 'r', Arguments: '{% $v %}', Assign: { w: 1 }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'z' }], End: true };
    expect(fused({ Assign: { v: {} } }, task)).toMatchObject({ Arguments: {}, Assign: { v: {}, w: 1 }, Catch: [{ Assign: { v: {} } }] });
  });

  test('gives a Choice, a Wait, a Parallel and a Map what they would have got', () => {
    expect(fused({ Output: { n: 1 } }, { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'x' }], Default: 'y' })).toEqual({ Type: 'Choice', Choices: [{ Condition: '{% 1 = 1 %}', Output: { n: 1 }, Next: 'x' }], Default: 'y', Output: { n: 1 } });
    expect(fused({ Output: { n: 1 } }, { Type: 'Wait', Seconds: '{% $states.input.n + 1 %}', End: true })).toMatchObject({ Seconds: '{% 1 + 1 %}', Output: { n: 1 } });
    expect(fused({ Output: { n: 1 } }, { Type: 'Parallel', Branches: [], End: true })).toMatchObject({ Arguments: { n: 1 } });
    expect(fused({ Output: { n: [1] } }, { Type: 'Map', Items: '{% $states.input.n %}', End: true })).toMatchObject({ Items: [1] });
  });

  test.each<[string, Omit<PassState, 'Type'>, AslState]>([
    ['may fail', { Output: '{% $states.input.x %}' }, { Type: 'Task', Resource: 'r', End: true }],
    ['changes', { Output: { id: '{% $string($uuid()) %}' } }, { Type: 'Task', Resource: 'r', End: true }],
    ['is about its own state', { Output: '{% $states.context.State.Name %}' }, { Type: 'Task', Resource: 'r', End: true }],
    ['assigns what states inside may read', { Assign: { v: 1 } }, { Type: 'Parallel', Branches: [], End: true }],
    ['has an end behind it', { Output: 1 }, { Type: 'Succeed' }],
    ['is large and read often', { Output: 'x'.repeat(900) }, { Type: 'Task', Resource: 'r', Arguments: '{% $states.input & $states.input & $states.input %}', End: true }],
  ])('leaves a Pass alone that %s', (_, pass, state) => {
    expect(fused(pass, state)).toBeUndefined();
  });
});
