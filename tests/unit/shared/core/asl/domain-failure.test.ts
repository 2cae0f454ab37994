import { expect, test } from 'vitest';
import { domainFailure } from '#shared/core/asl/domain-failure.ts';

const BASE = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

test('a failure has the name of its type and status, and the error object as its cause', () => {
  const { error, cause } = domainFailure('authorization', { title: 'No', detail: 'at /a' });
  expect([error, JSON.parse(cause)]).toEqual([`${BASE}authorization#403`, { type: `${BASE}authorization`, status: 403, title: 'No', detail: 'at /a' }]);
});

test('a status of its own replaces the usual one', () => {
  expect(domainFailure('communication', { title: 'Not Found', status: 404 })).toEqual({ error: `${BASE}communication#404`, cause: `{"type":"${BASE}communication","status":404,"title":"Not Found"}` });
});
