import { describe, expect, test } from 'vitest';
import { JqSyntaxFault } from '#shared/core/expression/jq/syntax-fault.ts';

describe('a fault of syntax', () => {
  test('says where, and names a construct only where there is one', () => {
    expect(new JqSyntaxFault('no', 3)).toMatchObject({ message: 'no', offset: 3 });
    expect(new JqSyntaxFault('no', 3).construct).toBeUndefined();
    expect(new JqSyntaxFault('no', 3, 'import').construct).toBe('import');
  });
});
