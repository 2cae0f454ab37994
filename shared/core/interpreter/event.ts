import type { JsonValue } from '../kernel/json.ts';
import type { StateFailure } from './failure.ts';

/**
 * What happened outside, as told to `advance`. Time and randomness come in here, so that a replay gives the same.
 * An event for something that is no longer awaited (a late result, a fired timer that was cleared) changes nothing.
 */
export type ExecutionEvent = { readonly at: number; readonly seed: string } & (
  | { readonly kind: 'execution-started' }
  | { readonly kind: 'task-succeeded'; readonly attemptId: string; readonly output: JsonValue }
  | { readonly kind: 'task-failed'; readonly attemptId: string; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'task-heartbeat'; readonly attemptId: string }
  | { readonly kind: 'timer-fired'; readonly timerId: string }
  | { readonly kind: 'stop-requested'; readonly reason?: string }
  /** How a scope ended that is carried out apart (`ProgramOptions.scopesRunApart`). */
  | { readonly kind: 'scope-succeeded'; readonly scopeId: string; readonly output: JsonValue }
  | { readonly kind: 'scope-failed'; readonly scopeId: string; readonly failure: StateFailure }
);
