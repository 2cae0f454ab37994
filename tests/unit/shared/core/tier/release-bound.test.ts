import { describe, expect, test } from 'vitest';
import type { DeclassificationMethod } from '#shared/core/definition/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { checkReleaseBound } from '#shared/core/tier/release-bound.ts';

const BOUNDED: readonly (readonly [DeclassificationMethod, JsonObject, number | 'unbounded'])[] = [
  ['enum', { type: 'string', enum: ['PASS', 'FAIL'] }, 2],
  ['enum', { const: 'x' }, 1],
  ['boolean', { type: 'boolean' }, 2],
  ['boolean', { type: ['boolean', 'null'] }, 2],
  ['range', { type: 'integer', minimum: 0, maximum: 100 }, 101],
  ['range', { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.1 }, 11],
  ['range', { type: 'string', enum: ['0-70', '71-100'] }, 2],
  ['masked', { type: 'string', maxLength: 19, pattern: '^[0-9]{6}\\*+[0-9]{4}$' }, 'unbounded'],
  ['token', { type: 'string', maxLength: 64, pattern: '^tok_[a-f0-9]+$' }, 'unbounded'],
  ['aggregate', { type: 'integer', minimum: 0, maximum: 1_000_000 }, 1_000_001],
];

const UNBOUNDED: readonly (readonly [DeclassificationMethod, JsonObject | undefined])[] = [
  ['enum', { type: 'string' }],
  ['enum', undefined],
  ['enum', { enum: [{}] }],
  ['enum', { anyOf: [{ enum: ['a'] }, { type: 'string' }], enum: ['a'] }],
  ['boolean', { type: ['boolean', 'string'] }],
  ['range', { type: 'integer', minimum: 0 }],
  ['range', { type: 'integer', minimum: 0, maximum: 1_000_000 }],
  ['range', { type: 'number', minimum: 0, maximum: 1 }],
  ['range', { type: 'string' }],
  ['masked', { type: 'string', maxLength: 19 }],
  ['masked', { type: 'string', pattern: '^x$' }],
  ['token', { type: 'string', maxLength: 5_000, pattern: '^x$' }],
  ['aggregate', { type: 'number', minimum: 0, maximum: 10 }],
];

describe('bounds of declassifications', () => {
  test.each(BOUNDED)('%s is bounded by %j', (method, schema, distinctValues) => {
    expect(checkReleaseBound(method, schema)).toEqual({ bounded: true, distinctValues });
  });

  test.each(UNBOUNDED)('%s is not bounded by %j', (method, schema) => {
    expect(checkReleaseBound(method, schema).bounded).toBe(false);
  });
});
