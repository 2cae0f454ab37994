import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouter } from '#functions/http/router.ts';
import { fakeOperation } from '#tests/support/api/fake-operation.ts';

const router = createRouter([
  fakeOperation({ id: 'list', path: '/api/list' }),
  fakeOperation({ id: 'get', path: '/api/run/{id}' }),
  fakeOperation({ id: 'start', path: '/api/run/{id}', method: 'POST' }),
  fakeOperation({ id: 'startInline', path: '/api/run', method: 'POST' }),
]);

function routeOf(method: string, path: string): string {
  const found = router(method, path);
  return found.ok ? `${found.value.operation.id} ${JSON.stringify(found.value.params)}` : `${found.error.code} ${String(found.error.details['allow'] ?? '')}`.trim();
}

describe('the router', () => {
  test.each([
    ['GET', '/api/list', 'list {}'],
    ['HEAD', '/api/list', 'list {}'],
    ['GET', '/api/run/a', 'get {"id":"a"}'],
    ['POST', '/api/run/a', 'start {"id":"a"}'],
    ['POST', '/api/run', 'startInline {}'],
    ['GET', '/api/run/a%2Fb%20c', 'get {"id":"a/b c"}'],
    ['GET', '/api/%6Cist', 'list {}'],
    ['GET', '/api/run/%C3%A4', 'get {"id":"ä"}'],
    ['GET', '/api/run/..', 'get {"id":".."}'],
  ])('%s %s goes to %s', (method, path, expected) => {
    expect(routeOf(method, path)).toBe(expected);
  });

  test.each([
    ['DELETE', '/api/list', 'UWF-4050 GET, HEAD'],
    ['PUT', '/api/run/a', 'UWF-4050 GET, HEAD, POST'],
    ['get', '/api/list', 'UWF-4050 GET, HEAD'],
    ['HEAD', '/api/run', 'UWF-4050 POST'],
    ['GET', '/', 'UWF-4040'],
    ['GET', '', 'UWF-4040'],
    ['GET', '*', 'UWF-4040'],
    ['GET', '/api/list/', 'UWF-4040'],
    ['GET', '//api/list', 'UWF-4040'],
    ['GET', '/api//list', 'UWF-4040'],
    ['GET', '/api/x/../list', 'UWF-4040'],
    ['GET', '/api/run/', 'UWF-4040'],
    ['GET', '/API/list', 'UWF-4040'],
    ['GET', '/api/{id}', 'UWF-4040'],
    ['GET', '/api/run/%ZZ', 'UWF-4000'],
    ['GET', '/%', 'UWF-4000'],
    ['GET', '/api/run/%C3', 'UWF-4000'],
    ['GET', '/api/run/%00', 'UWF-4000'],
    ['GET', '/api/run/a%0d%0ab', 'UWF-4000'],
  ])('%s %s is refused with %s', (method, path, expected) => {
    expect(routeOf(method, path)).toBe(expected);
  });

  test('answers every method and path', () => {
    fc.assert(fc.property(fc.string(), fc.string({ unit: fc.constantFrom('/', 'a', 'api', 'run', '%', 'F', '{', '.', 'ä') }), (method, path) => routeOf(method, path) !== ''));
  });
});
