import { describe, expect, test } from 'vitest';
import { toApiRequest, toHttpResponse } from '#functions/azure/http-request.ts';
import { BODY_BYTES_MAX, DISCARDED_BYTES_MAX } from '#functions/limits.ts';

function request(url: string, init: RequestInit = {}): Parameters<typeof toApiRequest>[0] {
  const made = new Request(url, init);
  return { method: made.method, url, headers: made.headers, body: made.body } as Parameters<typeof toApiRequest>[0];
}

describe('a request of Azure Functions', () => {
  test.each([
    ['https://uwf.example/a/b?x=1&y=%20', '/a/b', 'x=1&y=%20'],
    ['https://uwf.example/a%2Fb', '/a%2Fb', ''],
    ['http://uwf.example:7071/a?', '/a', ''],
    ['https://uwf.example', '/', ''],
    ['https://uwf.example?x=%ZZ#part', '/', 'x=%ZZ'],
  ])('%s has the path %s and the query %j, as they were sent', async (url, path, query) => {
    expect(await toApiRequest(request(url))).toMatchObject({ method: 'GET', path, query, body: { kind: 'bytes', bytes: Buffer.alloc(0) } });
  });

  test('has its headers by their names in lower case, and its bytes', async () => {
    const { headers, body } = await toApiRequest(request('https://uwf.example/a', { method: 'POST', headers: { 'X-Request-Id': 'r', 'Content-Type': 'application/json' }, body: '{"ü":1}' }));
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-request-id': 'r', 'content-type': 'application/json' });
    expect(body.kind === 'bytes' ? Buffer.from(body.bytes).toString('utf8') : body.kind).toBe('{"ü":1}');
  });

  test('has a body of the largest size, and no larger one', async () => {
    const bodyOf = async (bytes: number) => (await toApiRequest(request('https://uwf.example/a', { method: 'POST', body: new Uint8Array(bytes) }))).body;
    expect(await bodyOf(BODY_BYTES_MAX)).toMatchObject({ kind: 'bytes' });
    expect(await bodyOf(BODY_BYTES_MAX + 1)).toEqual({ kind: 'too-large' });
  });

  test('is read no further than to where nobody would read the answer', async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: (controller) => void controller.enqueue(new Uint8Array((pulled += 1_048_576) && 1_048_576)) });
    expect((await toApiRequest({ ...request('https://uwf.example/a'), body } as Parameters<typeof toApiRequest>[0])).body).toEqual({ kind: 'too-large' });
    expect(pulled).toBeLessThanOrEqual(DISCARDED_BYTES_MAX + 3 * 1_048_576);
  });
});

test('an answer has status, headers and content; one to HEAD has no content', () => {
  const answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no' };
  expect(toHttpResponse(answer, 'GET')).toEqual(answer);
  expect(toHttpResponse(answer, 'HEAD')).toEqual({ status: 404, headers: { 'content-type': 'text/plain' } });
});
