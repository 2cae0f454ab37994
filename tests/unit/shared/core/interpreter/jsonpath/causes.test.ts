import { describe, expect, test } from 'vitest';
import { intrinsicFailed, invalidCondition, invalidPath, noInputValue, notAnArray, notANumber, notAText, notFound, stepConflict, unusableValue } from '#shared/core/interpreter/jsonpath/causes.ts';
import { pathOf } from '../../expression/jsonpath/support.ts';

const path = pathOf('$.a');
const secret = { secret: 'canary-4711' };

describe('causes of JSONPath states', () => {
  const texts = [
    invalidPath(pathOf('$.a[0]'), { kind: 'not-an-array', path: pathOf('$.a[0]'), step: 1, found: secret }),
    notFound(path, 'value.$', secret),
    intrinsicFailed('States.Array($.a)', { kind: 'missing', miss: { kind: 'absent', path, step: 0 } }, secret),
    intrinsicFailed('States.Array($.a)', { kind: 'failed', message: 'why' }, secret),
    stepConflict('a', secret),
    invalidCondition(path),
    notAnArray('$.a'),
    noInputValue('SecondsPath', path),
    unusableValue('SecondsPath', 'what', path, secret),
    unusableValue('SecondsPath', 'what', path, 'canary-4711'),
    notANumber('MaxConcurrencyPath', 'integer', path, secret),
    notANumber('MaxConcurrencyPath', 'integer', path, 'canary-4711'),
    notAText('ErrorPath', '$.a'),
  ];

  test('quote no data in their safe form', () => {
    expect(texts.filter(({ safe }) => safe.includes('canary'))).toEqual([]);
  });

  test('say more only by quoting data', () => {
    expect(texts.filter(({ safe, full }) => safe !== full).map(({ full }) => full.includes('canary'))).toEqual([true, true, true, true, true, true, true, true]);
  });

  test('tell a path of the context object without its first sign where AWS does', () => {
    const context = pathOf('$$.Nope.Deep');
    expect(notAnArray('$$.Execution').full).toBe('Reference path "$.Execution" must point to array.');
    expect(intrinsicFailed('States.Format($$.Nope.Deep)', { kind: 'missing', miss: { kind: 'absent', path: context, step: 0 } }, {}).full).toBe(
      "The function 'States.Format($$.Nope.Deep)' had the following error: The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{}'",
    );
  });

  test('tell of an argument that is no array in the words of the path', () => {
    const item = pathOf('$.other[0]');
    expect(intrinsicFailed('States.Array($.other[0])', { kind: 'missing', miss: { kind: 'not-an-array', path: item, step: 1, found: 1 } }, {}).full).toBe(
      "The function 'States.Array($.other[0])' had the following error: Filter: [0] can only be applied to arrays. Current context is: 1",
    );
  });
});
