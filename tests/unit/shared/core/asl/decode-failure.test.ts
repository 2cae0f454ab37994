import { describe, expect, test } from 'vitest';
import { decodeFailure } from '#shared/core/asl/decode-failure.ts';
import { domainFailure } from '#shared/core/asl/domain-failure.ts';

const BASE = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

describe('decodeFailure()', () => {
  test('gives back what a failure of a standard kind was made from', () => {
    expect(decodeFailure(domainFailure('authorization', { title: 'No', detail: 'at /a' }))).toEqual({ type: `${BASE}authorization`, status: 403, title: 'No', detail: 'at /a' });
  });

  test('takes only the members of the error object that have their form', () => {
    const cause = JSON.stringify({ type: 'urn:a', status: 418, title: 7, instance: '/do/0/a', extra: true });
    expect(decodeFailure({ error: 'urn:a#418', cause })).toEqual({ type: 'urn:a', status: 418, instance: '/do/0/a' });
  });

  test.each([['no JSON'], ['[1]'], ['{"type":1,"status":418}'], ['{"type":"urn:a"}']])('keeps the cause %s, which is no error object, as detail of what the name says', (cause) => {
    expect(decodeFailure({ error: 'urn:a#418', cause })).toEqual({ type: 'urn:a', status: 418, detail: cause });
  });

  test('needs no cause', () => {
    expect(decodeFailure({ error: 'urn:a#418' })).toEqual({ type: 'urn:a', status: 418 });
    expect(decodeFailure({})).toEqual({ type: `${BASE}runtime`, status: 500 });
  });

  test.each([
    ['States.Timeout', { type: `${BASE}timeout`, status: 408, title: 'Timeout' }],
    ['States.HeartbeatTimeout', { type: `${BASE}timeout`, status: 408, title: 'Timeout' }],
    ['States.QueryEvaluationError', { type: `${BASE}expression`, status: 400, title: 'Expression error', detail: 'why' }],
    ['Uwf.InDoubt', { type: `${BASE}runtime`, status: 500, title: 'Uwf.InDoubt', detail: 'why' }],
    ['Custom#1', { type: `${BASE}runtime`, status: 500, title: 'Custom#1', detail: 'why' }],
  ])('has a standard type for %s', (error, expected) => {
    expect(decodeFailure({ error, cause: 'why' })).toEqual(expected);
  });
});
