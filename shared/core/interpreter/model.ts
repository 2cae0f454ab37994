import type { AslMachine, AslState } from '../asl/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { RandomSource } from '../kernel/random.ts';
import type { Command } from './command.ts';
import type { ExecutionEvent } from './event.ts';
import type { StateFailure } from './failure.ts';
import type { HistoryEvent } from './history-event.ts';
import type { Frame, MapItem, Opened, Snapshot, Waiting } from './snapshot.ts';

/** How a program is executed. */
export interface ProgramOptions {
  /**
   * Quote data in the causes of `States.QueryEvaluationError`, as AWS does. Never where history may be in a zone that must not see the
   * data; the conformance run sets it, nothing else.
   */
  readonly causesQuoteValues: boolean;
  /** Stands for the context object; only where a single state is tested. */
  readonly contextObject?: JsonObject;
  /**
   * Branches and iterations are not carried out in the turn that opens them: each waits in the snapshot, as a frame that is `apart`, for a shell that
   * runs it as a scope of its own (`scope-apart.ts`) and brings its end back as an event.
   */
  readonly scopesRunApart?: boolean;
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
  /**
   * Parallel and Map: the next of the state's scopes, if one may start now. Asked again after every scope that was opened, and whenever
   * the state goes on waiting for its scopes.
   */
  openNext?(visit: Visit): Opening | StateOutcome | undefined;
}

/**
 * A scope that a Parallel or Map opens. For an iteration of a distributed Map it holds all that an execution of its own would need: a
 * shell that runs iterations as child executions would start one with it, and bring its end back as the signal of the scope.
 */
export interface Opening {
  readonly kind: 'opening';
  readonly unit: ScopeUnit;
  readonly index: number;
  readonly startAt: string;
  readonly input: JsonValue;
  /** The progress with this scope counted as started. */
  readonly opened: Opened;
  /** What makes the scope's frame an iteration of a Map. */
  readonly mark?: Pick<Frame, 'item' | 'own'>;
}

/** What the scopes of a state are called in history. */
export type ScopeUnit = 'branch' | 'map-iteration';

/** One stay of a frame in a state. */
export interface Visit {
  readonly turn: Turn;
  /** The frame as it was when the state was entered or woken: what `Output` and `Assign` see. */
  readonly frame: Frame;
  /** Name of the state. */
  readonly name: string;
  /** The item that an `ItemSelector` is evaluated for. */
  readonly item?: MapItem;
  /** While the arguments of an attempt are evaluated: the attempt that their `Task.Token` stands for. */
  readonly attemptId?: string;
}

/** What outside events mean to the one state that waits for them. */
export type Signal =
  | { readonly kind: 'task-succeeded'; readonly output: JsonValue }
  | { readonly kind: 'task-failed'; readonly failure: StateFailure }
  | { readonly kind: 'task-heartbeat' }
  | { readonly kind: 'timer-fired'; readonly timerId: string }
  | { readonly kind: 'scope-succeeded'; readonly scope: Frame; readonly output: JsonValue }
  | { readonly kind: 'scope-failed'; readonly scope: Frame; readonly failure: StateFailure };

/** What became of a state. */
export type StateOutcome =
  /** The state is done. `next` absent: the frame ends with `output`. */
  | { readonly kind: 'left'; readonly next?: string; readonly output: JsonValue; readonly assigned?: JsonObject }
  /** Nothing more to do until a signal comes. `opened`: the progress of the scopes that it waits for. */
  | { readonly kind: 'waiting'; readonly waitingFor: Waiting; readonly retries: readonly number[]; readonly opened?: Opened }
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
  /** Frames whose state may open further scopes; the last one is looked at first. */
  readonly agenda: (readonly number[])[];
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
