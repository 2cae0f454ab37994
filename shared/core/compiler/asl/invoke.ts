import { expressionOf, toExpression, type AslDataFlow, type QueryLanguage, type TaskState } from '../../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';

/** What `lambda:invoke` puts around the result of a function, beside `Payload`. */
const INVOCATION = { ExecutedVersion: '$LATEST', StatusCode: 200 } as const;

/** Members of the arguments of `lambda:invoke` that say nothing of the data. */
const INVOCATION_MEMBERS: ReadonlySet<string> = new Set(['FunctionName', 'Payload', 'Payload.$', 'InvocationType', 'LogType', 'Qualifier']);

/**
 * The same task as a direct call of the function: its input is the `Payload`, and what the author's fields see of the result is wrapped again as
 * `lambda:invoke` does. Undefined when the task says something that a call of a function has no place for.
 */
export function asDirectCall(state: TaskState, resource: string, language: QueryLanguage): TaskState | undefined {
  const given = language === 'JSONata' ? state.Arguments : state.Parameters;
  if (!isJsonObject(given) || Object.keys(given).some((name) => !INVOCATION_MEMBERS.has(name))) return undefined;
  const { Arguments: _arguments, Parameters: _parameters, ...rest } = state;
  if (language === 'JSONata') return { ...rest, ...wrapped(rest), Resource: resource, Arguments: given['Payload'] ?? {} };
  return callByPaths({ ...rest, Resource: resource }, given);
}

/** The author's expressions see `$states.result` as it was; the task's own output is the wrapped result. */
function wrapped(flow: AslDataFlow): AslDataFlow {
  const result = `{"ExecutedVersion": "${INVOCATION.ExecutedVersion}", "Payload": $states.result, "StatusCode": ${INVOCATION.StatusCode}}`;
  const within = (template: JsonValue): JsonValue => inEveryExpression(template, (text) => `($states := $merge([$states, {"result": ${result}}]); ${text})`);
  const assign = flow.Assign === undefined ? undefined : within(flow.Assign);
  return { Output: flow.Output === undefined ? toExpression(result) : within(flow.Output), ...(isJsonObject(assign) ? { Assign: assign } : {}) };
}

function inEveryExpression(template: JsonValue, change: (text: string) => string): JsonValue {
  const text = expressionOf(template);
  if (text !== undefined) return toExpression(change(text));
  if (isJsonArray(template)) return template.map((item) => inEveryExpression(item, change));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([name, member]) => [name, inEveryExpression(member, change)]));
}

/** In JSONPath mode a selector can wrap the result only when the author has none. */
function callByPaths(state: TaskState, given: JsonObject): TaskState | undefined {
  if (state.ResultSelector !== undefined || state.Assign !== undefined) return undefined;
  const payload = given['Payload.$'];
  const selector: JsonObject = { ...INVOCATION, 'Payload.$': '$' };
  if (typeof payload !== 'string') return { ...state, Parameters: given['Payload'] ?? {}, ResultSelector: selector };
  if (state.InputPath !== undefined || !payload.startsWith('$') || payload.startsWith('$$')) return undefined;
  return { ...state, InputPath: payload, ResultSelector: selector };
}
