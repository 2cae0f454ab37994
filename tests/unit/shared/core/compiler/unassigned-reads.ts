import type { AslDataFlow, AslMachine, AslState } from '#shared/core/asl/model.ts';

interface Edge {
  readonly to: string;
  readonly assigned: readonly string[];
}

function edge(to: string | undefined, part: AslDataFlow): readonly Edge[] {
  return to === undefined ? [] : [{ to, assigned: Object.keys(part.Assign ?? {}) }];
}

function edgesOf(state: AslState): readonly Edge[] {
  switch (state.Type) {
    case 'Pass':
    case 'Wait':
      return edge(state.Next, state);
    case 'Task':
      return [...edge(state.Next, state), ...(state.Catch ?? []).flatMap((catcher) => edge(catcher.Next, catcher))];
    case 'Choice':
      return [...edge(state.Default, state), ...state.Choices.flatMap((rule) => edge(rule.Next, rule))];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/** Variables of the compiler that a state reads although some way to it does not assign them: `state: variable`. */
export function unassignedReads(machine: AslMachine): readonly string[] {
  const known = new Map<string, ReadonlySet<string>>([[machine.StartAt, new Set()]]);
  const open = [machine.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = machine.States[name];
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
    const read = new Set(JSON.stringify(machine.States[name]).match(/\$uwf_\w+/g) ?? []);
    return [...read].filter((variable) => !assigned.has(variable.slice(1))).map((variable) => `${name}: ${variable}`);
  });
}
