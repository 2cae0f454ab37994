import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { childLocation, inside, report, type Place } from './place.ts';

/** One way from a state to another of the same scope. */
export interface Way {
  readonly target: string;
  readonly at: string;
}

/**
 * Checks that every way leads to a state of the same scope, that some state ends it, and that every state can be reached. Without any end
 * AWS says nothing of what cannot be reached.
 */
export function checkTransitions(place: Place, scope: JsonObject): void {
  const states = scope['States'];
  const start = scope['StartAt'];
  if (!isJsonObject(states) || Object.keys(states).length === 0) return;
  const ways = new Map(Object.entries(states).map(([name, state]) => [name, waysOf(inside(inside(place, 'States'), name).at, state)]));
  const starts = typeof start === 'string' ? [{ target: start, at: childLocation(place.at, 'StartAt') }] : [];
  for (const { target, at } of [...starts, ...[...ways.values()].flat()]) {
    if (!Object.hasOwn(states, target)) report({ ...place, at }, 'MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`);
  }
  if (!Object.values(states).some(isEnd)) return reportEndless(place);
  return starts.length === 0 ? undefined : reportUnreachable(place, ways, reachedFrom(starts, ways));
}

function reportEndless(place: Place): void {
  place.run.findings.push({ severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state', ...(place.at === '' ? {} : { location: place.at }) });
}

function reportUnreachable(place: Place, ways: ReadonlyMap<string, readonly Way[]>, reached: ReadonlySet<string>): void {
  for (const name of ways.keys()) {
    if (!reached.has(name)) report(inside(inside(place, 'States'), name), 'MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`);
  }
}

function reachedFrom(starts: readonly Way[], ways: ReadonlyMap<string, readonly Way[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = starts.map(({ target }) => target);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of ways.get(name) ?? []) open.push(target);
  }
  return reached;
}

/** What is not known to be no end counts as one: a state of an unknown type has been reported already. */
function isEnd(state: JsonValue): boolean {
  return isJsonObject(state) && (state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail');
}

/** The ways that lead out of a state, with their places beneath `at`. */
export function waysOf(at: string, state: JsonValue): readonly Way[] {
  if (!isJsonObject(state)) return [];
  const own = ['Next', 'Default'].flatMap((field) => wayAt(childLocation(at, field), state[field]));
  const listed = ['Choices', 'Catch'].flatMap((field) => {
    const list = state[field];
    return isJsonArray(list) ? list.flatMap((item, index) => wayAt(childLocation(childLocation(childLocation(at, field), index), 'Next'), isJsonObject(item) ? item['Next'] : undefined)) : [];
  });
  return [...own, ...listed];
}

function wayAt(at: string, target: JsonValue | undefined): readonly Way[] {
  return typeof target === 'string' && target !== '' ? [{ target, at }] : [];
}
