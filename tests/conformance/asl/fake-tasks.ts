import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { functionAnswer, invocationAnswer } from './fake-lambda.ts';

const ACTIVITY = /^arn:aws:states:[\w-]*:\d*:activity:/;
const DIRECT_FUNCTION = /^arn:aws:lambda:/;
const INVOCATION = /^arn:aws:states:::lambda:invoke(?:\.waitForTaskToken)?$/;

/** What a holder of a token, or an activity's worker, does when a state asks for the nth time (README of the corpus, `onState`). */
function completion(entry: JsonValue | undefined): FakeAnswer {
  if (!isJsonObject(entry)) return { kind: 'never' };
  const { outcome, output, error, cause } = entry;
  if (outcome === 'succeeded') return { kind: 'succeeded', output: output ?? null };
  if (outcome !== 'failed') return { kind: 'never' };
  return { kind: 'failed', ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) };
}

function missingActivity(resource: string): FakeAnswer {
  return { kind: 'failed', error: 'States.Runtime', cause: `The activity ${resource} does not exist.` };
}

function visitsOf(task: JsonObject, state: string): readonly JsonValue[] {
  const onState = task['onState'];
  const visits = isJsonObject(onState) ? onState[state] : undefined;
  return isJsonArray(visits) ? visits : [];
}

/** Answers the attempts of a corpus case: functions, tokens and activities, as its `tasks` say. */
export function fakeTasks(tasks: JsonObject): (task: ScheduledTask) => FakeAnswer {
  const visited = new Map<string, number>();
  const nextVisit = (task: JsonObject, state: string): JsonValue | undefined => {
    const count = visited.get(state) ?? 0;
    visited.set(state, count + 1);
    const visits = visitsOf(task, state);
    return visits[Math.min(count, visits.length - 1)];
  };
  return ({ resource, state, arguments: input }) => {
    const known = tasks[resource];
    if (isJsonObject(known) && (known['behaviour'] === 'token' || known['behaviour'] === 'activityWorker')) return completion(nextVisit(known, state));
    if (ACTIVITY.test(resource)) return missingActivity(resource);
    if (DIRECT_FUNCTION.test(resource)) return functionAnswer(tasks, resource, input);
    if (INVOCATION.test(resource)) return invocationAnswer(tasks, input);
    return { kind: 'failed', error: 'States.Runtime', cause: `The resource ${resource} is not known.` };
  };
}
