import { workItemExpressionOf } from '../asl/model.ts';
import { compileExpression, evaluateExpression } from '../expression/jsonata/evaluate.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';

/** The value of a condition over what the executor looks at (`$`). The error says why there is none, without quoting data. */
export function evaluateOver(text: string, input: JsonValue, variables: JsonObject): Result<JsonValue, string> {
  const compiled = compileExpression(text);
  if (!compiled.ok) return fail(`an expression does not parse (${compiled.error.code})`);
  // Conditions depend on nothing but the event and the variables: the same event is always judged alike.
  const outcome = evaluateExpression(compiled.value, { variables, input, now: 0, random: () => 0 });
  return outcome.ok ? succeed(outcome.value ?? null) : fail(`an expression failed (${outcome.error.code})`);
}

/** What an event has to agree with. */
export interface FilterScope {
  readonly variables: JsonObject;
  /** Values of correlations, by their names; the first event that is taken fixes those without an `expect`. */
  readonly correlations: JsonObject;
}

/** The correlations after an event that passes the filter; undefined when it does not. A condition that fails is one that does not hold. */
export function passFilter(filter: JsonValue, event: JsonObject, scope: FilterScope): JsonObject | undefined {
  if (!isJsonObject(filter)) return undefined;
  const attributes = isJsonObject(filter['with']) ? Object.entries(filter['with']) : [];
  if (!attributes.every(([name, expected]) => agrees(expected, Object.hasOwn(event, name) ? event[name] : undefined, scope.variables))) return undefined;
  return correlate(isJsonObject(filter['correlate']) ? filter['correlate'] : {}, event, scope);
}

function agrees(expected: JsonValue, actual: JsonValue | undefined, variables: JsonObject): boolean {
  const text = workItemExpressionOf(expected);
  if (text === undefined) return actual !== undefined && isEqual(expected, actual);
  const outcome = evaluateOver(text, actual ?? null, variables);
  return outcome.ok && outcome.value === true;
}

function correlate(definitions: JsonObject, event: JsonObject, { variables, correlations }: FilterScope): JsonObject | undefined {
  let known = correlations;
  for (const [name, definition] of Object.entries(definitions)) {
    const text = isJsonObject(definition) && definition['from'] !== undefined ? workItemExpressionOf(definition['from']) : undefined;
    const value = text === undefined ? undefined : evaluateOver(text, event, variables);
    if (value === undefined || !value.ok || value.value === null) return undefined;
    const given = isJsonObject(definition) ? definition['expect'] : undefined;
    const expected = given ?? (Object.hasOwn(known, name) ? known[name] : undefined);
    if (expected !== undefined && !isEqual(expected, value.value)) return undefined;
    known = { ...known, [name]: value.value };
  }
  return known;
}

function isEqual(left: JsonValue, right: JsonValue): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
