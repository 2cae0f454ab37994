import { unreachable } from '#shared/core/kernel/assert.ts';
import { CIRCUIT_BUCKETS_MAX } from './limits.ts';

/** When a circuit opens, for how long, and what closes it. */
export interface CircuitRules {
  /** Time in which calls are counted. */
  readonly windowMs: number;
  /** Fewer calls than this in the window say nothing of a rate. */
  readonly callsMin: number;
  /** Share of faults in the window that opens, over 0 and at most 1. */
  readonly faultRate: number;
  /** Faults one after the other that open, however many calls there were. */
  readonly faultsInRow: number;
  /** First time for which it stays open; doubled with every opening without a closing between, up to `openMsMax`. */
  readonly openMs: number;
  readonly openMsMax: number;
  /** Calls that are let through at the same time to see whether the target is back, and how many of them must go well. */
  readonly probes: number;
  /** A probe that has not told its end after this long is taken for lost. */
  readonly probeMs: number;
}

export const CIRCUIT_RULES_DEFAULT: CircuitRules = {
  windowMs: 30_000, callsMin: 10, faultRate: 0.5, faultsInRow: 5, openMs: 2_000, openMsMax: 120_000, probes: 1, probeMs: 60_000,
};

/**
 * One target's circuit. `turn` counts its changes: a call tells its end with the turn in which it began, so that what began before the circuit
 * opened neither closes nor opens it again.
 */
export type Circuit = { readonly turn: number } & (
  | { readonly kind: 'closed'; readonly buckets: readonly CircuitBucket[]; readonly faultsInRow: number }
  | { readonly kind: 'open'; readonly until: number; readonly openings: number }
  | { readonly kind: 'half-open'; readonly probing: number; readonly passed: number; readonly openings: number; readonly since: number }
);

/** Calls of a slice of the window. */
export interface CircuitBucket {
  readonly start: number;
  readonly calls: number;
  readonly faults: number;
}

/** How a call went, as far as it tells of its target: `fault` when the target could not do its work, `none` when it tells nothing. */
export type CallEnd = 'ok' | 'fault' | 'none';

export const CLOSED_CIRCUIT: Circuit = { kind: 'closed', turn: 0, buckets: [], faultsInRow: 0 };

/** Whether a call may go out now. Refused: not before `retryAt`. */
export type CircuitAdmission = { readonly circuit: Circuit } & ({ readonly isAdmitted: true } | { readonly isAdmitted: false; readonly retryAt: number });

/** Asks for one call. Equal arguments give equal answers. */
export function admitCall(circuit: Circuit, now: number, rules: CircuitRules): CircuitAdmission {
  switch (circuit.kind) {
    case 'closed':
      return { circuit, isAdmitted: true };
    case 'open':
      if (now < circuit.until) return { circuit, isAdmitted: false, retryAt: circuit.until };
      return { circuit: { kind: 'half-open', turn: circuit.turn + 1, probing: 1, passed: 0, openings: circuit.openings, since: now }, isAdmitted: true };
    case 'half-open': {
      // Probes whose end was never told: their runner's attempt was fenced or lost. The next ones are asked for in their place.
      const isStale = now >= circuit.since + rules.probeMs;
      const probing = isStale ? 0 : circuit.probing;
      if (probing + circuit.passed >= rules.probes) return { circuit, isAdmitted: false, retryAt: Math.min(circuit.since + rules.probeMs, now + rules.openMs) };
      return { circuit: { ...circuit, turn: isStale ? circuit.turn + 1 : circuit.turn, probing: probing + 1, since: now }, isAdmitted: true };
    }
    default:
      return unreachable(circuit);
  }
}

export interface CallReport {
  /** `turn` of the circuit when the call was admitted. */
  readonly turn: number;
  readonly end: CallEnd;
  readonly now: number;
  /** A number in [0, 1): spreads the end of the open time, so that many runners do not come back together. */
  readonly random: number;
}

/** Takes in how a call went. Equal arguments give equal answers. */
export function recordCall(circuit: Circuit, report: CallReport, rules: CircuitRules): Circuit {
  if (report.turn !== circuit.turn) return circuit;
  switch (circuit.kind) {
    case 'open':
      return circuit;
    case 'closed':
      return report.end === 'none' ? circuit : recordClosed(circuit, report, rules);
    case 'half-open': {
      const probing = Math.max(0, circuit.probing - 1);
      if (report.end === 'none') return { ...circuit, probing };
      if (report.end === 'fault') return open(circuit.turn, circuit.openings + 1, report, rules);
      const passed = circuit.passed + 1;
      return passed >= rules.probes ? { ...CLOSED_CIRCUIT, turn: circuit.turn + 1 } : { ...circuit, probing, passed };
    }
    default:
      return unreachable(circuit);
  }
}

function recordClosed(circuit: Extract<Circuit, { readonly kind: 'closed' }>, report: CallReport, rules: CircuitRules): Circuit {
  const isFault = report.end === 'fault';
  const buckets = countIn(circuit.buckets, report, rules);
  const faultsInRow = isFault ? circuit.faultsInRow + 1 : 0;
  const calls = buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
  const faults = buckets.reduce((sum, bucket) => sum + bucket.faults, 0);
  const isTooMuch = faultsInRow >= rules.faultsInRow || (calls >= rules.callsMin && faults >= calls * rules.faultRate);
  // A call that went well never opens, even where the rate is over its bound still.
  return isFault && isTooMuch ? open(circuit.turn, 1, report, rules) : { ...circuit, buckets, faultsInRow };
}

function countIn(buckets: readonly CircuitBucket[], { now, end }: CallReport, { windowMs }: CircuitRules): readonly CircuitBucket[] {
  const width = windowMs / CIRCUIT_BUCKETS_MAX;
  const start = Math.floor(now / width) * width;
  const recent = buckets.filter((bucket) => bucket.start > now - windowMs && bucket.start < start);
  const current = buckets.find((bucket) => bucket.start === start) ?? { start, calls: 0, faults: 0 };
  return [...recent, { start, calls: current.calls + 1, faults: current.faults + (end === 'fault' ? 1 : 0) }];
}

/** At least half of the time, the other half by chance. */
function open(turn: number, openings: number, { now, random }: CallReport, { openMs, openMsMax }: CircuitRules): Circuit {
  const longest = Math.min(openMs * 2 ** Math.min(openings - 1, OPENINGS_MAX), openMsMax);
  return { kind: 'open', turn: turn + 1, openings, until: now + longest / 2 + random * (longest / 2) };
}

/** Doublings that are counted: more would be beyond any longest time. */
const OPENINGS_MAX = 30;
