import { describe, expect, test } from 'vitest';
import { normaliseError } from '#shared/core/compiler/errors/normalise.ts';
import type { FallibleKind } from '#shared/core/compiler/errors/possible.ts';
import { STANDARD_ERRORS } from '#shared/core/compiler/errors/types.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CATALOGUE, evaluateText } from '../run-document.ts';

const entry = CATALOGUE.find(({ name }) => name === 'flaky');
assert(entry !== undefined, 'the catalogue of the tests has a function that fails');
const FUNCTION: FallibleKind = { kind: 'function', entry };
const HTTP: FallibleKind = { kind: 'http' };
const BUSY = { Error: 'urn:uwf:error:BUSY#503', Cause: '{"type":"urn:uwf:error:BUSY","status":503,"instance":"/elsewhere"}' };

function normalised(source: FallibleKind, names: readonly string[], errorOutput: JsonObject): unknown {
  return evaluateText(printExpression(normaliseError({ source, names, instance: '/do/0/a' })), { states: { errorOutput } });
}

describe('normaliseError()', () => {
  test('reads the error object that this system wrote, and says where it happened', () => {
    expect(normalised(FUNCTION, ['States.ALL'], BUSY)).toEqual({ type: 'urn:uwf:error:BUSY', status: 503, instance: '/do/0/a' });
    expect(normalised(FUNCTION, ['urn:uwf:error:BUSY#503'], BUSY)).toEqual({ type: 'urn:uwf:error:BUSY', status: 503, instance: '/do/0/a' });
    expect(normalised(HTTP, ['States.ALL'], { Error: `${STANDARD_ERRORS.communication}#404`, Cause: '{"status":404}' })).toEqual({ status: 404, instance: '/do/0/a' });
  });

  test.each([
    [{ Error: 'States.Timeout', Cause: '' }, { type: STANDARD_ERRORS.timeout, status: 408, title: 'Timeout' }],
    [{ Error: 'States.HeartbeatTimeout' }, { type: STANDARD_ERRORS.timeout, status: 408 }],
    [{ Error: 'States.QueryEvaluationError', Cause: 'why' }, { type: STANDARD_ERRORS.expression, status: 400, detail: 'why' }],
    [{ Error: 'Uwf.EgressBlocked', Cause: '/a' }, { type: STANDARD_ERRORS.runtime, status: 500, title: 'Uwf.EgressBlocked', detail: '/a' }],
    [{ Error: 'urn:foreign#500', Cause: 'no json' }, { type: STANDARD_ERRORS.runtime, status: 500, title: 'urn:foreign#500' }],
    [{ Error: null, Cause: null }, { type: STANDARD_ERRORS.runtime, status: 500, title: null, detail: null }],
  ])('never reads the cause of %j', (errorOutput, expected) => {
    expect(normalised(FUNCTION, ['States.ALL'], errorOutput)).toMatchObject({ ...expected, instance: '/do/0/a' });
    expect(normalised({ kind: 'evaluate' }, ['States.ALL'], errorOutput)).toMatchObject({ instance: '/do/0/a' });
  });

  test('holds no case that the names exclude', () => {
    expect(printExpression(normaliseError({ source: FUNCTION, names: ['States.Timeout'], instance: '/a' }))).not.toContain('parse');
    expect(printExpression(normaliseError({ source: HTTP, names: ['States.Timeout', 'States.HeartbeatTimeout'], instance: '/a' }))).not.toMatch(/parse|\?/);
  });
});
