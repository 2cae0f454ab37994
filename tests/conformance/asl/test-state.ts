import { validateExecutionInput } from '#shared/core/asl/validate-input.ts';
import { testState as testOneState, type StateTest, type StateTestOutcome, type StateTestRefusal } from '#shared/core/interpreter/test-state/test-state.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { fakeTasks } from './fake-tasks.ts';

/** A recorded call of TestState, as the runner of the corpus hands it over. */
export interface TestStateCase extends StateTest {
  readonly id?: string;
  /** The input where it is no JSON. */
  readonly inputText?: string;
  readonly tasks?: JsonObject;
  readonly roleArnGiven?: boolean;
}

const START = 1_700_000_000_000;

/** Tests one state as AWS's TestState would, against the fakes of the case. What has members of other types is an exception as well: nothing is thrown. */
export function testState(given: TestStateCase): StateTestOutcome | StateTestRefusal {
  try {
    return testCase(given);
  } catch {
    return { exception: 'ValidationException', message: 'A member of the request has the wrong type' };
  }
}

function testCase(given: TestStateCase): StateTestOutcome | StateTestRefusal {
  const inputText: unknown = given.inputText;
  if (inputText !== undefined && (typeof inputText !== 'string' || validateExecutionInput(inputText).result === 'FAIL')) return { exception: 'InvalidExecutionInput', message: 'Invalid State Machine Execution Input' };
  const ask = fakeTasks(given.tasks ?? {});
  return testOneState(
    { ...given, ...(given.roleArnGiven === true ? { roleArn: 'arn:aws:iam::111111111111:role/test' } : {}) },
    {
      at: START,
      seed: given.id ?? 'seed',
      causesQuoteValues: true,
      perform: (task) => {
        const answer = ask({ ...task, kind: 'schedule-task', state: 'StateName', attemptId: '1', retryCount: 0 });
        if (answer.kind === 'succeeded') return { output: answer.output };
        return answer.kind === 'failed' ? { ...(answer.error === undefined ? {} : { error: answer.error }), ...(answer.cause === undefined ? {} : { cause: answer.cause }) } : {};
      },
    },
  );
}
