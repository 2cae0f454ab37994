import { expect, test } from 'vitest';
import { refuse } from '#shared/core/definition/normalise/reading.ts';
import { diagnosticCatalogue } from '#shared/core/kernel/diagnostic.ts';
import { newReading } from './readings.ts';

test('refuse() names the construct and its way out', () => {
  const reading = newReading();
  expect(refuse(reading, '/a', 'the thing', 'Do without.')).toBeUndefined();
  refuse(reading, '/b', 'the other');
  expect(reading.findings).toMatchObject([
    { code: 'UWF-1070', pointer: '/a', message: 'the thing is not supported yet', wayOut: 'Do without.' },
    { code: 'UWF-1070', pointer: '/b', wayOut: diagnosticCatalogue['UWF-1070'].wayOut },
  ]);
});
