import { describe, expect, test } from 'vitest';
import { assert, InvariantError, unreachable } from '#shared/core/kernel/assert.ts';

describe('assert()', () => {
  test('does nothing while the rule holds', () => {
    expect(() => assert(true, 'the rule')).not.toThrow();
  });

  test('stops with the rule, as a fault of this program', () => {
    expect(() => assert(false, 'a step starts from a running execution')).toThrow(new InvariantError('a step starts from a running execution'));
  });
});

describe('unreachable()', () => {
  test('says the type of what came, never its value', () => {
    const value: never = '4111111111111111' as never;
    expect(() => unreachable(value)).toThrow('unreachable: string');
  });
});
