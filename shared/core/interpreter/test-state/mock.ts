import { readAslJson } from '../../asl/validate/json-text.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { refuseRequest, type StateMock, type StateTest, type StateTestRefusal } from './model.ts';
import { fieldProblem } from './response-model.ts';
import type { Subject } from './subject.ts';

/** What the work is said to have come to. */
export type MockedWork = { readonly kind: 'result'; readonly result: JsonValue } | { readonly kind: 'error'; readonly error?: string; readonly cause?: string };

const MOCKABLE: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);

/** What is wrong with the request's mock before the definition is looked at. */
export function refuseMock({ mock, revealSecrets, stateConfiguration }: StateTest): StateTestRefusal | undefined {
  if (mock === undefined) {
    const isCounted = stateConfiguration?.mapIterationFailureCount !== undefined;
    return isCounted ? refuseRequest('TestState does not support MapIterationFailureCount when a mock is not specified.') : undefined;
  }
  if (mock.result !== undefined && mock.errorOutput !== undefined) return refuseRequest('A test mock should have only one of the following fields: [result, errorOutput].');
  return revealSecrets === true ? refuseRequest('TestState does not support RevealSecrets when a mock is specified.') : undefined;
}

/** Reads the mock for its state; undefined when there is none. */
export function readMock(test: StateTest, subject: Subject): Result<MockedWork | undefined, StateTestRefusal> {
  const { mock } = test;
  if (mock === undefined) return missingMock(subject);
  if (!MOCKABLE.has(subject.type)) return fail(refuseRequest(`State type '${subject.type}' is not supported when a mock is specified`));
  if (mock.errorOutput !== undefined) return succeed({ kind: 'error', ...mock.errorOutput });
  const read = readAslJson(mock.result ?? '{}');
  if (!read.ok) return fail(refuseRequest('Mocked result must be valid JSON'));
  const problem = shapeProblem(read.value, test, subject) ?? modelProblem(read.value, mock, subject);
  return problem === undefined ? succeed({ kind: 'result', result: read.value }) : fail(refuseRequest(problem));
}

function missingMock({ type }: Subject): Result<undefined, StateTestRefusal> {
  if (type !== 'Map' && type !== 'Parallel') return succeed(undefined);
  const message = 'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]';
  return fail({ exception: 'InvalidDefinition', message });
}

/** The result of a Parallel is a list with an item for each branch; of a Map a list too, unless it is written elsewhere. */
function shapeProblem(result: JsonValue, test: StateTest, { type, state }: Subject): string | undefined {
  if (type === 'Task') return undefined;
  if (type === 'Map' && Object.hasOwn(state, 'ResultWriter')) return isJsonObject(result) ? undefined : 'Mocked result must be a JSON object.';
  if (!isJsonArray(result)) return 'Mocked result must be an array.';
  const branches = state['Branches'];
  if (type === 'Parallel' && isJsonArray(branches) && branches.length !== result.length) return 'Mocked result must contain the same number of items as number of Parallel branches.';
  const failures = test.stateConfiguration?.mapIterationFailureCount ?? 0;
  return type === 'Map' && failures > result.length ? 'Map iteration failure count must be less than or equal to the number of Map iterations' : undefined;
}

function modelProblem(result: JsonValue, { fieldValidationMode: mode = 'STRICT' }: StateMock, { type, state }: Subject): string | undefined {
  const resource = state['Resource'];
  const problem = type === 'Task' && mode !== 'NONE' && typeof resource === 'string' ? fieldProblem(resource, result) : undefined;
  return problem === undefined ? undefined : `Mock result schema validation error: ${problem}`;
}
