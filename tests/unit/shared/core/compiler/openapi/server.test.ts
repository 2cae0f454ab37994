import { describe, expect, test } from 'vitest';
import { serverOf } from '#shared/core/compiler/openapi/server.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const AT = 'https://host.example/docs/v1/api.json?x';

describe('serverOf()', () => {
  test.each<[JsonObject, string | undefined]>([
    [{ openapi: '3.0.0', servers: [{ url: 'https://a.example/v1/' }] }, 'https://a.example/v1'],
    [{ openapi: '3.0.0', servers: [{ url: 'https://{e}.example/{v}', variables: { e: { default: 'test' } } }] }, 'https://test.example/{v}'],
    [{ openapi: '3.0.0', servers: [{ url: '/v2' }] }, 'https://host.example/v2'],
    [{ openapi: '3.0.0', servers: [{ url: '//b.example' }] }, 'https://b.example'],
    [{ openapi: '3.0.0', servers: [{ url: '../v3/./x' }] }, 'https://host.example/docs/v3/x'],
    [{ openapi: '3.0.0' }, 'https://host.example'],
    [{ swagger: '2.0', host: 'c.example', basePath: '/v2', schemes: ['http', 'https'] }, 'https://c.example/v2'],
    [{ swagger: '2.0', host: 'c.example', schemes: ['http'] }, 'http://c.example'],
    [{ swagger: '2.0', schemes: ['ws'], basePath: '/v2' }, 'https://host.example/v2'],
  ])('%j', (document, expected) => {
    expect(serverOf(document, [{}, {}, document], AT)).toBe(expected);
  });

  test('the nearest servers count', () => {
    const document = { openapi: '3.0.0', servers: [{ url: 'https://root.example' }] };
    expect(serverOf(document, [{}, { servers: [{ url: 'https://path.example' }] }, document], AT)).toBe('https://path.example');
    expect(serverOf(document, [{ servers: [{ url: 'https://own.example' }] }, {}, document], AT)).toBe('https://own.example');
  });

  test('a document of no known place without a server has none', () => {
    expect(serverOf({ swagger: '2.0' }, [{}], 'api.json')).toBeUndefined();
    expect(serverOf({ openapi: '3.0.0' }, [{}], 'api.json')).toBeUndefined();
  });
});
