import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { LocalTransaction } from '#shared/ports/step-inbox.ts';
import type { BankDoorPorts } from './settings.ts';

/** How performing a step ended here. */
export type Performed =
  | { readonly kind: 'done'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string }
  /** Not now: something that it needs is not there. `hasBegun`: its effect may have happened all the same. */
  | { readonly kind: 'deferred'; readonly hasBegun: boolean }
  /** It may have happened or not, and nobody here can find out. */
  | { readonly kind: 'in-doubt' };

/** What performing a step is given. */
export interface PerformContext {
  /** Idempotency key of the step, for the far side (protocol §4). */
  readonly key: string;
  /** Fencing number, for a far side that checks it. */
  readonly epoch: number;
  /** Aborted when somebody else has the step, or the process stops. */
  readonly signal: AbortSignal;
  /** Told how far it is, in whole percent. */
  readonly onProgress: (percent: number) => void;
  /** For a `local` effect: the transaction in which the step ends. */
  readonly transaction?: LocalTransaction;
}

/** What the protocol's part of a worker needs beside the door's ports. */
export interface WorkerPorts extends Pick<BankDoorPorts, 'clock' | 'ids' | 'logger' | 'inbox' | 'incarnation' | 'writer' | 'log'> {
  /** Performs a step, from its sealed arguments to what may leave the zone. What it throws is a fault: of an opaque step nobody then knows. */
  readonly perform: (item: WorkItem, context: PerformContext) => Promise<Performed>;
  /**
   * Asks the far side of an opaque effect by its business reference. `not-done` may be said only once the old worker can no longer act
   * (protocol §7): its process is gone, and its credential or connection too.
   */
  readonly reconcile?: (item: WorkItem, context: Pick<PerformContext, 'key' | 'signal'>) => Promise<Extract<Performed, { readonly kind: 'done' | 'failed' }> | 'not-done' | 'unknown'>;
}
