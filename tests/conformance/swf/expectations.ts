import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { RunOutcome } from './module.ts';

/** What a scenario expects, in the neutral form of the conformance kit (mapping §1.2). */
export interface Expectations {
  readonly status: string;
  readonly output?: JsonValue;
  readonly error?: JsonValue;
  readonly outputHas?: readonly string[];
  readonly outputPropertyEquals?: readonly { readonly path: string; readonly value: JsonValue }[];
  readonly outputPropertyCount?: readonly { readonly path: string; readonly count: number }[];
  readonly taskRuns?: { readonly first?: string; readonly last?: string; readonly order?: readonly { readonly earlier: string; readonly later: string }[] };
  /** Ours: members of the error that must be equal. */
  readonly errorHas?: JsonObject;
  /** Ours: endpoints, methods and bodies of the requests that went out, as far as they are given. */
  readonly calls?: readonly JsonObject[];
  /** Ours: types of the events that were published. */
  readonly published?: readonly string[];
  /** Ours: virtual milliseconds from start to end. */
  readonly tookMs?: number;
  /** Ours: subscriptions that are left open; none unless given. */
  readonly openSubscriptions?: number;
  /** Ours: all task runs in order. */
  readonly allTaskRuns?: readonly string[];
}

/** Every expectation that does not hold, in words; task runs only where they were recorded one by one. */
export function unmet(expected: Expectations, outcome: RunOutcome, hasTaskRuns: boolean): readonly string[] {
  const output = outcome.output;
  return [
    ...(expected.status === outcome.status ? [] : [`status ${outcome.status}: ${JSON.stringify(outcome.error)}`]),
    ...different('output', expected.output, output),
    ...different('error', expected.error, outcome.error),
    ...(expected.outputHas ?? []).filter((path) => at(output, path) === undefined).map((path) => `output has no ${path}: ${JSON.stringify(output)}`),
    ...(expected.outputPropertyEquals ?? []).flatMap(({ path, value }) => different(`output.${path}`, value, at(output, path))),
    ...(expected.outputPropertyCount ?? []).flatMap(({ path, count }) => different(`count of ${path}`, count, countOf(at(output, path)))),
    ...Object.entries(expected.errorHas ?? {}).flatMap(([name, value]) => different(`error.${name}`, value, outcome.error?.[name])),
    ...callsUnmet(expected.calls, outcome.calls),
    ...different('published', expected.published, outcome.published.map((event) => event['type'] ?? null)),
    ...different('tookMs', expected.tookMs, outcome.tookMs),
    ...different('count of open subscriptions', expected.openSubscriptions ?? 0, outcome.openSubscriptions),
    ...(hasTaskRuns ? [...taskRunsUnmet(expected.taskRuns, outcome.taskRuns), ...different('task runs', expected.allTaskRuns, outcome.taskRuns)] : []),
  ];
}

function different(what: string, expected: JsonValue | readonly string[] | undefined, actual: JsonValue | readonly string[] | undefined): readonly string[] {
  if (expected === undefined || (actual !== undefined && canonicalJson(expected) === canonicalJson(actual))) return [];
  return [`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
}

function callsUnmet(expected: readonly JsonObject[] | undefined, calls: readonly JsonValue[]): readonly string[] {
  if (expected === undefined) return [];
  const missing = expected.flatMap((one, index) => Object.entries(one).flatMap(([name, value]) => different(`call ${index} ${name}`, value, at(calls[index], name))));
  return [...different('count of calls', expected.length, calls.length), ...missing];
}

function taskRunsUnmet(expected: Expectations['taskRuns'], runs: readonly string[]): readonly string[] {
  const order = (expected?.order ?? []).filter(({ earlier, later }) => !(runs.includes(earlier) && runs.indexOf(earlier) < runs.indexOf(later)));
  return [
    ...(expected?.first === undefined ? [] : different('first task', expected.first, runs[0])),
    ...(expected?.last === undefined ? [] : different('last task', expected.last, runs.at(-1))),
    ...order.map(({ earlier, later }) => `${earlier} does not run before ${later}: ${runs.join(', ')}`),
  ];
}

/** The value at a dotted path; null counts as present. */
function at(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path.split('.').reduce<JsonValue | undefined>((current, name) => {
    if (isJsonArray(current)) return current[Number(name)];
    return isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  }, value);
}

function countOf(value: JsonValue | undefined): number | undefined {
  if (isJsonArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}
