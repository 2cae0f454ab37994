import { describe, expect, test } from 'vitest';
import type { AslState, PassState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
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

  test('evaluates what may fail with the first thing that the state does', () => {
    const risky = { Output: { x: '{% $states.input.x %}', y: '{% $states.input.y + 1 %}' } };
    const asked = (value: string): string => `{% $exists($states.input.y + 1) ? ${value} : $error('the expression has no value') %}`;
    const task = (Arguments: JsonValue): AslState => ({ Type: 'Task', Resource: 'r', Arguments, Output: '{% $states.input.y & $states.result %}', End: true });
    expect(fused(risky, task({ k: 1, v: '{% $states.input.x %}' }))).toMatchObject({ Arguments: { k: 1, v: asked('$states.input.x') }, Output: '{% $states.input.y + 1 & $states.result %}' });
    expect(fused(risky, { Type: 'Task', Resource: 'r', End: true })).toMatchObject({ Arguments: risky.Output });
    expect(fused(risky, task({ k: 1 }))).toBeUndefined();
    expect(fused({ Output: { y: '{% $states.input.y + 1 %}' } }, { Type: 'Wait', Seconds: 5, End: true })).toMatchObject({ Seconds: asked('5') });
    expect(fused({ Output: { y: '{% $states.input.y + 1 %}' } }, { Type: 'Choice', Choices: [{ Condition: true, Next: 'x' }], Default: 'y' })).toMatchObject({ Choices: [{ Condition: asked('true') }] });
    expect(fused({ Output: { x: 1, y: '{% $states.input.y + 1 %}' } }, { Type: 'Map', Items: '{% $states.input.x %}', End: true })).toMatchObject({ Items: asked('1') });
  });

  test.each(['States.ALL', 'States.TaskFailed', 'States.QueryEvaluationError'])('leaves a Pass that may fail in front of a state that handles %s', (name) => {
    const task: AslState = { Type: 'Task', Resource: 'r', End: true };
    expect(fused({ Output: '{% $states.input.x %}' }, { ...task, Catch: [{ ErrorEquals: [name], Next: 'z' }] })).toBeUndefined();
    expect(fused({ Output: '{% $states.input.x %}' }, { ...task, Retry: [{ ErrorEquals: [name] }] })).toBeUndefined();
    expect(fused({ Output: '{% $states.input.x %}' }, { ...task, Retry: [{ ErrorEquals: ['urn:x#503'] }] })).toBeDefined();
  });

  test.each<[string, Omit<PassState, 'Type'>, AslState]>([
    ['changes', { Output: { id: '{% $string($uuid()) %}' } }, { Type: 'Task', Resource: 'r', End: true }],
    ['is about its own state', { Output: '{% $states.context.State.Name %}' }, { Type: 'Task', Resource: 'r', End: true }],
    ['assigns what states inside may read', { Assign: { v: 1 } }, { Type: 'Parallel', Branches: [], End: true }],
    ['gives a constant that cannot be written as a length of time', { Output: { n: {} } }, { Type: 'Wait', Seconds: '{% $states.input.n %}', End: true }],
    ['gives a constant that cannot be written as a timeout', { Output: { n: -1 } }, { Type: 'Task', Resource: 'r', TimeoutSeconds: '{% $states.input.n %}', End: true }],
    ['gives a constant that cannot be written as a point in time', { Output: { n: 'soon' } }, { Type: 'Wait', Timestamp: '{% $states.input.n %}', End: true }],
    ['gives a constant that cannot be written as items', { Output: { n: 1 } }, { Type: 'Map', Items: '{% $states.input.n %}', End: true }],
    ['gives a constant that cannot be written as a condition', { Output: { n: 'text' } }, { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n %}', Next: 'x' }], Default: 'y' }],
    ['has an end behind it', { Output: 1 }, { Type: 'Succeed' }],
    ['is large and read often', { Output: 'x'.repeat(900) }, { Type: 'Task', Resource: 'r', Arguments: '{% $states.input & $states.input & $states.input %}', End: true }],
  ])('leaves a Pass alone that %s', (_, pass, state) => {
    expect(fused(pass, state)).toBeUndefined();
  });
});
