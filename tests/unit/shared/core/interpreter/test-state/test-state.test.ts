import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testState, type StateTest, type TestSurroundings } from '#shared/core/interpreter/test-state/test-state.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const SURROUNDINGS: TestSurroundings = { at: 1_700_000_000_000, seed: 'seed' };
const TASK: JsonObject = { Type: 'Task', QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Output: '{% $states.result.Payload %}', Next: 'N' };
const MAP: JsonObject = { Type: 'Map', ItemsPath: '$.items', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Fail' } } }, ToleratedFailurePercentage: 50, Next: 'N' };

function answer(test: StateTest, more: Partial<TestSurroundings> = {}): ReturnType<typeof testState> {
  return testState(test, { ...SURROUNDINGS, ...more });
}

describe('a state without work', () => {
  test('says where it goes on, whatever that state is', () => {
    expect(answer({ definition: { Type: 'Pass', Result: 1, Next: 'StateName' } })).toEqual({ status: 'SUCCEEDED', output: 1, nextState: 'StateName' });
  });

  test('is found in every scope of a machine', () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Succeed' } } };
    const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch], End: true } } };
    expect(answer({ definition, stateName: 'B', input: [1] })).toEqual({ status: 'SUCCEEDED', output: [1] });
    expect(answer({ definition, stateName: 'C' })).toEqual({ exception: 'ValidationException', message: 'State not found in definition' });
  });

  test('does not keep the caller waiting', () => {
    expect(answer({ definition: { Type: 'Wait', Seconds: 1000, Next: 'N' } })).toEqual({ status: 'SUCCEEDED', output: {}, nextState: 'N' });
  });

  test('fails as it would', () => {
    expect(answer({ definition: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'N' }] }, input: { a: 1 } })).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  test('sees variables and the context object that it is given', () => {
    const definition = { Type: 'Pass', Parameters: { 'v.$': '$v', 'c.$': '$$.State.Name' }, End: true };
    expect(answer({ definition, variables: { v: 1 }, context: { State: { Name: 'Other' } } })).toEqual({ status: 'SUCCEEDED', output: { v: 1, c: 'Other' } });
  });

  test('does not run when it is not valid', () => {
    expect(answer({ definition: { Type: 'Pass' } })).toMatchObject({ exception: 'InvalidDefinition', message: expect.stringContaining('[Next, End] at /States/StateName') });
    expect(answer({ definition: '{' })).toMatchObject({ exception: 'InvalidDefinition' });
  });
});

describe('a Task', () => {
  test('takes the mock for its result', () => {
    expect(answer({ definition: TASK, mock: { result: '{"Payload": [1]}' } })).toEqual({ status: 'SUCCEEDED', output: [1], nextState: 'N' });
  });

  test('has its work done by the caller', () => {
    const perform: TestSurroundings['perform'] = ({ resource, arguments: given }) => ({ output: { Payload: { resource, given } } });
    expect(answer({ definition: TASK }, { perform })).toMatchObject({ status: 'SUCCEEDED', output: { resource: TASK['Resource'], given: TASK['Arguments'] } });
    expect(answer({ definition: TASK }, { perform: () => ({ error: 'E', cause: 'c' }) })).toEqual({ status: 'FAILED', error: 'E', cause: 'c' });
  });

  test('needs one of both', () => {
    expect(answer({ definition: TASK })).toMatchObject({ exception: 'ValidationException' });
  });

  test('is tried again until its retrier has had enough', () => {
    const definition = { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 3, MaxAttempts: 2 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] };
    const mock = { errorOutput: { error: 'E' } };
    const retried = answer({ definition, mock, stateConfiguration: { retrierRetryCount: 1 }, inspectionLevel: 'TRACE' });
    expect(retried).toMatchObject({ status: 'RETRIABLE', error: 'E', inspectionData: { errorDetails: { retryBackoffIntervalSeconds: 6, retryIndex: 0 } } });
    expect(answer({ definition, mock, stateConfiguration: { retrierRetryCount: 2 } })).toEqual({ status: 'CAUGHT_ERROR', error: 'E', nextState: 'C', output: { Error: 'E', Cause: null } });
  });

  test('fails for its own expressions before its work', () => {
    const outcome = answer({ definition: { ...TASK, Arguments: { FunctionName: '{% $nothing %}' } }, mock: { result: '{}' } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause: expect.stringMatching(/^The JSONata expression/) });
  });

  test.each([
    ['{"StatusCode": "200"}', "Mock result schema validation error: Field 'StatusCode' must be a number"],
    ['[]', "Mock result schema validation error: Field 'lambda:invoke' must be an object"],
    ['no', 'Mocked result must be valid JSON'],
  ])('refuses the mock %s', (result, message) => {
    expect(answer({ definition: TASK, mock: { result } })).toEqual({ exception: 'ValidationException', message });
  });

  test('takes any JSON for its result when fields are not compared', () => {
    const definition = { ...TASK, Output: '{% $states.result %}' };
    expect(answer({ definition, mock: { result: '{"StatusCode": "200"}', fieldValidationMode: 'NONE' } })).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a Map', () => {
  const input = { items: [1, 2] };

  test('takes the mock for the results of its iterations', () => {
    expect(answer({ definition: MAP, input, mock: { result: '["a", "b"]' } })).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'], nextState: 'N' });
  });

  test('tolerates as many failures as it says', () => {
    const mock = { result: '["a", "b"]' };
    expect(answer({ definition: MAP, input, mock, stateConfiguration: { mapIterationFailureCount: 1 } })).toMatchObject({ status: 'SUCCEEDED' });
    expect(answer({ definition: MAP, input, mock, stateConfiguration: { mapIterationFailureCount: 2 } })).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });

  test('fails when there is nothing to go over', () => {
    expect(answer({ definition: MAP, input: { items: 1 }, mock: { result: '[]' } })).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: 'Reference path "$.items" must point to array.' });
  });

  test('reads what its reader is said to have read', () => {
    const definition = { ...MAP, ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } };
    const outcome = answer({ definition, mock: { result: '[1, 2, 3]' }, stateConfiguration: { mapItemReaderData: '[7, 8, 9]' }, inspectionLevel: 'DEBUG' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3], inspectionData: { maxConcurrency: 0, toleratedFailurePercentage: 50 } });
  });
});

describe('a request', () => {
  test.each([
    [{ Execution: { Id: 1 } }, 'Execution.Id must be a string'],
    [{ State: 1 }, 'State must be an object'],
    [{ State: { Nothing: 1 } }, "Field 'State.Nothing' is not allowed"],
    [[], 'Context object must be a JSON object'],
  ])('with the context %j is refused', (context, problem) => {
    expect(answer({ definition: { Type: 'Succeed' }, context })).toEqual({ exception: 'ValidationException', message: `Invalid Context object provided: ${problem}` });
  });

  test('never makes the test throw', () => {
    const hostile = fc.record({ definition: fc.jsonValue(), context: fc.jsonValue(), stateName: fc.string(), mock: fc.record({ result: fc.string() }) }, { requiredKeys: ['definition'] });
    fc.assert(
      fc.property(hostile, (request) => {
        const given: StateTest = JSON.parse(JSON.stringify(request));
        expect(Object.keys(answer(given)).length).toBeGreaterThan(0);
      }),
    );
  });
});
