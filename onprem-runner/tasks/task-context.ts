import type { WorkItem } from '#shared/core/work/message.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { LocalTransaction } from '#shared/ports/step-inbox.ts';
import type { DocumentStore } from '../handlers/document-store.ts';
import type { HandlerRegistry } from '../handlers/registry.ts';
import type { TaskResult } from './task-result.ts';

/** Makes the HTTP call of `uwf:http`; never throws for what the other side does. */
export interface HttpTaskCaller {
  execute(request: { readonly arguments: JsonValue; readonly signal: AbortSignal }): Promise<TaskResult>;
}

/** Runs the processes of `uwf:run-script`, `uwf:run-shell` and `uwf:run-container`; never throws for what a process does. */
export interface ProcessTaskCaller {
  execute(request: { readonly kind: 'script' | 'shell' | 'container'; readonly arguments: JsonValue; readonly signal: AbortSignal }): Promise<TaskResult>;
}

/** What tasks work with, for the life of the runner. */
export interface TaskPorts {
  readonly handlers: HandlerRegistry;
  readonly store: DocumentStore;
  readonly http: HttpTaskCaller;
  /** Absent: this runner runs no processes. */
  readonly processes?: ProcessTaskCaller;
  readonly validator: SchemaValidator;
  readonly clock: Clock;
}

/** One attempt, its arguments in the clear. */
export interface TaskCall {
  readonly item: WorkItem;
  readonly arguments: JsonValue;
  /** Aborted when the attempt is given up: its time is over, its hold is lost, or the runner stops. */
  readonly signal: AbortSignal;
  /** Key of the effect, the same over the workflow's own retries; the attempt id unless given. */
  readonly idempotencyKey?: string;
  /** Told how far a function says that it is: whatever it says, the guard makes a percentage of it. Absent: nobody asks. */
  readonly onHeartbeat?: (percent: number) => void;
  /** Where a `local` effect happens: the transaction in which the answer is stored. */
  readonly transaction?: LocalTransaction;
}
