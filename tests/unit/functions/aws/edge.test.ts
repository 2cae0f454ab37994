import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createApiHandler } from '#functions/aws/api-handler.ts';
import { createEdgeCheck, refuseAtEdge } from '#functions/aws/edge.ts';
import type { HttpEvent } from '#functions/aws/http-event.ts';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const from = (proof?: string): Pick<HttpEvent, 'headers'> => ({ headers: proof === undefined ? {} : { 'x-uwf-edge': proof } });

describe('createEdgeCheck()', () => {
  test('takes what the distribution proves, while it is renewed by either text', () => {
    const check = createEdgeCheck(`${digestOf('old')},${digestOf('new')}`);
    expect([from('old'), from('new')].map(check)).toEqual([true, true]);
  });

  test('refuses every other text, the digest itself, and none', () => {
    const check = createEdgeCheck(digestOf('proof'));
    expect([from('Proof'), from(digestOf('proof')), from(''), from()].map(check)).toEqual([false, false, false, false]);
  });

  test('takes everything where there is no distribution', () => {
    expect(createEdgeCheck(undefined)(from())).toBe(true);
    expect(createEdgeCheck('')(from())).toBe(true);
  });

  test('refuses a setting that is no digest: it could be the text itself', () => {
    expect(() => createEdgeCheck('proof')).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
    expect(() => createEdgeCheck(`${digestOf('a')},`)).toThrow(expect.objectContaining({ code: 'UWF-5005' }));
  });
});

describe('a function behind the gateway', () => {
  const event: HttpEvent = { rawPath: '/health', rawQueryString: '', headers: {}, isBase64Encoded: false, requestContext: { http: { method: 'GET' }, stage: '$default' } };
  const api = async () => async () => ({ status: 200, headers: {}, body: '{}' });

  test('answers whoever came as it expects', async () => {
    expect(await createApiHandler(api, () => true)(event)).toMatchObject({ statusCode: 200 });
    expect(await createApiHandler(api)(event)).toMatchObject({ statusCode: 200 });
  });

  test('tells whoever went around that there is nothing, and asks nobody', async () => {
    const asked = createApiHandler(() => Promise.reject(new RangeError('asked')), createEdgeCheck(digestOf('proof')));
    const refused = await asked(event);
    expect(refused).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'UWF-4040' });
    expect(refuseAtEdge().body).not.toBe(refused.body);
  });
});
