import type { FakeAnswer } from '#tests/support/asl-driver.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

const REQUEST_ID = '00000000-0000-4000-8000-000000000001';

/** A value as the functions of the recordings, which were written in Python, put it into a text. */
function pythonText(value: JsonValue, isInside = false): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return isInside ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : value;
  if (typeof value === 'number') return String(value);
  if (isJsonArray(value)) return `[${value.map((item) => pythonText(item, true)).join(', ')}]`;
  return `{${Object.entries(value).map(([key, member]) => `${pythonText(key, true)}: ${pythonText(member, true)}`).join(', ')}}`;
}

/** A template whose texts hold places for what the function gets. */
function filled(template: JsonValue, payload: JsonValue): JsonValue {
  if (typeof template === 'string') return template.replaceAll(/\{(?:event|input|payload)?\}/g, () => pythonText(payload));
  if (isJsonArray(template)) return template.map((item) => filled(item, payload));
  return isJsonObject(template) ? Object.fromEntries(Object.entries(template).map(([key, member]) => [key, filled(member, payload)])) : template;
}

/** How a function of the corpus behaves (its README, "tasks"). */
function behave(task: JsonObject, payload: JsonValue): FakeAnswer | undefined {
  switch (task['behaviour']) {
    case 'echo':
      return { kind: 'succeeded', output: payload };
    case 'constant':
      return { kind: 'succeeded', output: task['value'] ?? null };
    case 'template':
      return { kind: 'succeeded', output: filled(task['template'] ?? task['value'] ?? null, payload) };
    case 'fail':
      return { kind: 'failed', error: String(task['error']), cause: String(task['cause']) };
    case 'large_output':
      return { kind: 'succeeded', output: String(task['char']).repeat(Number(task['bytes'])) };
    case 'delay': {
      const { then } = task;
      const later = behave(isJsonObject(then) ? then : { behaviour: then ?? null }, payload);
      return later === undefined || later.kind === 'never' ? later : { ...later, afterMs: Number(task['seconds']) * 1000 };
    }
    default:
      return undefined;
  }
}

/** A function is called by its name or by its ARN, which may end in a version. */
function functionNameOf(called: string): string {
  return /:function:([^:]+)/.exec(called)?.[1] ?? called;
}

function missingFunction(called: string): FakeAnswer {
  const arn = `arn:aws:lambda:us-east-1:111111111111:function:${functionNameOf(called)}:$LATEST`;
  const details = `Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${REQUEST_ID}; Proxy: null`;
  return { kind: 'failed', error: 'Lambda.ResourceNotFoundException', cause: `Function not found: ${arn} (${details})` };
}

/** A function that is the resource of a state itself. */
export function functionAnswer(tasks: JsonObject, called: string, payload: JsonValue): FakeAnswer {
  const task = tasks[functionNameOf(called)];
  return (isJsonObject(task) ? behave(task, payload) : undefined) ?? missingFunction(called);
}

/** The service integration sends a string as raw JSON text, and no payload where there is null (recorded: invoke_json_values, invoke_unsupported_param). */
function sentPayload(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value ?? {};
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    return undefined;
  }
}

function unreadablePayload(): FakeAnswer {
  const details = `Service: AWSLambda; Status Code: 400; Error Code: InvalidRequestContentException; Request ID: ${REQUEST_ID}; Proxy: null`;
  return { kind: 'failed', error: 'Lambda.InvalidRequestContentException', cause: `Could not parse request body into json (${details})` };
}

function metadata(body: string, log: string | undefined): JsonObject {
  const headers: JsonObject = {
    Connection: 'keep-alive',
    'Content-Length': String(new TextEncoder().encode(body).length),
    'Content-Type': 'application/json',
    Date: 'Thu, 01 Jan 1970 00:00:00 GMT',
    'X-Amz-Executed-Version': '$LATEST',
    ...(log === undefined ? {} : { 'X-Amz-Log-Result': log }),
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': REQUEST_ID,
    'X-Amzn-Trace-Id': 'root=1-00000000-000000000000000000000000;sampled=0',
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 };
}

/** What `lambda:invoke` makes of a function's answer (NOTES §6). */
function wrapped(output: JsonValue, isLogged: boolean): JsonObject {
  const log = isLogged ? 'TG9n' : undefined;
  return {
    ExecutedVersion: '$LATEST',
    ...(log === undefined ? {} : { LogResult: log }),
    Payload: output,
    SdkHttpMetadata: metadata(JSON.stringify(output), log),
    SdkResponseMetadata: { RequestId: REQUEST_ID },
    StatusCode: 200,
  };
}

/** A function called through `lambda:invoke`. */
export function invocationAnswer(tasks: JsonObject, input: JsonValue): FakeAnswer {
  const parameters = isJsonObject(input) ? input : {};
  const payload = sentPayload(parameters['Payload']);
  const answer = payload === undefined ? unreadablePayload() : functionAnswer(tasks, String(parameters['FunctionName']), payload);
  return answer.kind === 'succeeded' ? { ...answer, output: wrapped(answer.output, parameters['LogType'] === 'Tail') } : answer;
}
