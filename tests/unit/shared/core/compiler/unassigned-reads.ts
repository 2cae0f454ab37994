import type { AslDataFlow, AslMachine, AslState } from '#shared/core/asl/model.ts';
import { scopesOfState, statesOf } from '#shared/core/asl/scopes.ts';

interface Edge {
  readonly to: string;
  readonly assigned: readonly string[];
}

function edge(to: string | undefined, part: AslDataFlow): readonly Edge[] {
  return to === undefined ? [] : [{ to, assigned: Object.keys(part.Assign ?? {}) }];
}

/** Ways out of a state, and into the scopes that it opens. */
function edgesOf(state: AslState): readonly Edge[] {
  switch (state.Type) {
    case 'Pass':
    case 'Wait':
      return edge(state.Next, state);
    case 'Task':
    case 'Parallel':
    case 'Map':
      return [...edge(state.Next, state), ...(state.Catch ?? []).flatMap((catcher) => edge(catcher.Next, catcher)), ...scopesOfState(state).map((scope) => ({ to: scope.StartAt, assigned: [] }))];
    case 'Choice':
      return [...edge(state.Default, state), ...state.Choices.flatMap((rule) => edge(rule.Next, rule))];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/** The text of a state without what stands in scopes of its own. */
function ownText(state: AslState | undefined): string {
  if (state?.Type === 'Parallel') return JSON.stringify({ ...state, Branches: [] });
  return JSON.stringify(state?.Type === 'Map' ? { ...state, ItemProcessor: undefined } : state);
}

/** Variables of the compiler that a state reads although some way to it does not assign them: `state: variable`. */
export function unassignedReads(machine: AslMachine): readonly string[] {
  const states = new Map(statesOf(machine));
  const known = new Map<string, ReadonlySet<string>>([[machine.StartAt, new Set()]]);
  const open = [machine.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    for (const { to, assigned } of state === undefined ? [] : edgesOf(state)) {
      const arriving = new Set([...(known.get(name) ?? []), ...assigned]);
      const before = known.get(to);
      const merged = before === undefined ? arriving : new Set([...before].filter((variable) => arriving.has(variable)));
      if (before !== undefined && merged.size === before.size) continue;
      known.set(to, merged);
      open.push(to);
    }
  }
  return [...known].flatMap(([name, assigned]) => {
    const read = new Set(ownText(states.get(name)).match(/\$uwf_\w+/g) ?? []);
    return [...read].filter((variable) => !assigned.has(variable.slice(1))).map((variable) => `${name}: ${variable}`);
  });
}

/** Variables that a scope assigns although one around it does, which ASL forbids: `state: variable`. */
export function shadowingAssigns(machine: AslMachine): readonly string[] {
  const assignedIn = (states: { readonly [name: string]: AslState }): readonly string[] =>
    Object.values(states).flatMap((state) => edgesOf(state).flatMap(({ assigned }) => assigned));
  const visit = (scope: { readonly States: { readonly [name: string]: AslState } }, outer: ReadonlySet<string>): readonly string[] => {
    const own = assignedIn(scope.States);
    const inner = new Set([...outer, ...own]);
    const here = own.filter((variable) => outer.has(variable));
    return [...here, ...Object.values(scope.States).flatMap((state) => scopesOfState(state).flatMap((one) => visit(one, inner)))];
  };
  return visit(machine, new Set());
}
