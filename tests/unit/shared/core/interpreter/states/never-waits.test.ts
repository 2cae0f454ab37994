import { expect, test } from 'vitest';
import { neverWaits } from '#shared/core/interpreter/states/never-waits.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { visitOf } from '#tests/support/visits.ts';

test('a signal for a state that does not wait is a fault of ours', () => {
  expect(() => neverWaits(visitOf(), { kind: 'timer-fired', timerId: 't' })).toThrow(InvariantError);
});
