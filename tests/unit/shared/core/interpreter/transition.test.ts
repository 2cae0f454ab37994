import { expect, test } from 'vitest';
import { prepareTransition } from '#shared/core/interpreter/transition.ts';
import { preparing } from '#tests/support/visits.ts';

test('a state leads to its Next, or nowhere at its End', () => {
  const { preparation, problems, targets } = preparing();
  expect(prepareTransition({ Next: 'there' }, preparation)).toEqual({ next: 'there' });
  expect(prepareTransition({ End: true }, preparation)).toEqual({});
  expect(targets).toEqual(['Next:there']);
  expect(problems).toEqual([]);
});

test.each([{}, { Next: 'there', End: true as const }])('%j is reported', (state) => {
  const { preparation, problems } = preparing();
  prepareTransition(state, preparation);
  expect(problems).toEqual([{ pointer: '/States/here', message: 'A state has either Next or End' }]);
});
