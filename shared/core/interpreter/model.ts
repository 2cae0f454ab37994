import type { AslMachine, AslState } from '../asl/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { RandomSource } from '../kernel/random.ts';
import type { Command } from './command.ts';
import type { ExecutionEvent } from './event.ts';
import type { StateFailure } from './failure.ts';
import type { HistoryEvent } from './history-event.ts';
import type { Frame, Snapshot, Waiting } from './snapshot.ts';

/** How a program is executed. */
export interface ProgramOptions {
  /**
   * Quote data in the causes of `States.QueryEvaluationError`, as AWS does. Never where history may be in a zone that must not see the
   * data; the conformance run sets it, nothing else.
   */
  readonly causesQuoteValues: boolean;
}

/** A machine prepared for execution: expressions are parsed once and cached. Make it with `prepareProgram`. */
export interface Program {
  readonly machine: AslMachine;
  readonly options: ProgramOptions;
  readonly states: ReadonlyMap<string, PreparedState>;
}

/** A state of a prepared program: its expressions are parsed, its rules bound to it. */
export interface PreparedState {
  readonly type: AslState['Type'];
  /** Carries the state out, up to its end or to where it waits. */
  enter(visit: Visit): StateOutcome;
  /** Goes on where the state waits. Called only while the frame waits for just this signal. */
  resume(visit: Visit, signal: Signal): StateOutcome;
}

/** One stay of a frame in a state. */
export interface Visit {
  readonly turn: Turn;
  /** The frame as it was when the state was entered or woken: what `Output` and `Assign` see. */
  readonly frame: Frame;
  /** Name of the state. */
  readonly name: string;
}

/** What outside events mean to the one state that waits for them. */
export type Signal =
  | { readonly kind: 'task-succeeded'; readonly output: JsonValue }
  | { readonly kind: 'task-failed'; readonly failure: StateFailure }
  | { readonly kind: 'task-heartbeat' }
  | { readonly kind: 'timer-fired'; readonly timerId: string };

/** What became of a state. */
export type StateOutcome =
  /** The state is done. `next` absent: the frame ends with `output`. */
  | { readonly kind: 'left'; readonly next?: string; readonly output: JsonValue; readonly assigned?: JsonObject }
  /** Nothing more to do until a signal comes. */
  | { readonly kind: 'waiting'; readonly waitingFor: Waiting; readonly retries: readonly number[] }
  /** The state failed and nothing caught it: the frame fails. */
  | { readonly kind: 'failed'; readonly failure: StateFailure };

/**
 * One turn while it is worked out. It is the only thing in the interpreter that changes in place, and it lives no longer than one
 * call of `advance`; the snapshots in it are never changed, only replaced.
 */
export interface Turn {
  readonly program: Program;
  readonly event: ExecutionEvent;
  /** One stream for the whole turn, from the event's seed. */
  readonly random: RandomSource;
  readonly events: HistoryEvent[];
  readonly commands: Command[];
  snapshot: Snapshot;
  /** States entered so far in this turn. */
  transitions: number;
  /** Bytes of data written to history so far in this turn. */
  historyBytes: number;
  /** Sizes of values that were counted before in this turn. */
  readonly knownSizes: Map<JsonValue, number>;
}

/** What one turn gives: the new snapshot, the facts to write and the commands to carry out after the commit. */
export interface Step {
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
  readonly commands: readonly Command[];
}
