import { describe, expect, test } from 'vitest';
import { prepareCatchExit, preparePassExit, prepareWorkExit, prepareWorkInput } from '#shared/core/interpreter/jsonpath/work.ts';
import type { PassState, TaskState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quoting } from './support.ts';

function pass(state: Omit<PassState, 'Type'>, input: JsonValue): unknown {
  return outcome(prepared((preparation) => preparePassExit({ Type: 'Pass', ...state }, preparation))(quoting(input), {}));
}

const task: TaskState = { Type: 'Task', Resource: 'uwf:http' };

describe('work in JSONPath', () => {
  test('gets InputPath and Parameters', () => {
    const read = prepared((preparation) => prepareWorkInput({ ...task, InputPath: '$.in', Parameters: { 'p.$': '$.x', q: 1 } }, preparation));
    expect(outcome(read(quoting({ in: { x: 5 } })))).toEqual({ p: 5, q: 1 });
  });

  test('gives its result through ResultSelector, ResultPath and OutputPath; Assign sees the selected result', () => {
    const state: TaskState = { ...task, ResultSelector: { 's.$': '$.r' }, ResultPath: '$.out', OutputPath: '$.out', Assign: { 'v.$': '$.s' } };
    const exit = prepared((preparation) => prepareWorkExit(state, preparation));
    expect(outcome(exit(quoting({ a: 1 }), { result: { r: 7 } }))).toEqual({ output: { s: 7 }, assigned: { v: 7 } });
  });

  test('gives its result as it is without any of them', () => {
    const exit = prepared((preparation) => prepareWorkExit(task, preparation));
    expect(outcome(exit(quoting({ a: 1 }), { result: 'r' }))).toEqual({ output: 'r' });
    expect(outcome(exit(quoting({ a: 1 }), {}))).toEqual({ output: null });
  });

  test('fails where the result has not what ResultSelector selects', () => {
    const exit = prepared((preparation) => prepareWorkExit({ ...task, ResultSelector: { 's.$': '$.no' } }, preparation));
    expect(outcome(exit(quoting({}), { result: { r: 1 } }))).toEqual({ error: 'States.Runtime', cause: `The JSONPath '$.no' specified for the field 's.$' could not be found in the input '{"r":1}'` });
  });
});

describe('Pass in JSONPath', () => {
  test('gives its effective input', () => {
    expect(pass({}, { a: 1 })).toEqual({ output: { a: 1 } });
    expect(pass({ InputPath: '$.a', Parameters: { 'x.$': '$' }, ResultPath: '$.b' }, { a: 1, c: 2 })).toEqual({ output: { a: 1, c: 2, b: { x: 1 } } });
    expect(pass({ InputPath: null }, { a: 1 })).toEqual({ output: {} });
  });

  test('never interprets its Result', () => {
    expect(pass({ Result: { 'x.$': '$.a' } }, {})).toEqual({ output: { 'x.$': '$.a' } });
    expect(pass({ Result: null, ResultPath: '$.r' }, { a: 1 })).toEqual({ output: { a: 1, r: null } });
  });

  test('assigns from its result', () => {
    expect(pass({ Parameters: { a: 1 }, Assign: { 'v.$': '$.a' } }, {})).toEqual({ output: { a: 1 }, assigned: { v: 1 } });
  });

  test('drops its result for a ResultPath of null', () => {
    expect(pass({ Result: 1, ResultPath: null, OutputPath: null }, { a: 1 })).toEqual({ output: {} });
  });
});

describe('Catch in JSONPath', () => {
  const caught = { errorOutput: { Error: 'E', Cause: 'C' } };

  test('gives the error output, or puts it into the input', () => {
    const exit = (resultPath?: string | null) =>
      outcome(prepared((preparation) => prepareCatchExit({ ErrorEquals: ['States.ALL'], Next: 'n', ...(resultPath === undefined ? {} : { ResultPath: resultPath }) }, 'Catch[0]/', preparation))(quoting({ a: 1 }), caught));
    expect(exit()).toEqual({ output: { Error: 'E', Cause: 'C' } });
    expect(exit('$.error')).toEqual({ output: { a: 1, error: { Error: 'E', Cause: 'C' } } });
    expect(exit(null)).toEqual({ output: { a: 1 } });
  });

  test('assigns from the error output', () => {
    const exit = prepared((preparation) => prepareCatchExit({ ErrorEquals: ['States.ALL'], Next: 'n', Assign: { 'e.$': '$.Error' } }, 'Catch[0]/', preparation));
    expect(outcome(exit(quoting({}), caught))).toEqual({ output: caught.errorOutput, assigned: { e: 'E' } });
    expect(outcome(exit(quoting({}), {}))).toEqual({ output: { Error: null, Cause: null }, assigned: { e: null } });
  });
});
