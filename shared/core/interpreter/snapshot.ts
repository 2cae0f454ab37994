import type { JsonObject, JsonValue } from '../kernel/json.ts';

/** `running succeeded failed stopped timed-out`: of an execution. */
export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'stopped' | 'timed-out';

/** Everything the interpreter knows of an execution at one sequence number. Plain JSON; times are epoch milliseconds. */
export interface Snapshot {
  /** Sequence number of the last history event; 0 before the first. */
  readonly sequence: number;
  readonly status: ExecutionStatus;
  readonly execution: ExecutionFacts;
  /** The machine's own scope. Parallel branches and Map iterations that run hang beneath it as children. */
  readonly root: Frame;
  /** Tasks scheduled so far; makes the next attempt id. */
  readonly attempts: number;
  /** Timers started so far; makes the next timer id. */
  readonly timers: number;
  /** The machine-level timeout, while the execution runs. */
  readonly timeoutTimerId?: string;
  /** On `succeeded`. */
  readonly output?: JsonValue;
  /** On `failed` and `timed-out`. */
  readonly failure?: Failure;
  /** Number of the engine behaviour that the execution started under, see `behaviour.ts`. Absent: 1. */
  readonly behaviour?: number;
  /** Only this scope of the execution is carried out here; the frames around it are there to be seen. Absent: the whole execution. */
  readonly apart?: ScopeApart;
  /** On `failed`, of a scope alone: more specific names of its error, by which a catcher around it may ask. */
  readonly failureAliases?: readonly string[];
}

/** A scope that is carried out alone. */
export interface ScopeApart {
  readonly path: readonly number[];
  /** Unique among all scopes that an execution ever opens: a repeated Parallel opens others. */
  readonly id: string;
}

/** An ASL error: a name from a closed set and a text. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** What never changes after the start; the source of `$states.context`. */
export interface ExecutionFacts {
  readonly id: string;
  readonly name: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly startedAt: number;
  readonly input: JsonValue;
  /** `Execution.RoleArn` of the context object, where a machine brought from AWS relies on it. */
  readonly roleArn?: string;
  /** True of an execution whose starter waits for its end: the context object has no `RedriveCount` then (NOTES §3). */
  readonly isSynchronous?: boolean;
  /** How many executions stand above it, each of which started the next. The machine does not see it. */
  readonly depth?: number;
}

/** One scope of states with its variables: the machine, a Parallel branch, a Map iteration. */
export interface Frame {
  /** Path of the frame from the root: `[]` for the machine, `[0]` for its first branch. */
  readonly path: readonly number[];
  /** Current state; absent once the frame has ended. */
  readonly state?: string;
  readonly enteredAt: number;
  /** Sequence number of the history event with which the current state was entered; causes name it. */
  readonly enteredSequence?: number;
  /** `$states.input` of the current state. */
  readonly input: JsonValue;
  readonly variables: JsonObject;
  /** Retries taken in the current state, by index of the retrier. */
  readonly retries: readonly number[];
  readonly waitingFor?: Waiting;
  /** Scopes of the current state that run, in the order of their paths. One that has ended is gone; what it gave is in `opened`. */
  readonly children: readonly Frame[];
  /** What the current Parallel or Map has come to, while its scopes run. */
  readonly opened?: Opened;
  /** In an iteration of an inline Map: what `Map.Item` of the context object shows. */
  readonly item?: MapItem;
  /** In an iteration of a distributed Map: what stands for its execution there. Such a frame sees no variables from outside. */
  readonly own?: OwnExecution;
  /** Of a scope that is carried out apart: it has not started here, and stays as it is until its end is told. */
  readonly apart?: { readonly id: string; readonly startAt: string };
}

/** The item of one iteration. */
export interface MapItem {
  readonly index: number;
  readonly value: JsonValue;
  /** The name of the member, where a Map goes over an object. */
  readonly key?: string;
}

/** The execution that an iteration of a distributed Map sees: its own, with its own input. */
export interface OwnExecution {
  readonly name: string;
  readonly startedAt: number;
  readonly input: JsonValue;
  /** How many items it works on: more than one in a batch. */
  readonly items: number;
}

/** What one scope of a Parallel or Map gave. A failed one is kept only where failures are tolerated. */
export type ScopeResult =
  | { readonly index: number; readonly output: JsonValue }
  | { readonly index: number; readonly failure: Failure };

/** The progress of a Parallel or Map. Running frames are the children; this is everything else that is needed to go on. */
export interface Opened {
  /** Branches or items in all. */
  readonly total: number;
  /** Index of the next scope to start. */
  readonly next: number;
  /** In the order in which the scopes ended. */
  readonly results: readonly ScopeResult[];
  /** Of a Parallel, until its last branch has started: what the branches get. */
  readonly input?: JsonValue;
  /** Only of a Map. */
  readonly map?: MapProgress;
}

/** What only a Map keeps. */
export interface MapProgress {
  /** Items from number `from` on; some of them may have been started. */
  readonly items: readonly JsonValue[];
  readonly from: number;
  /** Items taken so far. */
  readonly taken: number;
  /** Items whose iteration failed. */
  readonly failed: number;
  /** Names of the members, where the Map goes over an object; one for each of `items`. */
  readonly keys?: readonly string[];
  readonly concurrency: number;
  readonly toleratedCount?: number;
  readonly toleratedPercentage?: number;
}

/**
 * What a frame waits for: an attempt of a task, the end of a Wait, the time of a retry, or the scopes that its state opened. The timer of
 * `scopes` is there while a Map lets a turn end before it has started all that it may.
 */
export type Waiting =
  | { readonly kind: 'task'; readonly attemptId: string; readonly timeoutTimerId?: string; readonly heartbeatTimerId?: string; readonly heartbeatSeconds?: number }
  | { readonly kind: 'wait'; readonly timerId: string }
  | { readonly kind: 'retry'; readonly timerId: string }
  | { readonly kind: 'scopes'; readonly timerId?: string };
