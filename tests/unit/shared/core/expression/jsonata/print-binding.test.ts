import { describe, expect, test } from 'vitest';
import { asLeftOf, asRightOf, BINDING, closed, enclosed, joined } from '#shared/core/expression/jsonata/print-binding.ts';

const sum = joined(closed('a'), ' + ', closed('b'), 50);

describe('parentheses', () => {
  test('are put around a looser operand, and not around a tighter one', () => {
    expect(asLeftOf(sum, 60).text).toBe('(a + b)');
    expect(asLeftOf(sum, 50).text).toBe('a + b');
    expect(asRightOf(sum, 50).text).toBe('(a + b)');
    expect(asRightOf(sum, 40).text).toBe('a + b');
  });

  test('make an operand that nothing pulls apart', () => {
    expect(enclosed(sum)).toEqual(closed('(a + b)'));
  });

  test('let a bind be the right operand of a bind', () => {
    const bind = joined(closed('$a'), ' := ', closed('1'), BINDING.bind);
    expect(asRightOf(bind, BINDING.bind - 1).text).toBe('$a := 1');
    expect(bind.rightMin).toBe(BINDING.bind - 1);
  });
});
