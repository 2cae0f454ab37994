import { describe, expect, test } from 'vitest';
import type { PathComparison } from '#shared/core/asl/model.ts';
import { evaluateCondition, prepareCondition } from '#shared/core/interpreter/jsonpath/choice-rule.ts';
import { pathScopeOf } from '#shared/core/interpreter/jsonpath/scope.ts';
import { TEMPLATE_DEPTH_MAX } from '#shared/core/interpreter/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quoting, reported } from './support.ts';

function decide(rule: object, input: JsonValue): unknown {
  const condition = prepared((preparation) => prepareCondition(rule, 'Choices[0]', preparation));
  return outcome(evaluateCondition(pathScopeOf(quoting(input, { variables: { v: 5 } })), condition));
}

const missing = (path: string) => ({ error: 'States.Runtime', cause: `Invalid path '${path}': The choice state's condition path references an invalid value.` });
const yes = { Variable: '$.n', NumericEquals: 5 };
const no = { Variable: '$.n', NumericEquals: 6 };
const broken = { Variable: '$.missing', NumericEquals: 6 };

describe('rules of a Choice in JSONPath', () => {
  test.each<[object, boolean]>([
    [{ Variable: '$.n', NumericEquals: 5 }, true],
    [{ Variable: '$.n', NumericLessThanPath: '$.m' }, true],
    [{ Variable: '$.n', NumericGreaterThanEqualsPath: '$v' }, true],
    [{ Variable: '$v', NumericEquals: 5 }, true],
    [{ Variable: '$$.State.Name', StringEquals: 'here' }, true],
    [{ Variable: '$.s', StringEquals: 'HELLO' }, false],
    [{ Variable: '$.s', StringMatches: 'he*o' }, true],
    [{ Variable: '$.n', StringMatches: '*' }, false],
    [{ Variable: '$.b', BooleanEquals: true }, true],
    [{ Variable: '$.b', BooleanEqualsPath: '$.n' }, false],
    [{ Variable: '$.t', TimestampLessThan: '2020-01-01T00:00:00Z' }, true],
    [{ Variable: '$.t', IsTimestamp: true }, true],
    [{ Variable: '$.s', IsTimestamp: false }, true],
    [{ Variable: '$.z', IsNull: true }, true],
    [{ Variable: '$.n', IsNull: false, Comment: 'why' }, true],
    [{ Variable: '$.z', IsPresent: true }, true],
    [{ Variable: '$.missing', IsPresent: false }, true],
    [{ Variable: '$.missing.deeper', IsPresent: true }, false],
    [{ Variable: '$.list[0]', IsPresent: true }, false],
    [{ Variable: '$unknown', IsPresent: true }, false],
    [{ And: [yes, yes] }, true],
    [{ And: [yes, no] }, false],
    [{ Or: [no, yes] }, true],
    [{ Or: [no, no] }, false],
    [{ Not: no }, true],
    [{ Not: { And: [yes, { Or: [no, { Not: yes }] }] } }, true],
  ])('%j is %s', (rule, expected) => {
    expect(decide(rule, { n: 5, m: 6, s: 'hello', b: true, t: '2012-10-09T19:00:55Z', z: null, list: [] })).toBe(expected);
  });

  test.each<[object, string]>([
    [{ Variable: '$.missing', NumericEquals: 1 }, '$.missing'],
    [{ Variable: '$.missing', IsNull: true }, '$.missing'],
    [{ Variable: '$.missing', StringMatches: '*' }, '$.missing'],
    [{ Variable: '$.n', NumericEqualsPath: '$.missing' }, '$.missing'],
    [{ Variable: '$unknown', NumericEquals: 1 }, '$unknown'],
    [{ Not: broken }, '$.missing'],
    [{ And: [yes, broken] }, '$.missing'],
    [{ Or: [no, broken] }, '$.missing'],
  ])('%j fails for good for what is not there', (rule, path) => {
    expect(decide(rule, { n: 5 })).toEqual(missing(path));
  });

  test('And and Or stop at the operand that decides', () => {
    expect(decide({ And: [no, broken] }, { n: 5 })).toBe(false);
    expect(decide({ Or: [yes, broken] }, { n: 5 })).toBe(true);
  });

  test.each<[object, readonly string[]]>([
    [{ Variable: '$.a' }, [' A rule has exactly one comparison operator']],
    [{ Variable: '$.a', IsNull: true, IsString: true }, [' A rule has exactly one comparison operator']],
    [{ Variable: '$.a', NumericMatches: 1 }, [' There is no comparison operator NumericMatches']],
    [{ Variable: '$.a', BooleanLessThan: true }, [' There is no comparison operator BooleanLessThan']],
    [{ Variable: '$.a', IsNull: 'true' }, [' There is no comparison operator IsNull']],
    [{ Variable: '$.a', NumericEquals: '1' }, [' NumericEquals takes a value of its kind']],
    [{ Variable: '$.a', BooleanEquals: 1 }, [' BooleanEquals takes a value of its kind']],
    [{ Variable: '$.a', StringEquals: 1 }, [' StringEquals takes a value of its kind']],
    [{ Variable: '$.a', TimestampEquals: 'tomorrow' }, [' TimestampEquals takes a value of its kind']],
    [{ IsNull: true }, ['/Variable Value is not a valid JSONPath']],
    [{ Variable: '$.a', NumericEqualsPath: 'b' }, ['/NumericEqualsPath Value is not a valid JSONPath: Expected $']],
    [{ And: [{ Variable: '$.a', IsNull: true }, { Not: { Variable: 'a', IsNull: true } }] }, ['/And[1]/Not/Variable Value is not a valid JSONPath: Expected $']],
  ])('%j is refused', (rule, problems) => {
    expect(reported((preparation) => prepareCondition(rule, 'Choices[0]', preparation))).toEqual(problems.map((problem) => `/Choices[0]${problem}`));
  });

  test('a rule that is nested too deeply is refused', () => {
    const nested = Array.from({ length: TEMPLATE_DEPTH_MAX + 1 }).reduce<PathComparison>((inner) => ({ Not: inner }), yes);
    expect(reported((preparation) => prepareCondition(nested, 'Choices[0]', preparation))).toEqual([expect.stringContaining('A rule is nested too deeply')]);
  });
});
