import { expect, test } from 'vitest';
import { BEHAVIOUR_CURRENT, behaviourChanges } from '#shared/core/interpreter/behaviour.ts';

test('behaviours are numbered from 1 without gaps, and the last is the current one', () => {
  expect(behaviourChanges.map((change) => change.number)).toEqual(behaviourChanges.map((_, index) => index + 1));
  expect(behaviourChanges.at(-1)?.number).toBe(BEHAVIOUR_CURRENT);
});
