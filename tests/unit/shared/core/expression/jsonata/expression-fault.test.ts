import { expect, test } from 'vitest';
import { ExpressionFault } from '#shared/core/expression/jsonata/expression-fault.ts';

test('a fault carries its code, and a place and a construct when there are any', () => {
  expect({ ...new ExpressionFault('U2001') }).toEqual({ name: 'ExpressionFault', code: 'U2001' });
  expect({ ...new ExpressionFault('U0301', { position: 3, construct: 'a lookahead' }) }).toEqual({ name: 'ExpressionFault', code: 'U0301', position: 3, construct: 'a lookahead' });
});
