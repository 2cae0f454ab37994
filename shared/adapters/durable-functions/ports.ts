import type { DurableProgram, DurableWork, WorkAnswer } from '#shared/core/durable/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';

/** What the functions of a Durable Functions app act through. Every method is idempotent: activities run at least once. */
export interface DurablePorts {
  readonly programs: ProgramSource;
  readonly work: DurableWorker;
  readonly payloads: PayloadStore;
  readonly instances: DurableInstances;
  readonly journal: DurableJournal;
}

/** Programs by revision, which never change. Errors: `UWF-5001`. */
export interface ProgramSource {
  /** Loads a program, so that `held` has it. */
  load(revision: string): Promise<void>;
  /** A program that was loaded; undefined when it was not, or has been dropped since. */
  held(revision: string): DurableProgram | undefined;
}

/** An attempt as a worker sees it. */
export type GivenWork = Omit<DurableWork, 'arguments' | 'facts'> & { readonly arguments: JsonValue };

/** Who does the work of attempts. Arguments and outputs are the values themselves. */
export interface DurableWorker {
  /** Work of the target's own zone. Whatever is thrown is tried again. */
  carryOut(work: GivenWork): Promise<WorkDone>;
  /** Hands work over to the bank; its answer comes as an event to who `listenerOf` names. */
  dispatch(work: GivenWork): Promise<void>;
  /** Tells that nobody waits for attempts any more. */
  cancel(request: { readonly revision: string; readonly executionId: string; readonly attempts: readonly CancelledAttempt[] }): Promise<void>;
}

/** An attempt that is not awaited any more. `state` is absent where only its id was found. */
export interface CancelledAttempt {
  readonly attemptId: string;
  readonly state?: string;
}

/** What local work came to. */
export type WorkDone = { readonly kind: 'succeeded'; readonly output: JsonValue } | Exclude<WorkAnswer, { kind: 'succeeded' | 'heartbeat' }>;

/** Large values, out of the service's histories. Errors: `UWF-5001`. */
export interface PayloadStore {
  put(request: { readonly reference: string; readonly value: JsonValue }): Promise<void>;
  /** Undefined when there is none. */
  get(request: { readonly reference: string }): Promise<JsonValue | undefined>;
}

/** The service's own door to its orchestrations. Errors: `UWF-5010`. */
export interface DurableInstances {
  /** Raises an event; `closed` when there is no such instance, or it is over. */
  raise(request: { readonly instanceId: string; readonly event: string; readonly body: string }): Promise<'told' | 'closed'>;
  /** Ends an instance, and tells what it showed last once it is over; undefined when there is none. Nothing beneath it is ended. */
  end(request: { readonly instanceId: string; readonly reason: string }): Promise<{ readonly status: string } | undefined>;
}
