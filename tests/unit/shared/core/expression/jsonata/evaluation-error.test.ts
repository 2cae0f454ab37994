import { describe, expect, test } from 'vitest';
import { toEvaluationError } from '#shared/core/expression/jsonata/evaluation-error.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { errorOf } from './support.ts';

const SECRET = '4111111111111111';
const variables = { secret: SECRET, list: [SECRET], object: { [SECRET]: SECRET } };

describe('safe messages', () => {
  test.each([
    '$secret + 1', '-$secret', '{$list: 1}', '$number("x" & $secret)', '$error($secret)', '$assert(false, $secret)', '$toMillis($secret)', '$list ~> $sum()',
    '$secret < 1', '$sqrt(-$number($secret))', '$power($number($secret), 999)', '[1..$number($secret)]', '[$object, $object]^($)', '$decodeUrl("%zz" & $secret)', '$parse($secret & "{")',
    '$hash($secret, $secret)', '$object ~> |$|$secret|', '$object ~> |$|{}, 1|', '$formatBase(1, $number($secret))', '{"a": 1, $secret: 2, "" & $secret: 3}', '$join($object)', '$secret(1)',
  ])('hold no data: %s', (text) => {
    const error = errorOf(text, { variables });
    expect(error.safeMessage).not.toContain(SECRET);
    expect(error.safeMessage.length).toBeGreaterThan(10);
    expect(JSON.stringify({ ...error, message: '' })).not.toContain(SECRET);
  });

  test('say the same for every value', () => {
    expect(errorOf('$x + 1', { variables: { x: 'a' } })).toEqual(errorOf('$x + 1', { variables: { x: [SECRET] } }));
    expect(errorOf('$x + 1', { variables: { x: 'a' } }).safeMessage).toBe('The left side of the … operator must evaluate to a number');
  });
});

describe('toEvaluationError()', () => {
  test('keeps the message and the place of an error of JSONata', () => {
    expect(errorOf('1 + $x', { variables: { x: 'text' } })).toEqual({
      kind: 'error',
      code: 'T2002',
      message: 'The right side of the "+" operator must evaluate to a number',
      safeMessage: 'The right side of the … operator must evaluate to a number',
      position: 2,
    });
    expect(errorOf('$error("mine")')).toMatchObject({ code: 'D3137', message: 'mine' });
  });

  test('cuts a message that quotes much', () => {
    expect(errorOf('$number($x)', { variables: { x: 'x'.repeat(5000) } }).message).toHaveLength(1000);
  });

  test('does not pass on what JavaScript itself says', () => {
    expect(toEvaluationError(new TypeError(`cannot read ${SECRET}`))).toEqual({ kind: 'error', code: 'U1999', message: 'The expression cannot be evaluated', safeMessage: 'The expression cannot be evaluated' });
    expect(toEvaluationError('text')).toMatchObject({ code: 'U1999' });
    expect(toEvaluationError({ code: 1 })).toMatchObject({ code: 'U1999' });
    expect(toEvaluationError(new RangeError('Maximum call stack size exceeded'))).toMatchObject({ kind: 'limit', code: 'U1001' });
    expect(toEvaluationError(new RangeError('Invalid string length'))).toMatchObject({ kind: 'limit', code: 'U1004' });
  });

  test('makes do without a message that cannot be written', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(toEvaluationError({ code: 'T1003', value: cyclic })).toMatchObject({ code: 'T1003', message: 'Key in object structure must evaluate to a string; got: …' });
    expect(toEvaluationError({ code: 'unheard-of' })).toMatchObject({ kind: 'error', message: 'The expression cannot be evaluated' });
  });

  test('throws a fault of this program on', () => {
    expect(() => toEvaluationError(new InvariantError('rule'))).toThrow(InvariantError);
  });
});
