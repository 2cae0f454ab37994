import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';
import { applyRelease, type ReleaseRequest } from '#shared/core/tier/release.ts';
import { SEALED_PREFIX } from '#shared/core/tier/sealed.ts';

const validator = createSchemaValidator();
const conforms: ReleaseRequest['conforms'] = (schema, value) => validator.validate({ schema, value }).length === 0;
const NOW = Date.parse('2027-01-01T00:00:00Z');

function release(plan: ReleasePlan, result: JsonValue) {
  return applyRelease({ plan, result, now: NOW, conforms });
}

const SEAL: ReleasePlan = { kind: 'seal', origin: '/do/0/check#', tier: 1 };

type Method = Extract<ReleasePlan, { kind: 'declassify' }>['bound']['method'];

function declassify(method: Method, schema: JsonObject, expires?: string): ReleasePlan {
  return { kind: 'declassify', bound: { method, schema }, purpose: 'routing', to: 2, ...(expires === undefined ? {} : { expires }) };
}

function isReleased(plan: ReleasePlan, value: JsonValue): boolean {
  const outcome = release(plan, value);
  if (outcome.ok) expect(outcome.value.output).toEqual(value);
  else expect(outcome.error).toEqual({ pointer: '', reason: 'bound' });
  return outcome.ok;
}

describe('applyRelease()', () => {
  test('seals a whole value and leaves null clear', () => {
    expect(release(SEAL, { a: 1 })).toEqual({ ok: true, value: { output: null, seals: [{ pointer: '', value: { a: 1 }, origin: '/do/0/check#', tier: 1 }], releases: [] } });
    expect(release(SEAL, null)).toEqual({ ok: true, value: { output: null, seals: [], releases: [] } });
  });

  test('goes through an object member by member', () => {
    const plan: ReleasePlan = { kind: 'object', members: { resolution: declassify('enum', { enum: ['PASS', 'FAIL'] }), score: SEAL, note: { kind: 'clear' } } };
    expect(release(plan, { resolution: 'PASS', score: 81, note: 'x' })).toEqual({
      ok: true,
      value: {
        output: { resolution: 'PASS', score: null, note: 'x' },
        seals: [{ pointer: '/score', value: 81, origin: '/do/0/check#', tier: 1 }],
        releases: [{ pointer: '/resolution', purpose: 'routing', method: 'enum' }],
      },
    });
  });

  test('lets members be absent', () => {
    expect(release({ kind: 'object', members: { a: SEAL } }, {})).toMatchObject({ ok: true, value: { output: {}, seals: [] } });
  });

  test('blocks a member without a plan, and names only the object that it is in', () => {
    const plan: ReleasePlan = { kind: 'object', members: { inner: { kind: 'object', members: {} } } };
    expect(release(plan, { inner: { '4111111111111111': true } })).toEqual({ ok: false, error: { pointer: '/inner', reason: 'undeclared' } });
    expect(release(plan, { inner: {}, constructor: 1 })).toEqual({ ok: false, error: { pointer: '', reason: 'undeclared' } });
  });

  test.each([[[1]], ['x'], [null]])('blocks %j where an object is planned', (result) => {
    expect(release({ kind: 'object', members: {} }, result)).toEqual({ ok: false, error: { pointer: '', reason: 'object' } });
  });

  test('blocks a clear value that could be taken for a sealed one', () => {
    expect(release({ kind: 'clear' }, { a: ['fine'] })).toMatchObject({ ok: true });
    expect(release({ kind: 'clear' }, { a: [`${SEALED_PREFIX}x`] })).toEqual({ ok: false, error: { pointer: '', reason: 'sealed' } });
  });

  test('blocks a declassification that is over', () => {
    const schema = { type: 'boolean' };
    expect(release(declassify('boolean', schema, '2027-01-01'), true)).toMatchObject({ ok: true });
    expect(release(declassify('boolean', schema, '2026-12-31'), true)).toEqual({ ok: false, error: { pointer: '', reason: 'expired' } });
    expect(release(declassify('boolean', schema, 'later'), true)).toEqual({ ok: false, error: { pointer: '', reason: 'expired' } });
  });

  test('enum: only a listed scalar leaves', () => {
    const plan = declassify('enum', { type: 'string', enum: ['PASS', 'FAIL', 'REVIEW'] });
    expect(['PASS', 'FAIL', 'REVIEW'].map((value) => isReleased(plan, value))).toEqual([true, true, true]);
    expect(['pass', 'Oleg', '', null, ['PASS'], { a: 'PASS' }, 1].map((value) => isReleased(plan, value))).toEqual([false, false, false, false, false, false, false]);
    expect(isReleased(declassify('enum', { const: 1 }), 1)).toBe(true);
    expect(isReleased(declassify('enum', { enum: ['PASS', null] }), null)).toBe(true);
  });

  test('boolean: only true and false leave', () => {
    const plan = declassify('boolean', { type: 'boolean' });
    expect([true, false, 'true', 1, null].map((value) => isReleased(plan, value))).toEqual([true, true, false, false, false]);
  });

  test('range: only a step inside the bounds leaves', () => {
    const plan = declassify('range', { type: 'integer', minimum: 0, maximum: 100, multipleOf: 10 });
    expect([0, 50, 100, 55, -10, 110, 50.5, '50'].map((value) => isReleased(plan, value))).toEqual([true, true, true, false, false, false, false, false]);
    expect(isReleased(declassify('range', { type: 'string', enum: ['0-30', '31-70'] }), '31-70')).toBe(true);
    expect(isReleased(declassify('range', { type: 'string', enum: ['0-30', '31-70'] }), '42')).toBe(false);
  });

  test('masked and token: only text of the pattern leaves', () => {
    const masked = declassify('masked', { type: 'string', maxLength: 8, pattern: '^\\*{4}[0-9]{4}$' });
    expect(['****1111', '41111111', '****11112', 1111].map((value) => isReleased(masked, value))).toEqual([true, false, false, false]);
    const token = declassify('token', { type: 'string', maxLength: 12, pattern: '^tok_[a-f0-9]{8}$' });
    expect(['tok_0123abcd', 'Oleg', 7].map((value) => isReleased(token, value))).toEqual([true, false, false]);
  });

  test('aggregate: only a bounded number leaves', () => {
    const plan = declassify('aggregate', { type: 'integer', minimum: 0, maximum: 1_000_000 });
    expect([12, 1_000_001, '12', [12]].map((value) => isReleased(plan, value))).toEqual([true, false, false, false]);
  });

  test.each<[Method, JsonObject, JsonValue]>([
    ['enum', {}, 'anything'],
    ['boolean', {}, true],
    ['range', { type: 'number', minimum: 0, maximum: 1 }, 0.123456789],
    ['masked', { type: 'string' }, 'anything'],
    ['token', { type: 'string', maxLength: 100_000, pattern: '.' }, 'anything'],
    ['aggregate', { type: 'number' }, 1],
  ])('%s: a schema that bounds nothing releases nothing', (method, schema, value) => {
    expect(isReleased(declassify(method, schema), value)).toBe(false);
  });

  test('whatever the result is, a part of it that the plan seals is never in the output', () => {
    const plan: ReleasePlan = { kind: 'object', members: { decision: declassify('enum', { enum: ['pass', 'reject'] }), secret: SEAL } };
    const results = fc.record({ decision: fc.oneof(fc.constantFrom('pass', 'reject'), fc.string()), secret: fc.string({ minLength: 9 }), more: fc.string() }, { requiredKeys: ['decision', 'secret'] });
    fc.assert(
      fc.property(results, (result) => {
        const outcome = release(plan, { ...result });
        const hasOnlyPlanned = !('more' in result) && ['pass', 'reject'].includes(result.decision);
        expect(outcome.ok).toBe(hasOnlyPlanned);
        if (outcome.ok) expect(outcome.value.output).toEqual({ decision: result.decision, secret: null });
        else expect(JSON.stringify(outcome.error)).not.toContain(JSON.stringify(result.secret).slice(1, -1));
      }),
    );
  });
});
