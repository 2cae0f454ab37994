import { expect, test } from 'vitest';
import { IntrinsicFault, raise } from '#shared/core/expression/intrinsic/fault.ts';

test('a fault carries its message', () => {
  expect(() => raise('why')).toThrow(new IntrinsicFault('why'));
});
