import { describe, expect, test } from 'vitest';
import type { AslState, PassState } from '#shared/core/asl/model.ts';
import { fuseBackward } from '#shared/core/compiler/optimise/backward.ts';

const fused = (state: AslState, pass: PassState): AslState | undefined => fuseBackward({ name: 'a', state, behind: 'b', pass, originOf: () => '' })?.state;
const PASS: PassState = { Type: 'Pass', Output: { x: '{% $states.input.y %}' }, Next: 'c' };

describe('fuseBackward()', () => {
  test('pulls a Pass into what is in front of it', () => {
    expect(fused({ Type: 'Wait', Seconds: 1, Next: 'b' }, PASS)).toEqual({ Type: 'Wait', Seconds: 1, Output: { x: '{% $states.input.y %}' }, Next: 'c' });
    expect(fused({ Type: 'Task', Resource: 'r', Next: 'b' }, PASS)).toEqual({ Type: 'Task', Resource: 'r', Output: { x: '{% $states.result.y %}' }, Next: 'c' });
    expect(fused({ Type: 'Task', Resource: 'r', Next: 'b' }, { Type: 'Pass', End: true })).toEqual({ Type: 'Task', Resource: 'r', End: true });
  });

  test('pulls it into the way of a Choice that leads to it', () => {
    const choice: AslState = { Type: 'Choice', Choices: [{ Condition: true, Next: 'z' }, { Condition: false, Next: 'b' }], Default: 'd' };
    expect(fused(choice, PASS)).toEqual({ ...choice, Choices: [choice.Choices[0], { Condition: false, Output: { x: '{% $states.input.y %}' }, Next: 'c' }] });
    expect(fused({ Type: 'Choice', Choices: [{ Condition: true, Next: 'z' }], Default: 'b' }, PASS)).toMatchObject({ Default: 'c', Output: { x: '{% $states.input.y %}' } });
  });

  test('leaves a Pass that may fail behind a state that would catch it or be tried again, and one that ends behind a Choice', () => {
    expect(fused({ Type: 'Task', Resource: 'r', Retry: [{ ErrorEquals: ['States.ALL'] }], Next: 'b' }, PASS)).toBeUndefined();
    expect(fused({ Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'z' }], Next: 'b' }, PASS)).toBeUndefined();
    expect(fused({ Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'z' }], Next: 'b' }, { Type: 'Pass', Output: { x: 1 }, Next: 'c' })).toMatchObject({ Output: { x: 1 }, Next: 'c' });
    expect(fused({ Type: 'Choice', Choices: [{ Condition: true, Next: 'b' }] }, { Type: 'Pass', Output: 1, End: true })).toBeUndefined();
    expect(fused({ Type: 'Succeed' }, PASS)).toBeUndefined();
  });
});
