import { expect, test } from 'vitest';
import { functionUri, uriOf } from '#shared/core/compiler/pin/function-uri.ts';

const CATALOGS = { mine: { endpoint: 'https://github.com/o/r/tree/main/' }, other: { endpoint: { uri: 'https://c.example/root' } }, default: { endpoint: 'https://d.example' } };

test.each([
  ['https://c.example/f.yaml', 'https://c.example/f.yaml'],
  ['https://github.com/o/r/blob/v1/f/function.yaml', 'https://raw.githubusercontent.com/o/r/v1/f/function.yaml'],
  ['https://gitlab.com/g/s/r/-/tree/main/f.yaml', 'https://gitlab.com/g/s/r/-/raw/main/f.yaml'],
  ['log:1.0.0@mine', 'https://raw.githubusercontent.com/o/r/main/functions/log/1.0.0/function.yaml'],
  ['log:1.0.0@other', 'https://c.example/root/functions/log/1.0.0/function.yaml'],
  ['log:1.0.0@default', undefined],
  ['log:1.0.0@nowhere', undefined],
  ['log:1.0.0', undefined],
  ['log', undefined],
])('%s stands at %s', (call, uri) => {
  expect(functionUri(call, CATALOGS)).toBe(uri);
});

test('an endpoint is a text or an object with one', () => {
  expect([uriOf('a'), uriOf({ uri: 'b' }), uriOf({ uri: 1 }), uriOf(undefined)]).toEqual(['a', 'b', undefined, undefined]);
});
