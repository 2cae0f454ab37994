import { expect, test } from 'vitest';
import { didYouMean, editDistance, mostSimilar } from '#shared/core/definition/check/similar.ts';

test.each([
  ['', '', 0],
  ['a', '', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['teir', 'tier', 1],
  ['same', 'same', 0],
])('editDistance(%j, %j) is %i', (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
  expect(editDistance(right, left)).toBe(distance);
});

test('mostSimilar() takes the nearest name and keeps away from far ones', () => {
  expect(mostSimilar('endpont', ['endpoint', 'headers'])).toBe('endpoint');
  expect(mostSimilar('Endpoint', ['endpoint'])).toBe('endpoint');
  expect(mostSimilar('body', ['endpoint', 'headers'])).toBeUndefined();
  expect(mostSimilar('x'.repeat(1_000), ['x'])).toBeUndefined();
  expect(mostSimilar('ab', ['cd'])).toBeUndefined();
});

test('didYouMean() says nothing when nothing is near', () => {
  expect(didYouMean('sett', ['set'])).toBe("; did you mean 'set'?");
  expect(didYouMean('qqq', ['set'])).toBe('');
});
