import type { FakeAnswer, ScheduledTask } from '#tests/support/asl-driver.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** How a function of the corpus behaves (its README, "tasks"). */
function behave(task: JsonObject, payload: JsonValue): FakeAnswer | undefined {
  switch (task['behaviour']) {
    case 'echo':
      return { kind: 'succeeded', output: payload };
    case 'constant':
      return { kind: 'succeeded', output: task['value'] ?? null };
    case 'fail':
      return { kind: 'failed', error: String(task['error']), cause: String(task['cause']) };
    case 'large_output':
      return { kind: 'succeeded', output: String(task['char']).repeat(Number(task['bytes'])) };
    case 'delay': {
      const then = isJsonObject(task['then']) ? behave(task['then'], payload) : undefined;
      return then === undefined || then.kind === 'never' ? then : { ...then, afterMs: Number(task['seconds']) * 1000 };
    }
    default:
      return undefined;
  }
}

function functionNameOf(text: string): string {
  return /:function:([^:]+)/.exec(text)?.[1] ?? text;
}

/** The service integration gets a string payload as raw JSON text, and wraps what the function answers (NOTES §6). */
function invokedPayload(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return value ?? {};
  const parsed: JsonValue = JSON.parse(value);
  return parsed;
}

function missingFunction(name: string): FakeAnswer {
  const cause = `Function not found: ${name} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException)`;
  return { kind: 'failed', error: 'Lambda.ResourceNotFoundException', cause };
}

/** Answers attempts of a corpus case: functions called by their ARN, or through `lambda:invoke`. */
export function fakeTasks(tasks: JsonObject): (task: ScheduledTask) => FakeAnswer {
  return ({ resource, arguments: input }) => {
    const isInvocation = resource.startsWith('arn:aws:states:::lambda:invoke');
    const called = isInvocation && isJsonObject(input) ? String(input['FunctionName']) : resource;
    const task = tasks[functionNameOf(called)];
    const payload = isInvocation && isJsonObject(input) ? invokedPayload(input['Payload']) : input;
    const answer = isJsonObject(task) ? behave(task, payload) : undefined;
    if (answer === undefined) return missingFunction(called);
    if (!isInvocation || answer.kind !== 'succeeded') return answer;
    return { ...answer, output: { ExecutedVersion: '$LATEST', Payload: answer.output, StatusCode: 200 } };
  };
}
