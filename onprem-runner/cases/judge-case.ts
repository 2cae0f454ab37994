import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { CaseError, CaseOutcome, ExpectedCall, Expectation } from './model.ts';

/** What in an outcome is not as expected, one sentence each; empty when the case holds. Data of a case is made up, so it may be quoted. */
export function judgeCase(expect: Expectation, outcome: CaseOutcome): readonly string[] {
  return [
    ...outcome.mistakes,
    ...judgeStatus(expect, outcome),
    ...(expect.output === undefined ? [] : difference('output', expect.output, outcome.output)),
    ...(expect.outputContains === undefined ? [] : missing('output', expect.outputContains, outcome.output)),
    ...(expect.error === undefined ? [] : judgeError(expect.error, outcome)),
    ...(expect.calls === undefined ? [] : judgeCalls(expect.calls, outcome)),
    ...(expect.events === undefined ? [] : missing('events', expect.events, outcome.events)),
    ...(expect.seconds === undefined ? [] : difference('seconds', expect.seconds, outcome.seconds)),
    ...(expect.diagnostics === undefined ? [] : difference('diagnostics', expect.diagnostics, outcome.diagnostics)),
  ];
}

function judgeStatus(expect: Expectation, outcome: CaseOutcome): readonly string[] {
  if (outcome.mistakes.length > 0) return [];
  const implied = expect.error !== undefined ? 'failed' : expect.diagnostics !== undefined ? 'not-compiled' : 'succeeded';
  const wanted = expect.status ?? implied;
  if (wanted === outcome.status) return [];
  const why = [outcome.error, outcome.cause, ...outcome.diagnostics].filter((part) => part !== undefined && part !== '').join(' ');
  return [`status: expected ${wanted}, got ${outcome.status}${why === '' ? '' : ` (${why})`}`];
}

function judgeError(expected: CaseError, { error, cause }: CaseOutcome): readonly string[] {
  if (typeof expected === 'string') return error === expected ? [] : [`error: expected ${expected}, got ${error ?? 'none'}`];
  return missing('error', expected, parseCause(cause) ?? null);
}

function parseCause(cause: string | undefined): JsonValue | undefined {
  try {
    return cause === undefined ? undefined : (JSON.parse(cause) as JsonValue);
  } catch {
    return cause;
  }
}

function judgeCalls(expected: readonly (string | ExpectedCall)[], { calls }: CaseOutcome): readonly string[] {
  const wanted = expected.map((one) => (typeof one === 'string' ? { task: one } : one));
  const order = difference('calls', wanted.map(({ task }) => task), calls.map(({ task }) => task));
  if (order.length > 0) return order;
  return wanted.flatMap((one: ExpectedCall, index) => {
    const given = calls[index]?.arguments;
    const place = `calls/${index} (${one.task})`;
    return [...(one.arguments === undefined ? [] : difference(place, one.arguments, given)), ...(one.argumentsContain === undefined ? [] : missing(place, one.argumentsContain, given))];
  });
}

/** Where two values differ first. */
function difference(place: string, expected: JsonValue, actual: JsonValue | undefined): readonly string[] {
  if (actual === undefined) return [`${place}: expected ${textOf(expected)}, there is none`];
  if (canonicalJson(expected) === canonicalJson(actual)) return [];
  return [...missing(place, expected, actual), ...extra(place, expected, actual)];
}

/** Every place where a value lacks what is expected of it. */
function missing(place: string, expected: JsonValue, actual: JsonValue | undefined): readonly string[] {
  if (actual === undefined) return [`${place}: expected ${textOf(expected)}, there is none`];
  if (isJsonObject(expected) && isJsonObject(actual)) return Object.entries(expected).flatMap(([name, value]) => missing(appendPointer(place, name), value, Object.hasOwn(actual, name) ? actual[name] : undefined));
  if (isJsonArray(expected) && isJsonArray(actual)) {
    if (expected.length !== actual.length) return [`${place}: expected ${expected.length} items, got ${actual.length}: ${textOf(actual)}`];
    return expected.flatMap((value, index) => missing(appendPointer(place, index), value, actual[index]));
  }
  return canonicalJson(expected) === canonicalJson(actual) ? [] : [`${place}: expected ${textOf(expected)}, got ${textOf(actual)}`];
}

/** Members that nobody expects. */
function extra(place: string, expected: JsonValue, actual: JsonValue): readonly string[] {
  if (isJsonArray(expected) && isJsonArray(actual) && expected.length === actual.length) return expected.flatMap((value, index) => extra(appendPointer(place, index), value, actual[index] ?? null));
  if (!isJsonObject(expected) || !isJsonObject(actual)) return [];
  return Object.entries(actual).flatMap(([name, value]) => {
    const wanted = Object.hasOwn(expected, name) ? expected[name] : undefined;
    return wanted === undefined ? [`${appendPointer(place, name)}: not expected, got ${textOf(value)}`] : extra(appendPointer(place, name), wanted, value);
  });
}

const TEXT_CHARACTERS_MAX = 200;

function textOf(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > TEXT_CHARACTERS_MAX ? `${text.slice(0, TEXT_CHARACTERS_MAX)}…` : text;
}
