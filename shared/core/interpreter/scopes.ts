import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { abandonScopes } from './abandon.ts';
import { recover, type PreparedRecovery } from './catch.ts';
import { plainFailure, type StateFailure } from './failure.ts';
import type { ScopeUnit, Signal, StateOutcome, Visit } from './model.ts';
import type { PreparedExit } from './data-language.ts';
import { numberOf, timersOf, withoutScopes } from './frame.ts';
import { leaveState } from './leave.ts';
import type { Opened, ScopeResult } from './snapshot.ts';
import { clearTimers, recordEvent } from './turn.ts';

/** What Parallel and Map share: how their scopes are awaited, counted and given up. */
export interface ScopeRules {
  readonly unit: ScopeUnit;
  /** The start of the kinds of the state's own facts in history. */
  readonly type: 'parallel' | 'map';
  readonly recovery: PreparedRecovery;
  readonly exit: PreparedExit;
  readonly next?: string;
}

/** Goes on waiting for scopes, with their progress so far. */
export function waitForScopes({ frame }: Visit, opened: Opened): StateOutcome {
  const waitingFor = frame.waitingFor?.kind === 'scopes' ? frame.waitingFor : ({ kind: 'scopes' } as const);
  return { kind: 'waiting', waitingFor, retries: frame.retries, opened };
}

/** The timer of a turn that ended early has fired: the state goes on opening scopes. */
export function goOnOpening({ frame }: Visit, opened: Opened): StateOutcome {
  return { kind: 'waiting', waitingFor: { kind: 'scopes' }, retries: frame.retries, opened };
}

/** The progress with one more scope ended. */
export function withResult(opened: Opened, result: ScopeResult): Opened {
  return { ...opened, results: [...opened.results, result] };
}

/** What the scopes gave, in their order; failed ones are left out. */
export function outputsOf(opened: Opened): readonly JsonValue[] {
  const ordered = opened.results.toSorted((left, right) => left.index - right.index);
  return ordered.flatMap((result) => ('output' in result ? [result.output] : []));
}

/** Writes to history how a scope ended. */
export function recordScopeEnd({ turn, name }: Visit, unit: ScopeUnit, signal: Extract<Signal, { kind: 'scope-succeeded' | 'scope-failed' }>): void {
  const index = numberOf(signal.scope);
  const place = { frame: signal.scope, state: name };
  if (signal.kind === 'scope-succeeded') recordEvent(turn, place, `${unit}-succeeded`, { index });
  else recordEvent(turn, place, `${unit}-failed`, { index, ...plainFailure(signal.failure) });
}

/** Fails a state that opens scopes: what still runs is given up, then retriers and catchers are asked. */
export function failScopes(visit: Visit, rules: ScopeRules, failure: StateFailure): StateOutcome {
  const rest = abandonScopes(visit, rules.unit);
  const details: JsonObject = { ...plainFailure(failure) };
  return recover(rest, rules.recovery, failure, () => void recordEvent(rest.turn, { frame: rest.frame, state: rest.name }, `${rules.type}-failed`, details));
}

/** Leaves a state whose scopes have all ended; a failure of its own fields can be caught. */
export function leaveScopes(visit: Visit, rules: ScopeRules, result: JsonValue): StateOutcome {
  const { turn, name } = visit;
  const rest = { ...visit, frame: withoutScopes(visit.frame) };
  clearTimers(turn, timersOf(visit.frame));
  recordEvent(turn, { frame: rest.frame, state: name }, `${rules.type}-succeeded`, {});
  const outcome = leaveState(rest, { exit: rules.exit, gain: { result }, ...(rules.next === undefined ? {} : { next: rules.next }) });
  return outcome.kind === 'failed' ? recover(rest, rules.recovery, outcome.failure) : outcome;
}
