import { createGate, type Gate } from './gate.ts';

/** Gates by name. */
export interface Gates {
  of(name: string, now: number): Gate;
  read(): ReadonlyMap<string, Gate>;
}

export interface GatesOptions {
  readonly limitOf: (name: string) => number;
  /** Gates that are kept: idle ones make room. One that is in use is never forgotten, so there are at most as many more as attempts run. */
  readonly gatesMax: number;
}

export function createGates({ limitOf, gatesMax }: GatesOptions): Gates {
  const gates = new Map<string, Gate>();
  return {
    of: (name, now) => {
      const known = gates.get(name);
      if (known !== undefined) return known;
      if (gates.size >= gatesMax) forgetIdle(gates, now);
      const gate = createGate(limitOf(name));
      gates.set(name, gate);
      return gate;
    },
    read: () => gates,
  };
}

function forgetIdle(gates: Map<string, Gate>, now: number): void {
  for (const [name, gate] of gates) {
    if (gate.isBusy(now)) continue;
    gates.delete(name);
    return;
  }
}
