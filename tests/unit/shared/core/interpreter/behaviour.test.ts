import { expect, test } from 'vitest';
import { BEHAVIOUR_CURRENT, behaviourChanges, behaviourOf } from '#shared/core/interpreter/behaviour.ts';

test('behaviours are numbered from 1 without gaps, and the last is the current one', () => {
  expect(behaviourChanges.map((change) => change.number)).toEqual(behaviourChanges.map((_, index) => index + 1));
  expect(behaviourChanges.at(-1)?.number).toBe(BEHAVIOUR_CURRENT);
});

test('an execution that does not say its behaviour started under the first', () => {
  expect(behaviourOf({})).toBe(1);
  expect(behaviourOf({ behaviour: 2 })).toBe(2);
});
