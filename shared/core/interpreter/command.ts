import type { JsonValue } from '../kernel/json.ts';

/**
 * What the interpreter asks the shell to do, after the commit of the snapshot that asked. Every command is idempotent by its id.
 * `start-timer` with the id of a timer that runs moves it: so a heartbeat does, without a change of the snapshot.
 * `scope` is the path of the branch or item that an attempt belongs to, absent outside of any; `visit` is the same for all attempts of one visit of the state.
 */
export type Command =
  | { readonly kind: 'schedule-task'; readonly attemptId: string; readonly state: string; readonly resource: string; readonly arguments: JsonValue; readonly retryCount: number; readonly scope?: string; readonly visit?: number; readonly timeoutSeconds?: number }
  | { readonly kind: 'cancel-task'; readonly attemptId: string; readonly state: string; readonly scope?: string }
  | { readonly kind: 'start-timer'; readonly timerId: string; readonly dueAt: number }
  | { readonly kind: 'clear-timer'; readonly timerId: string };
