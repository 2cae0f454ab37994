import { expect, test } from 'vitest';
import { refuse } from '#shared/core/definition/normalise/reading.ts';
import { newReading } from './readings.ts';

test('refuse() names the construct, the reason and the way out', () => {
  const reading = newReading();
  expect(refuse(reading, '/a', { construct: 'the thing', reason: 'it cannot be', wayOut: 'Do without.' })).toBeUndefined();
  expect(reading.findings).toMatchObject([{ code: 'UWF-1070', pointer: '/a', message: 'the thing is not taken: it cannot be', wayOut: 'Do without.' }]);
});
