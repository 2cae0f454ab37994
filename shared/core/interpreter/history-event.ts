import type { JsonObject } from '../kernel/json.ts';

/**
 * Kinds of facts. `task-*` facts of one attempt share its `attemptId`; `execution-*` facts have no state. `branch-*` and
 * `map-iteration-*` facts have the frame of the scope and the name of the state that opened it; they end what that frame was in. `execution-redriven` stands in
 * place of an end that was taken back, on services that can do so; our interpreter cannot.
 */
export type HistoryEventKind =
  | 'execution-started'
  | 'state-entered'
  | 'state-exited'
  | 'task-scheduled'
  | 'task-succeeded'
  | 'task-failed'
  | 'task-timed-out'
  | 'task-cancelled'
  | 'wait-started'
  | 'retry-scheduled'
  | 'evaluation-failed'
  | 'parallel-started'
  | 'parallel-succeeded'
  | 'parallel-failed'
  | 'branch-started'
  | 'branch-succeeded'
  | 'branch-failed'
  | 'branch-aborted'
  | 'map-started'
  | 'map-succeeded'
  | 'map-failed'
  | 'map-iteration-started'
  | 'map-iteration-succeeded'
  | 'map-iteration-failed'
  | 'map-iteration-aborted'
  | 'execution-redriven'
  | 'execution-succeeded'
  | 'execution-failed'
  | 'execution-stopped'
  | 'execution-timed-out';

/** A fact of one execution, in order. Exactly one terminal event, nothing after it. */
export interface HistoryEvent {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: HistoryEventKind;
  readonly state?: string;
  readonly frame: readonly number[];
  /** For example `input`, `output`, `assigned`, `attemptId`, `error`, `cause`, `retryCount`. */
  readonly details: JsonObject;
}
