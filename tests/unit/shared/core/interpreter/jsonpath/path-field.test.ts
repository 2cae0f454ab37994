import { describe, expect, test } from 'vitest';
import { applyPathField, preparePath, preparePathField } from '#shared/core/interpreter/jsonpath/path-field.ts';
import { pathScopeOf } from '#shared/core/interpreter/jsonpath/scope.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quoting, reported } from './support.ts';

function apply(text: string | null | undefined, input: JsonValue): unknown {
  return outcome(applyPathField(pathScopeOf(quoting(input, { variables: { v: 42 } })), prepared((preparation) => preparePathField(text, 'InputPath', preparation))));
}

describe('InputPath and OutputPath', () => {
  test.each<[string | null | undefined, JsonValue, JsonValue]>([
    [undefined, { a: 1 }, { a: 1 }],
    [undefined, null, null],
    ['$', null, null],
    [null, { a: 1 }, {}],
    ['$.a', { a: 1 }, 1],
    ['$$.State.Name', { a: 1 }, 'here'],
    ['$v', { a: 1 }, 42],
    ['$.a[?(@.b)]', { a: [] }, []],
  ])('%s of %j', (path, input, value) => {
    expect(apply(path, input)).toEqual(value);
  });

  test.each<[string, JsonValue, string]>([
    ['$.a', {}, "Invalid path '$.a' : No results for path: $['a']"],
    ['$.no.such.path', {}, "Invalid path '$.no.such.path' : Missing property in path $['no']"],
    ['$.a[5]', { a: [] }, "Invalid path '$.a[5]' : No results for path: $['a'][5]"],
    ['$.a', null, 'Unable to apply Path transformation to null or empty input.'],
    ['$unknown', {}, "Invalid path '$unknown' : No results for path: $unknown"],
  ])('%s of %j fails for good', (path, input, cause) => {
    expect(apply(path, input)).toEqual({ error: 'States.Runtime', cause });
  });

  test('a field that is no path is refused', () => {
    expect(reported((preparation) => preparePathField('a', 'InputPath', preparation))).toEqual(['/InputPath Value is not a valid JSONPath: Expected $']);
    expect(reported((preparation) => preparePath(1, 'Choices[0]/Variable', preparation))).toEqual(['/Choices[0]/Variable Value is not a valid JSONPath']);
    expect(reported((preparation) => preparePath('@.a', 'InputPath', preparation))).toEqual(['/InputPath Value is not a valid JSONPath']);
  });
});
