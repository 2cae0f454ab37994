import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import type { VariableScope } from './place.ts';
import { waysOf } from './transitions.ts';

/** A scope that has no variables, and none outside of it. */
export const noVariables: VariableScope = { isDefined: () => false };

/** What the states of one scope assign and from where each can be reached; worked out when it is first asked for. */
interface Assignments {
  readonly sources: ReadonlyMap<string, readonly string[]>;
  readonly assigners: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * What the states inside of a state find defined outside: what other states of its scope may have assigned before it starts, and what is
 * defined further out. The state's own assignments happen when the states inside have ended.
 */
export function variablesInside(states: JsonObject, outer: VariableScope): (name: string) => VariableScope {
  let known: Assignments | undefined;
  return (name) => {
    let before: ReadonlySet<string> | undefined;
    const isAssignedBefore = (variable: string): boolean => {
      known ??= assignmentsOf(states);
      const assigners = known.assigners.get(variable);
      if (assigners === undefined) return false;
      before ??= statesBefore(known.sources, name);
      for (const assigner of assigners) if (before.has(assigner)) return true;
      return false;
    };
    return { isDefined: (variable) => isAssignedBefore(variable) || outer.isDefined(variable) };
  };
}

function assignmentsOf(states: JsonObject): Assignments {
  const sources = new Map<string, string[]>();
  const assigners = new Map<string, Set<string>>();
  for (const [name, state] of Object.entries(states)) {
    for (const { target } of waysOf('', state)) listAt(sources, target, () => []).push(name);
    for (const variable of assignedNames(state)) listAt(assigners, variable, () => new Set<string>()).add(name);
  }
  return { sources, assigners };
}

function listAt<T>(lists: Map<string, T>, key: string, create: () => T): T {
  const list = lists.get(key) ?? create();
  lists.set(key, list);
  return list;
}

/** The states from which a way leads to the given one, without that one. */
function statesBefore(sources: ReadonlyMap<string, readonly string[]>, name: string): ReadonlySet<string> {
  const before = new Set<string>();
  const open = [...(sources.get(name) ?? [])];
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (before.has(source)) continue;
    before.add(source);
    for (const earlier of sources.get(source) ?? []) open.push(earlier);
  }
  before.delete(name);
  return before;
}

/** The names that a state assigns, itself or in a rule or catcher. */
function assignedNames(state: JsonValue): readonly string[] {
  return [state, ...itemsOf(state, 'Choices'), ...itemsOf(state, 'Catch')].flatMap((holder) => {
    const assign = isJsonObject(holder) ? holder['Assign'] : undefined;
    return isJsonObject(assign) ? Object.keys(assign).map((key) => key.replace(/\.\$$/u, '')) : [];
  });
}

function itemsOf(state: JsonValue, field: string): readonly JsonValue[] {
  const items = isJsonObject(state) ? state[field] : undefined;
  return isJsonArray(items) ? items : [];
}
