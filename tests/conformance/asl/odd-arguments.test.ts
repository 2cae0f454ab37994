import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { compile, run } from '#tests/conformance/swf/module.ts';
import { execute, testState } from './module.ts';

const nested = (levels: number): JsonObject => {
  let value: JsonObject = {};
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

/** As a runner that knows no types may call it. */
function executeOdd(definition: JsonValue): unknown {
  const given: unknown = { definition };
  return Reflect.apply(execute, undefined, [given]);
}

test.each<[JsonValue]>([[null], [42], ['x'], [{}], [{ StartAt: 'X', States: {} }], [{ StartAt: 'A', States: { A: null } }], [{ StartAt: 'A', States: { A: { Type: 'Foo' } } }], [{ StartAt: 'A', States: { A: { Type: 'Task', Resource: 1, End: true } } }], [{ StartAt: 'A', States: { A: { Type: 'Pass', Assign: 1, End: true } } }], [{ StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:1:function:f', Catch: [{ ErrorEquals: 1, Next: 'A' }], End: true } } }]])('what is no state machine fails: %j', (definition) => {
  expect(executeOdd(definition)).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.any(String) });
});

test('an execution without an end fails', () => {
  expect(executeOdd({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, Next: 'A' } } })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

test.each([[42], [null], [{}], ['{']])('an input that is no text of JSON is an exception: %j', (inputText) => {
  const given: unknown = { definition: { Type: 'Pass', End: true }, inputText };
  expect(Reflect.apply(testState, undefined, [given])).toMatchObject({ exception: 'InvalidExecutionInput' });
});

test.each([[null], [{ result: 1 }]])('a mock that is none is an exception: %j', (mock) => {
  const given: unknown = { definition: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true }, mock };
  expect(Reflect.apply(testState, undefined, [given])).toMatchObject({ exception: 'ValidationException' });
});

test('$eval is a name that nothing is bound to, where it is reached', () => {
  const machine = (Output: string): JsonObject => ({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } });
  expect(executeOdd(machine('{% $eval("1 + 1") %}'))).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause: expect.stringContaining('T1006') });
});

test('definitions and inputs that are nested too deep are refused', async () => {
  expect((await compile({ definition: nested(5_000) })).diagnostics).toMatchObject([{ code: 'UWF-1003' }]);
  expect(await run({ definition: nested(5_000) })).toMatchObject({ status: 'faulted', error: { status: 400 } });
  const definition = { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' }, do: [{ a: { set: { n: '${ . }' } } }] };
  expect(await run({ definition, input: nested(5_000) })).toMatchObject({ status: 'faulted', error: { status: 400 } });
  const fits = await run({ definition, input: nested(200) });
  expect(fits.status === 'completed' && isJsonObject(fits.output ?? null)).toBe(true);
});

test('a workflow that waits without an end does not come to one', async () => {
  const definition = { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' }, do: [{ a: { wait: { seconds: 1 } } }, { again: { switch: [{ never: { when: '${ .done }', then: 'exit' } }, { otherwise: { then: 'a' } }] } }] };
  expect(await run({ definition })).toMatchObject({ status: 'faulted', error: { status: 408 } });
});
