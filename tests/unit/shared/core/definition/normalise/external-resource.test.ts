import { expect, test } from 'vitest';
import { readExternalResource } from '#shared/core/definition/normalise/external-resource.ts';
import { codesOf, newReading } from './readings.ts';

test('a resource is a URI, or an object with one', () => {
  expect(readExternalResource(newReading(), { endpoint: 'file:///a.json' }, '/r')).toEqual({ pointer: '/r', uri: 'file:///a.json' });
  expect(readExternalResource(newReading(), { name: 'n', endpoint: { uri: 'x', authentication: { basic: { use: 's' } } } }, '/r')).toEqual({
    pointer: '/r',
    name: 'n',
    uri: 'x',
    authentication: { kind: 'secret', scheme: 'basic', secret: 's', pointer: '/r/endpoint/authentication/basic/use' },
  });
});

test.each([
  [{ endpoint: '${ .uri }' }, '/r/endpoint'],
  [{ endpoint: 'https://x/{id}' }, '/r/endpoint'],
  [{ endpoint: { uri: '${ .uri }' } }, '/r/endpoint/uri'],
])('the address in %j is known only at run time', (value, pointer) => {
  const reading = newReading();
  expect(readExternalResource(reading, value, '/r')).toBeUndefined();
  expect(codesOf(reading)).toEqual([['UWF-1074', pointer]]);
});

test('what is malformed is left out without a finding', () => {
  const reading = newReading();
  expect([undefined, {}, { endpoint: {} }].map((value) => readExternalResource(reading, value, '/r'))).toEqual([undefined, undefined, undefined]);
  expect(reading.findings).toEqual([]);
});
