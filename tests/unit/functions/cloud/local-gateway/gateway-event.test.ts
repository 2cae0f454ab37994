import { describe, expect, test } from 'vitest';
import { toApiRequest } from '#functions/aws/http-event.ts';
import type { WireRequest } from '#functions/cloud/local-gateway/cloud-form.ts';
import { toGatewayEvent } from '#functions/cloud/local-gateway/gateway-event.ts';

const REQUEST: WireRequest = { method: 'GET', target: '/api/workflows/definition/a%40b?x=1&y=%20&x=2', fields: [['Host', 'uwf.example'], ['User-Agent', 'test']], body: Buffer.alloc(0), sourceIp: '127.0.0.1' };
const FACTS = { routeKey: 'GET /api/workflows/definition/{id}', params: { id: 'a@b' }, requestId: 'r-1', now: 1_000 };

const eventOf = (more: Partial<WireRequest>) => toGatewayEvent({ ...REQUEST, ...more }, FACTS);

describe('toGatewayEvent()', () => {
  test('is an event of format 2.0, whole', () => {
    expect(toGatewayEvent(REQUEST, { ...FACTS, claims: { claims: { sub: 'alice' }, scopes: ['definitions:read'] } })).toEqual({
      version: '2.0',
      routeKey: FACTS.routeKey,
      rawPath: '/api/workflows/definition/a@b',
      rawQueryString: 'x=1&y=%20&x=2',
      headers: { host: 'uwf.example', 'user-agent': 'test', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' },
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { id: 'a@b' },
      requestContext: {
        accountId: '000000000000', apiId: 'local', domainName: 'uwf.example', requestId: 'r-1', routeKey: FACTS.routeKey, stage: '$default', timeEpoch: 1_000,
        authorizer: { jwt: { claims: { sub: 'alice' }, scopes: ['definitions:read'] } },
        http: { method: 'GET', path: '/api/workflows/definition/a@b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      },
      isBase64Encoded: false,
    });
  });

  test('has names in lower case, repeated fields joined, and nothing of the connection', () => {
    const { headers } = eventOf({ fields: [['Accept', 'a'], ['ACCEPT', 'b'], ['Connection', 'keep-alive'], ['Transfer-Encoding', 'chunked']] });
    expect(Object.keys(headers)).toEqual(['accept', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
    expect(headers['accept']).toBe('a,b');
  });

  test.each([['/a%2Fb?x=%20', '/a/b', 'x=%20'], ['/a%FF', '/a%FF', ''], ['/a%2541', '/a%41', '']])('decodes the path of %s once, and nothing else', (target, rawPath, rawQueryString) => {
    expect(eventOf({ target })).toMatchObject({ rawPath, rawQueryString });
  });

  test('has cookies apart, one by one', () => {
    const event = eventOf({ fields: [['Cookie', 'a=1; b=2'], ['Cookie', 'c=3']] });
    expect([event.cookies, event.headers['cookie']]).toEqual([['a=1', 'b=2', 'c=3'], undefined]);
    expect(toApiRequest(event).headers.get('cookie')).toBe('a=1; b=2; c=3');
  });

  test.each([
    ['application/json', '{"ü":1}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['text/plain', 'a', false],
    ['application/problem+json', '{}', true],
    ['application/yaml', 'ü: 1', true],
    [undefined, 'a', true],
  ])('carries a body of type %s: %s in base64: %s', (type, text, isBase64Encoded) => {
    const event = eventOf({ fields: type === undefined ? [] : [['Content-Type', type]], body: Buffer.from(text) });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    const { body } = toApiRequest(event);
    expect(body.kind === 'bytes' ? Buffer.from(body.bytes).toString('utf8') : body.kind).toBe(text);
  });

  test('loses no byte of what says that it is text and is none', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    expect(toApiRequest(eventOf({ fields: [['Content-Type', 'application/json']], body: bytes })).body).toEqual({ kind: 'bytes', bytes });
  });
});
