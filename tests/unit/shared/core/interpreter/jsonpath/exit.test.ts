import { describe, expect, test } from 'vitest';
import { applyResultPath, prepareInputPath, preparePathExit, prepareResultPath, prepareTemplateOf } from '#shared/core/interpreter/jsonpath/exit.ts';
import { preparePayload } from '#shared/core/interpreter/jsonpath/payload.ts';
import { preparePathField } from '#shared/core/interpreter/jsonpath/path-field.ts';
import { PAYLOAD_BYTES_MAX } from '#shared/core/interpreter/limits.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { succeed } from '#shared/core/kernel/result.ts';
import { outcome, prepared, quoting, reported } from './support.ts';

function put(path: string | null | undefined, input: JsonValue, result: JsonValue): unknown {
  return outcome(applyResultPath(quoting(input), prepared((preparation) => prepareResultPath(path, 'ResultPath', preparation)), result));
}

function leave(input: JsonValue, fields: { readonly value?: JsonValue; readonly assign?: JsonObject; readonly resultPath?: string | null; readonly outputPath?: string | null }): unknown {
  const exit = prepared((preparation) =>
    preparePathExit(
      {
        value: () => succeed(fields.value ?? input),
        assign: fields.assign,
        ...(fields.resultPath === undefined ? {} : { resultPath: prepareResultPath(fields.resultPath, 'ResultPath', preparation) }),
        outputPath: preparePathField(fields.outputPath, 'OutputPath', preparation),
        prefix: '',
      },
      preparation,
    ),
  );
  return outcome(exit(quoting(input, { variables: { v: 42 } }), {}));
}

describe('ResultPath', () => {
  test.each<[string | null | undefined, JsonValue, JsonValue]>([
    [undefined, { a: 1 }, 'result'],
    ['$', { a: 1 }, 'result'],
    [null, { a: 1 }, { a: 1 }],
    ['$.b.c', { a: 1 }, { a: 1, b: { c: 'result' } }],
  ])('%s puts a result into %j', (path, input, output) => {
    expect(put(path, input, 'result')).toEqual(output);
  });

  test('fails by States.ResultPathMatchFailure where it does not apply', () => {
    expect(put('$.a.b', { a: 'text' }, 1)).toEqual({ error: 'States.ResultPathMatchFailure', cause: 'Unable to apply step "b" to input "text"' });
  });

  test.each(['$.a[*]', '$$.a', '$v', 'a'])('refuses %s', (path) => {
    expect(reported((preparation) => prepareResultPath(path, 'ResultPath', preparation))).toEqual(['/ResultPath Value is not a Reference Path']);
  });
});

describe('leaving a state', () => {
  test('assigns from the value, and puts it through ResultPath and OutputPath', () => {
    expect(leave({ a: 1 }, { value: { r: 2 }, assign: { 'x.$': '$.r', y: '$.r' }, resultPath: '$.b', outputPath: '$.b.r' })).toEqual({ output: 2, assigned: { x: 2, y: '$.r' } });
  });

  test('sees the variables as they were on entry', () => {
    expect(leave({}, { assign: { v: 'new' }, outputPath: '$v' })).toEqual({ output: 42, assigned: { v: 'new' } });
  });

  test('fails where Assign, ResultPath or OutputPath fails', () => {
    expect(leave({}, { assign: { 'x.$': '$.no' } })).toMatchObject({ error: 'States.Runtime' });
    expect(leave('text', { resultPath: '$.a' })).toMatchObject({ error: 'States.ResultPathMatchFailure' });
    expect(leave({}, { outputPath: '$.no' })).toEqual({ error: 'States.Runtime', cause: "Invalid path '$.no' : No results for path: $['no']" });
  });

  test('fails with an output or variables that are too large', () => {
    const large = 'x'.repeat(PAYLOAD_BYTES_MAX);
    expect(leave({}, { value: large })).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(leave(large, { value: 1, assign: { 'x.$': '$$.Execution.Input' } })).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('refuses to assign the reserved name', () => {
    const exit = (assign: JsonObject) => reported((preparation) => preparePathExit({ value: () => succeed(1), assign, outputPath: null, prefix: 'Choices[0]/' }, preparation));
    expect(exit({ states: 1, 'states.$': '$' })).toEqual(["/Choices[0]/Assign/states The variable name 'states' is reserved", "/Choices[0]/Assign/states.$ The variable name 'states' is reserved"]);
    expect(exit({ state: 1 })).toEqual([]);
  });
});

describe('the effective input', () => {
  test('goes through InputPath into the template', () => {
    const read = prepared((preparation) => prepareTemplateOf(prepareInputPath({ InputPath: '$.a' }, preparation), preparePayload({ 'x.$': '$.b' }, 'Parameters', preparation)));
    expect(outcome(read(quoting({ a: { b: 1 } })))).toEqual({ x: 1 });
    expect(outcome(read(quoting({})))).toMatchObject({ error: 'States.Runtime' });
  });

  test('is itself without a template', () => {
    expect(outcome(prepared((preparation) => prepareTemplateOf(prepareInputPath({}, preparation), undefined))(quoting({ a: 1 })))).toEqual({ a: 1 });
  });
});
