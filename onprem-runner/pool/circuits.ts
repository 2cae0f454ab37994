import { admitCall, CLOSED_CIRCUIT, recordCall, type CallEnd, type Circuit, type CircuitRules } from './circuit-breaker.ts';

/** The circuits of one runner, by target. */
export interface Circuits {
  /** Asks for one call to a target. `turn` is to be told with its end. */
  admit(target: string, now: number): { readonly isAdmitted: true; readonly turn: number } | { readonly isAdmitted: false; readonly retryAt: number };
  record(target: string, report: { readonly turn: number; readonly end: CallEnd; readonly now: number }): void;
  /** What each circuit is, of the targets that are remembered. */
  read(): ReadonlyMap<string, Circuit['kind']>;
}

export interface CircuitsOptions {
  readonly rules: CircuitRules;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Targets that are remembered; beyond it the one that was asked for longest ago is forgotten, closed ones first. */
  readonly targetsMax: number;
}

/** The pure circuits of all targets, and the memory of them: bounded, whatever targets there are. */
export function createCircuits({ rules, random, targetsMax }: CircuitsOptions): Circuits {
  const circuits = new Map<string, Circuit>();
  const put = (target: string, circuit: Circuit): void => {
    circuits.delete(target);
    if (circuits.size >= targetsMax) circuits.delete(leastNeeded(circuits));
    circuits.set(target, circuit);
  };
  return {
    admit: (target, now) => {
      const admission = admitCall(circuits.get(target) ?? CLOSED_CIRCUIT, now, rules);
      put(target, admission.circuit);
      return admission.isAdmitted ? { isAdmitted: true, turn: admission.circuit.turn } : { isAdmitted: false, retryAt: admission.retryAt };
    },
    record: (target, { turn, end, now }) => {
      const circuit = circuits.get(target);
      // Forgotten meanwhile: what it would tell is told by the next calls.
      if (circuit !== undefined) put(target, recordCall(circuit, { turn, end, now, random: random() }, rules));
    },
    read: () => new Map([...circuits].map(([target, { kind }]) => [target, kind])),
  };
}

/** In the order of their last use; an open one is worth keeping longer. */
function leastNeeded(circuits: ReadonlyMap<string, Circuit>): string {
  const [oldest = ''] = circuits.keys();
  for (const [target, { kind }] of circuits) if (kind === 'closed') return target;
  return oldest;
}
