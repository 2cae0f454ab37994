import { describe, expect, test } from 'vitest';
import { toApiRequest, toHttpResult, type HttpEvent } from '#functions/aws/http-event.ts';
import { BODY_BYTES_MAX } from '#functions/limits.ts';

function event(more: Partial<HttpEvent> = {}, stage = '$default'): HttpEvent {
  return { rawPath: '/api/workflows/run/a%2Fb', rawQueryString: 'limit=1&x=%20', headers: { 'Content-Type': 'application/json' }, isBase64Encoded: false, requestContext: { http: { method: 'POST' }, stage }, ...more };
}

const bodyOf = (more: Partial<HttpEvent>): unknown => toApiRequest(event(more)).body;

describe('toApiRequest()', () => {
  test('hands in what came, encoded as it was sent: the gateway decodes paths', () => {
    expect(toApiRequest(event({ rawPath: '/api/workflows/run/100% é?' })).path).toBe('/api/workflows/run/100%25%20%C3%A9%3F');
    expect(toApiRequest(event())).toMatchObject({ method: 'POST', path: '/api/workflows/run/a%252Fb', query: 'limit=1&x=%20', headers: new Map([['content-type', 'application/json']]) });
  });

  test('leaves a stage out of the path', () => {
    expect(toApiRequest(event({ rawPath: '/prod/api/health' }, 'prod')).path).toBe('/api/health');
    expect(toApiRequest(event({ rawPath: '/production/api' }, 'prod')).path).toBe('/production/api');
  });

  test('puts cookies back among the headers', () => {
    expect(toApiRequest(event({ cookies: ['a=1', 'b=2'] })).headers.get('cookie')).toBe('a=1; b=2');
    expect(toApiRequest(event({ cookies: [] })).headers.has('cookie')).toBe(false);
  });

  test('reads the bytes of a body, as text or as base64', () => {
    expect(bodyOf({ body: 'ü' })).toEqual({ kind: 'bytes', bytes: Buffer.from('ü') });
    expect(bodyOf({ body: '/w==', isBase64Encoded: true })).toEqual({ kind: 'bytes', bytes: Buffer.from([0xff]) });
    expect(bodyOf({})).toEqual({ kind: 'bytes', bytes: Buffer.alloc(0) });
  });

  test('says of a body that is too large only that it is', () => {
    expect(bodyOf({ body: 'x'.repeat(BODY_BYTES_MAX) })).toMatchObject({ kind: 'bytes' });
    expect(bodyOf({ body: 'x'.repeat(BODY_BYTES_MAX + 1) })).toEqual({ kind: 'too-large' });
  });
});

test('toHttpResult() hands the answer out as it is', () => {
  expect(toHttpResult({ status: 202, headers: { location: '/x' }, body: '{}' })).toEqual({ statusCode: 202, headers: { location: '/x' }, body: '{}', isBase64Encoded: false });
});
