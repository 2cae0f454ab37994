import { describe, expect, test } from 'vitest';
import type { NumberField } from '#shared/core/interpreter/data-language.ts';
import { prepareInputPath } from '#shared/core/interpreter/jsonpath/exit.ts';
import { prepareNumber, prepareSecondsField, type SecondsField } from '#shared/core/interpreter/jsonpath/numbers.ts';
import { TIMER_SECONDS_MAX } from '#shared/core/interpreter/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quiet, quoting, reported } from './support.ts';

const nonNegative: NonNullable<NumberField['rule']> = { holds: (value) => value >= 0, text: () => ({ safe: 'must not be negative', full: 'must not be negative' }) };

function number(holder: object, input: JsonValue, name = 'MaxConcurrency', visit = quoting(input)): unknown {
  return outcome(prepared((preparation) => prepareNumber({ holder, name, rule: nonNegative }, prepareInputPath(holder, preparation), preparation))(visit));
}

function seconds(holder: object, input: JsonValue, name: SecondsField['name'] = 'TimeoutSeconds'): unknown {
  const field = { holder, name, isZeroAllowed: name === 'Seconds' };
  return outcome(prepared((preparation) => prepareSecondsField(field, prepareInputPath(holder, preparation), preparation))(quoting(input)));
}

describe('numbers', () => {
  test.each<[object, JsonValue, unknown]>([
    [{}, {}, undefined],
    [{ MaxConcurrency: 3 }, {}, 3],
    [{ MaxConcurrencyPath: '$.n' }, { n: 3 }, 3],
    [{ MaxConcurrencyPath: '$.n' }, { n: '3' }, 3],
    [{ MaxConcurrencyPath: '$.n', InputPath: '$.in' }, { in: { n: 4 } }, 4],
  ])('%j of %j', (holder, input, value) => {
    expect(number(holder, input)).toBe(value);
  });

  test('percentages may have fractions', () => {
    expect(number({ ToleratedFailurePercentagePath: '$.n' }, { n: 1.5 }, 'ToleratedFailurePercentage')).toBe(1.5);
    expect(number({ ToleratedFailurePercentagePath: '$.n' }, { n: 'x' }, 'ToleratedFailurePercentage')).toEqual({
      error: 'States.Runtime',
      cause: 'The ToleratedFailurePercentagePath field refers to value "x" which is not a valid float: $.n',
    });
  });

  test.each<[JsonValue, string]>([
    ['NoNumber', 'NoNumber'],
    [{}, '{}'],
    [1.5, '1.5'],
    [null, 'null'],
    ['1.5', '1.5'],
  ])('%j is not a whole number', (value, quoted) => {
    expect(number({ MaxConcurrencyPath: '$.n' }, { n: value })).toEqual({ error: 'States.Runtime', cause: `The MaxConcurrencyPath field refers to value "${quoted}" which is not a valid integer: $.n` });
  });

  test('fail where the path finds nothing, or the rule does not hold', () => {
    expect(number({ MaxConcurrencyPath: '$.n' }, {})).toEqual({ error: 'States.Runtime', cause: "Invalid path '$.n' : No results for path: $['n']" });
    expect(number({ MaxConcurrencyPath: '$.n', InputPath: '$.no' }, {})).toMatchObject({ cause: "Invalid path '$.no' : No results for path: $['no']" });
    expect(number({ MaxConcurrencyPath: '$.n' }, { n: -1 })).toEqual({ error: 'States.Runtime', cause: 'must not be negative' });
    expect(number({ MaxConcurrency: -1 }, {})).toEqual({ error: 'States.Runtime', cause: 'must not be negative' });
  });

  test('take any number without a rule', () => {
    const read = prepared((preparation) => prepareNumber({ holder: { MaxItems: -1 }, name: 'MaxItems' }, prepareInputPath({}, preparation), preparation));
    expect(outcome(read(quoting({})))).toBe(-1);
  });

  test('do not say the value where causes quote nothing', () => {
    const input = { n: 'canary-4711' };
    expect(number({ MaxConcurrencyPath: '$.n' }, input, 'MaxConcurrency', quiet(input))).toEqual({ error: 'States.Runtime', cause: 'The MaxConcurrencyPath field refers to a value which is not a valid integer: $.n' });
  });

  test('are refused in the wrong form', () => {
    const problems = (holder: object) => reported((preparation) => prepareNumber({ holder, name: 'MaxItems', prefix: 'ItemReader/' }, prepareInputPath({}, preparation), preparation));
    expect(problems({ MaxItems: '5' })).toEqual(['/ItemReader/MaxItems Expected a number']);
    expect(problems({ MaxItems: 5, MaxItemsPath: '$.n' })).toEqual(['/ItemReader/MaxItems A state has either MaxItems or MaxItemsPath']);
    expect(problems({ MaxItemsPath: 5 })).toEqual(['/ItemReader/MaxItemsPath Value is not a valid JSONPath']);
  });
});

describe('lengths of time', () => {
  test('are given or selected', () => {
    expect(seconds({}, {})).toBeUndefined();
    expect(seconds({ TimeoutSeconds: 5 }, {})).toBe(5);
    expect(seconds({ TimeoutSecondsPath: '$.n' }, { n: 5 })).toBe(5);
    expect(seconds({ Seconds: 0 }, {}, 'Seconds')).toBe(0);
  });

  test.each<[JsonValue, string]>([
    [-1.5, 'cannot be parsed as a long value: $.n == -1.5'],
    ['x', 'cannot be parsed as a long value: $.n == x'],
    [{ a: 1 }, 'cannot be parsed as a long value: $.n == {"a":1}'],
    [-1, 'references a negative value: $.n == -1'],
    [TIMER_SECONDS_MAX + 1, `references a value of more than ${TIMER_SECONDS_MAX} seconds: $.n == ${TIMER_SECONDS_MAX + 1}`],
  ])('%j cannot be used', (value, words) => {
    expect(seconds({ SecondsPath: '$.n' }, { n: value }, 'Seconds')).toEqual({ error: 'States.Runtime', cause: `The SecondsPath parameter ${words}` });
  });

  test('zero is a wait, not a timeout', () => {
    expect(seconds({ SecondsPath: '$.n' }, { n: 0 }, 'Seconds')).toBe(0);
    expect(seconds({ TimeoutSecondsPath: '$.n' }, { n: 0 })).toEqual({ error: 'States.Runtime', cause: 'The TimeoutSecondsPath parameter references a value that is not positive: $.n == 0' });
  });

  test('fail where the path finds nothing', () => {
    expect(seconds({ SecondsPath: '$.n' }, {}, 'Seconds')).toEqual({ error: 'States.Runtime', cause: 'The SecondsPath parameter does not reference an input value: $.n' });
    expect(seconds({ TimeoutSecondsPath: '$.n' }, {})).toEqual({ error: 'States.Runtime', cause: "Invalid path '$.n' : No results for path: $['n']" });
    expect(seconds({ TimeoutSecondsPath: '$.n', InputPath: '$.no' }, {})).toMatchObject({ error: 'States.Runtime' });
  });

  test.each<[SecondsField['name'], unknown, string]>([
    ['Seconds', -1, 'Seconds must be zero or more'],
    ['TimeoutSeconds', 0, 'TimeoutSeconds must be more than zero'],
    ['HeartbeatSeconds', '5', 'HeartbeatSeconds must be more than zero'],
    ['Seconds', TIMER_SECONDS_MAX + 1, 'Seconds must be zero or more'],
  ])('%s of %j is refused', (name, value, message) => {
    const field = { holder: { [name]: value }, name, isZeroAllowed: name === 'Seconds' };
    expect(reported((preparation) => prepareSecondsField(field, prepareInputPath({}, preparation), preparation))).toEqual([expect.stringContaining(message)]);
  });
});
