import { describe, expect, test } from 'vitest';
import type { AslState, ChoiceState, PassState } from '#shared/core/asl/model.ts';
import { fuseDetour, mergeChoices } from '#shared/core/compiler/optimise/choices.ts';

const choice = (more: Partial<ChoiceState> = {}): ChoiceState => ({ Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'x' }], Default: 'b', ...more });

test('two Choices one behind the other become one, whose rules are tried in order', () => {
  const second: ChoiceState = { Type: 'Choice', Choices: [{ Condition: true, Next: 'y' }], Default: 'z', Output: 1 };
  expect(mergeChoices('a', choice(), { name: 'b', state: second, originOf: () => '' })?.state).toEqual({ ...second, Choices: [...choice().Choices, ...second.Choices] });
  expect(mergeChoices('a', choice({ Output: 1 }), { name: 'b', state: second, originOf: () => '' })).toBeUndefined();
  expect(mergeChoices('a', choice({ Default: 'c' }), { name: 'b', state: second, originOf: () => '' })).toBeUndefined();
});

describe('fuseDetour()', () => {
  const detour = (pass: Partial<PassState>, own: Partial<ChoiceState> = {}): AslState | undefined =>
    fuseDetour({ name: 'a', choice: choice({ Default: 'n', ...own }), behind: 'x', pass: { Type: 'Pass', Output: { v: 1 }, Next: 'n', ...pass }, meets: 'n', originOf: () => '' })?.state;

  test('makes one Pass of a Choice around a Pass', () => {
    expect(detour({})).toEqual({ Type: 'Pass', Output: "{% $states.input = 1 ? {'v': 1} : $states.input %}", Next: 'n' });
  });

  test.each<[string, Partial<PassState>, Partial<ChoiceState>]>([
    ['a Pass that assigns', { Assign: { v: 1 } }, {}],
    ['a Pass that may fail', { Output: '{% $states.input.x %}' }, {}],
    ['joined arrays', { Output: ['{% $states.input %}'] }, {}],
    ['a Choice that does more', {}, { Output: 1 }],
    ['several rules', {}, { Choices: [...choice().Choices, { Condition: true, Next: 'y' }] }],
  ])('leaves %s alone', (_, pass, own) => {
    expect(detour(pass, own)).toBeUndefined();
  });
});
