import { describe, expect, test } from 'vitest';
import { evaluatePayload, prepareOptionalPayload, preparePayload, prepareSelection } from '#shared/core/interpreter/jsonpath/payload.ts';
import { pathScopeOf } from '#shared/core/interpreter/jsonpath/scope.ts';
import { TEMPLATE_DEPTH_MAX } from '#shared/core/interpreter/limits.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, preparing, quiet, quoting, reported } from './support.ts';

function evaluate(template: JsonValue, input: JsonValue, visit = quoting(input, { variables: { v: 'variable' } })): unknown {
  return outcome(evaluatePayload(pathScopeOf(visit), prepared((preparation) => preparePayload(template, 'Parameters', preparation))));
}

describe('payload templates', () => {
  test('select and compute at any depth, and leave everything else as it is', () => {
    const template = {
      whole: { 'a.$': '$.x', b: '$.x', deep: [{ 'c.$': '$v' }, '$v', 1] },
      'name.$': '$$.State.Name',
      'text.$': "States.Format('{}', $.x)",
      literal: "States.Format('{}', $.x)",
      expression: '{% 1 %}',
    };
    expect(evaluate(template, { x: 1 })).toEqual({
      whole: { a: 1, b: '$.x', deep: [{ c: 'variable' }, '$v', 1] },
      name: 'here',
      text: '1',
      literal: "States.Format('{}', $.x)",
      expression: '{% 1 %}',
    });
  });

  test('are shared where they select nothing', () => {
    const constant = { a: [1, { b: 2 }] };
    expect(prepared((preparation) => preparePayload(constant, 'Parameters', preparation))).toEqual({ kind: 'constant', value: constant });
    expect(evaluate(constant, {})).toBe(constant);
    expect(prepared((preparation) => prepareOptionalPayload(undefined, 'Parameters', preparation))).toBeUndefined();
  });

  test('give null for an item behind the end of an array', () => {
    expect(evaluate({ 'a.$': '$.items[5]' }, { items: [1] })).toEqual({ a: null });
  });

  test('give an empty array where an indefinite path matches nothing', () => {
    expect(evaluate({ 'a.$': '$.items[1:].x' }, {})).toEqual({ a: [] });
  });

  test.each<[JsonValue, JsonValue, string]>([
    [{ a: { 'b.$': '$.x' } }, { y: 1 }, `The JSONPath '$.x' specified for the field 'b.$' could not be found in the input '{"y":1}'`],
    [[{ 'b.$': '$.x.y' }], 'text', `The JSONPath '$.x.y' specified for the field 'b.$' could not be found in the input '"text"'`],
    [{ 'b.$': '$unknown' }, 1, `The JSONPath '$unknown' specified for the field 'b.$' could not be found in the input '1'`],
    [{ 'b.$': '$.x' }, null, 'Unable to apply Path transformation to null or empty input.'],
    [{ 'b.$': "States.Format('{}', $.x)" }, {}, "The function 'States.Format('{}', $.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '{}'"],
    [{ 'b.$': "States.Format('{}', $.i[5])" }, { i: [] }, `The function 'States.Format('{}', $.i[5])' had the following error: The JsonPath argument for the field '$.i[5]' could not be found in the input '{"i":[]}'`],
  ])('%j fails for good where a path finds nothing', (template, input, cause) => {
    expect(evaluate(template, input)).toEqual({ error: 'States.Runtime', cause });
  });

  test('search the context object for its paths', () => {
    expect(evaluate({ 'b.$': '$$.Execution.Input.no' }, {})).toEqual({ error: 'States.Runtime', cause: expect.stringMatching(/^The JSONPath '\$\$\.Execution\.Input\.no' specified for the field 'b\.\$' could not be found in the input '\{"Execution":/) });
  });

  test('fail by States.IntrinsicFailure where a function cannot take its arguments', () => {
    expect(evaluate({ 'b.$': 'States.ArrayLength($.x)' }, { x: 1 })).toEqual({
      error: 'States.IntrinsicFailure',
      cause: "The function 'States.ArrayLength($.x)' had the following error: The first argument must be an array",
    });
  });

  test('quote no data where that is not allowed', () => {
    const input = { secret: 'canary-4711' };
    expect(evaluate({ 'b.$': '$.x' }, input, quiet(input))).toEqual({ error: 'States.Runtime', cause: "The JSONPath '$.x' specified for the field 'b.$' could not be found in the input" });
    expect(JSON.stringify(evaluate({ 'b.$': 'States.MathAdd($.x, 1)' }, input, quiet(input)))).not.toContain('canary');
  });

  test('are refused with a value that is neither a path nor an invocation', () => {
    const message = (field: string): string => `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
    const template = { 'a.$': 'text', deep: [{ 'b.$': 1 }], 'c.$': 'States.Nothing()', 'd.$': '$.', 'e.$': '@.a' };
    expect(reported((preparation) => preparePayload(template, 'Parameters', preparation))).toEqual([
      `/Parameters ${message('a.$')}`,
      `/Parameters/deep[0] ${message('b.$')}`,
      `/Parameters ${message('c.$')}`,
      `/Parameters ${message('d.$')}`,
      `/Parameters ${message('e.$')}`,
    ]);
  });

  test('are refused when nested too deeply', () => {
    const nested = Array.from({ length: TEMPLATE_DEPTH_MAX + 1 }).reduce<JsonValue>((inner) => [inner], 1);
    expect(reported((preparation) => preparePayload(nested, 'Parameters', preparation))).toEqual([` A template is nested deeper than ${TEMPLATE_DEPTH_MAX} levels`]);
  });

  test('a selection that is refused is none', () => {
    expect(prepareSelection('text', 'ErrorPath', { location: 'ErrorPath', preparation: preparing().preparation })).toBeUndefined();
  });

  test('__proto__ is a member like any other', () => {
    expect(JSON.stringify(evaluate({ '__proto__.$': '$.x', '__proto__x.$': '$.x' }, { x: 1 }))).toBe('{"__proto__":1,"__proto__x":1}');
  });
});
