import { decodeFailure } from '#shared/core/asl/decode-failure.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Ran } from './model.ts';

/** `<type>#<status>`: an error of the DSL, whose cause is the program's own work. The causes of `States.*` are each service's own words. */
const DOMAIN_ERROR = /#\d{3}$/u;

/** In what the second run differs from the first, in words; nothing when they are equal. `isConcurrent`: the order of the work is the runtime's affair. */
export function differencesOf(ours: Ran, theirs: Ran, isConcurrent: boolean): readonly string[] {
  if (ours.status !== theirs.status) return [`status: ${endOf(ours)}, not ${endOf(theirs)}`];
  const inOrder = isConcurrent ? sorted : (values: readonly JsonValue[]): readonly JsonValue[] => values;
  return [
    ...different('output', ours.output ?? null, theirs.output ?? null),
    ...different('error', errorOf(ours), errorOf(theirs)),
    ...(DOMAIN_ERROR.test(ours.failure?.error ?? '') ? different('error object', { ...decodeFailure(ours.failure ?? {}) }, { ...decodeFailure(theirs.failure ?? {}) }) : []),
    ...different('work', inOrder(ours.work.map(plain)), inOrder(theirs.work.map(plain))),
    ...Object.keys(ours.told).flatMap((name) => different(name, inOrder(listOf(ours.told, name)), inOrder(listOf(theirs.told, name)))),
    ...different('states', [...ours.visits.outer], [...theirs.visits.outer]),
    ...(ours.isCutShort ? [] : different('states of branches and items', [...ours.visits.inner], [...theirs.visits.inner])),
  ];
}

/** Where the machine as a whole took too long the status says it; not every service names an error beside it. */
function errorOf({ status, failure }: Ran): JsonValue {
  return status === 'timed-out' ? ERROR_NAMES.timeout : (failure?.error ?? null);
}

function endOf({ status, failure }: Ran): string {
  return [status, failure?.error, failure?.cause?.slice(0, 200)].filter((part) => part !== undefined && part !== '').join(' ');
}

function different(what: string, ours: JsonValue, theirs: JsonValue): readonly string[] {
  return canonicalJson(ours) === canonicalJson(theirs) ? [] : [`${what}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`];
}

function plain(value: object): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value));
  return copy;
}

function listOf(told: JsonObject, name: string): readonly JsonValue[] {
  const { [name]: value } = told;
  return isJsonArray(value) ? value : [];
}

function sorted(values: readonly JsonValue[]): readonly JsonValue[] {
  return values.toSorted((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1));
}
