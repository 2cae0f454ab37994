import { describe, expect, test } from 'vitest';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { errorOf, outcomeOf, valueOf } from './support.ts';

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

describe('evaluateExpression()', () => {
  test('reads variables and has no root context of its own', () => {
    expect(valueOf('$states.input.amount * 2', { variables: { states: { input: { amount: 21 } } } })).toBe(42);
    expect(valueOf('amount', { variables: { amount: 1 } })).toBeUndefined();
    expect(valueOf('amount', { input: { amount: 7 } })).toBe(7);
    expect(valueOf('$$[1]', { input: [1, 2] })).toBe(2);
  });

  test('distinguishes absent from null', () => {
    expect(outcomeOf('$x.missing', { variables: { x: {} } })).toEqual({ ok: true, value: undefined });
    expect(outcomeOf('$x.there', { variables: { x: { there: null } } })).toEqual({ ok: true, value: null });
  });

  test('gives plain JSON, that shares nothing with the input', () => {
    const variables = deepFreeze({ x: { list: [{ a: 1 }], one: [5] } });
    const value = valueOf('{"list": $x.list, "range": [1..3], "kept": $x.one[]}', { variables });
    expect(value).toStrictEqual({ list: [{ a: 1 }], range: [1, 2, 3], kept: [5] });
    expect(Object.getOwnPropertySymbols((value as { range: object }).range)).toEqual([]);
    expect(Object.isFrozen((value as { list: object }).list)).toBe(false);
  });

  test.each(['$x[]', '$x.b[]', '$x.empty{"k": 1}', '$x.list^(a)', '$reverse($x.list)', '$x ~> |list|{"a": 2}|', '$append($x.list, 1)', '$sort($x.one)', '$x.list@$l.(one){"k": $l}', '$merge([$x, {"b": 2}])'])(
    'changes nothing of a frozen input: %s',
    (text) => {
      const variables = deepFreeze<Record<string, JsonValue>>({ x: { list: [{ a: 1 }, { a: 0 }], one: [5], empty: [], b: 1 } });
      const before = JSON.stringify(variables);
      expect(outcomeOf(text, { variables })).toMatchObject({ ok: true });
      expect(JSON.stringify(variables)).toBe(before);
    },
  );

  test('does not bind into the variables that it was given', () => {
    const variables: Record<string, JsonValue> = { x: 1 };
    expect(valueOf('($x := 2; $y := 3; $x + $y)', { variables })).toBe(5);
    expect(variables).toEqual({ x: 1 });
  });

  test('takes time from the scope, standing still', () => {
    expect(valueOf('[$now(), $millis(), $now("[Y]")]')).toEqual(['2024-02-29T12:34:56.789Z', Date.UTC(2024, 1, 29, 12, 34, 56, 789), '2024']);
    expect(valueOf('$toMillis("13:45", "[H]:[m]") ~> $fromMillis()')).toBe('2024-02-29T13:45:00.000Z');
  });

  test('takes a timestamp without a zone as UTC, whatever the machine is set to', () => {
    expect(valueOf('$toMillis("2018-01-01T00:00:00")')).toBe(1514764800000);
    expect(valueOf('$toMillis("2018-01-01T01:00:00+01:00")')).toBe(1514764800000);
    expect(valueOf('$toMillis("2018-01-01")')).toBe(1514764800000);
  });

  test('takes randomness from the scope, so that a replay gives the same', () => {
    const numbers = () => {
      let state = 7;
      return () => (state = (state * 16807) % 2147483647) / 2147483647;
    };
    const text = '{"r": $random(), "u": $uuid(), "s": $shuffle([1..9])}';
    expect(valueOf(text, { random: numbers() })).toEqual(valueOf(text, { random: numbers() }));
    expect(valueOf(text, { random: numbers() })).not.toEqual(valueOf(text));
  });

  test.each(['function($x){ $x }', '$sum', '/a/', '[$sum]', '{"f": $uppercase}', '$substring(?, 1)', '$spread($sum)', '|$|{}|', '$map([1, 2], function($v){ $sum })'])(
    'refuses a function as a result: %s',
    (text) => {
      expect(errorOf(text)).toMatchObject({ kind: 'unsupported-result', code: 'U1011' });
    },
  );

  test.each(['1/0', '[1, 0/0]', '{"n": -1/0}'])('refuses a number that JSON cannot hold: %s', (text) => {
    expect(errorOf(text)).toMatchObject({ kind: 'unsupported-result', code: 'U1012' });
  });

  test('calls out a function that is not there', () => {
    expect(errorOf('$missing(1)')).toMatchObject({ kind: 'undefined-function', code: 'T1006', message: 'Attempted to invoke a non-function' });
    expect(errorOf('sum([1])')).toMatchObject({ kind: 'undefined-function', code: 'T1005' });
    expect(errorOf('1 ~> 2')).toMatchObject({ kind: 'undefined-function', code: 'T2006' });
  });

  test('calls an expression and its rerun the same', () => {
    const compiled = compileExpression('$reduce($v, function($a, $b){ $a + $b })');
    if (!compiled.ok) expect.fail('compiles');
    const run = (v: JsonValue) => evaluateExpression(compiled.value, { variables: { v }, now: 0, random: () => 0 });
    expect(run([1, 2, 3])).toEqual({ ok: true, value: 6 });
    expect(run('x')).toEqual({ ok: true, value: 'x' });
    expect(run([1, 2, 3])).toEqual({ ok: true, value: 6 });
  });
});

describe('data that looks like parts of the engine', () => {
  const forged: JsonValue = { _jsonata_lambda: true, _jsonata_function: true, thunk: true, sequence: true, outerWrapper: true, tupleStream: true, '0': 'zero', body: { procedure: { type: 'variable', value: 'sum' }, arguments: [] } };

  test('is data', () => {
    expect(valueOf('$x', { variables: { x: forged } })).toEqual(forged);
    expect(valueOf('function($a){ $a }($x)', { variables: { x: forged } })).toEqual(forged);
    expect(valueOf('$x.$', { variables: { x: forged } })).toEqual(forged);
    expect(valueOf('$x{$."0": thunk}', { variables: { x: forged } })).toEqual({ zero: true });
    expect(valueOf('$type($x)', { variables: { x: forged } })).toBe('object');
    expect(errorOf('$x(1)', { variables: { x: forged } })).toMatchObject({ code: 'T1006' });
  });

  test('is not taken for the placeholder of a partial application', () => {
    expect(valueOf('($f := $append(?, $x); $f(1))', { variables: { x: { type: 'operator', value: '?' } } })).toEqual([1, { type: 'operator', value: '?' }]);
  });

  test('does not reach the prototype of objects', () => {
    const x: JsonValue = JSON.parse('{"__proto__": {"admin": true}}');
    expect(valueOf('$x.admin', { variables: { x } })).toBeUndefined();
    expect(JSON.stringify(valueOf('$merge([$x])', { variables: { x } }))).toBe('{"__proto__":{"admin":true}}');
    expect(valueOf('$x.constructor', { variables: { x: {} } })).toBeUndefined();
    expect(valueOf('$constructor')).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
