import { expect, test } from 'vitest';
import { readAuthentication } from '#shared/core/definition/normalise/authentication.ts';

test('an authentication is a name, a secret, or a policy written out', () => {
  expect(readAuthentication({ use: 'a' }, '/p')).toEqual({ kind: 'reference', name: 'a', pointer: '/p/use' });
  expect(readAuthentication({ oauth2: { use: 's' } }, '/p')).toEqual({ kind: 'secret', scheme: 'oauth2', secret: 's', pointer: '/p/oauth2/use' });
  expect(readAuthentication({ digest: { username: 'u', password: '${ $secrets.p }' } }, '/p')).toEqual({
    kind: 'policy',
    scheme: 'digest',
    properties: { pointer: '/p/digest', value: { username: 'u', password: '${ $secrets.p }' } },
  });
});

test.each([{}, { certificate: {} }, 'x', undefined])('%j is none', (value) => {
  expect(readAuthentication(value, '/p')).toBeUndefined();
});
