import { describe, expect, test } from 'vitest';
import { problemError, toProblemResponse } from '#functions/http/problem-details.ts';
import { operationErrorCatalogue, type OperationErrorCode } from '#shared/core/kernel/error-catalogue.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const codes = Object.keys(operationErrorCatalogue) as readonly OperationErrorCode[];

describe('a problem document', () => {
  test('has every member of RFC 9457 and ours', () => {
    const response = toProblemResponse(new UwfError('UWF-4041'), 'r-1');
    expect(response.status).toBe(404);
    expect(response.headers).toEqual({ 'content-type': 'application/problem+json' });
    expect(JSON.parse(response.body)).toEqual({
      type: 'urn:uwf:problem:UWF-4041',
      title: 'No such run',
      status: 404,
      detail: 'No such run',
      instance: 'urn:uwf:request:r-1',
      code: 'UWF-4041',
      requestId: 'r-1',
      wayOut: 'Check the run id; runs of other principals are not shown.',
    });
  });

  test.each(codes)('of %s has the status of the catalogue, and says when to try again', (code) => {
    const response = toProblemResponse(new UwfError(code), 'r-1');
    expect(response.status).toBe(operationErrorCatalogue[code].status);
    expect(response.headers['retry-after']).toBe(operationErrorCatalogue[code].disposition === 'retryable' ? '1' : undefined);
  });

  test('lists what is wrong, and no more than two hundred of it', () => {
    const errors = Array.from({ length: 300 }, (_, index) => ({ pointer: `/${index}`, message: 'must be string' }));
    const body: { readonly errors: readonly unknown[] } = JSON.parse(toProblemResponse(problemError('UWF-4220', 'refused', errors), 'r').body);
    expect(body.errors).toHaveLength(200);
    expect(body.errors[0]).toEqual({ pointer: '/0', message: 'must be string' });
  });

  test('keeps other details and the cause to itself', () => {
    const error = new UwfError('UWF-5001', 'the store is away', { details: { host: 'db-7' }, cause: new TypeError('password=secret') });
    expect(toProblemResponse(error, 'r').body).not.toMatch(/db-7|secret/u);
  });

  test('of 401 says whether a token was missing or bad', () => {
    expect(toProblemResponse(new UwfError('UWF-4010', 'none', { details: { token: 'absent' } }), 'r').headers['www-authenticate']).toBe('Bearer realm="uwf"');
    expect(toProblemResponse(new UwfError('UWF-4010'), 'r').headers['www-authenticate']).toBe('Bearer realm="uwf", error="invalid_token"');
  });

  test('of 403 names the scope, of 405 the methods', () => {
    expect(toProblemResponse(new UwfError('UWF-4030', 'x', { details: { scope: 'workflows:run' } }), 'r').headers['www-authenticate']).toBe('Bearer realm="uwf", error="insufficient_scope", scope="workflows:run"');
    expect(toProblemResponse(new UwfError('UWF-4050', 'x', { details: { allow: 'GET, HEAD' } }), 'r').headers['allow']).toBe('GET, HEAD');
  });
});
