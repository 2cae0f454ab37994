import type { JsonObject } from '../kernel/json.ts';
import type { CancelClaims, EffectKind, RefusalReason, StepOutcome } from './message.ts';
import type { Priority } from '../kernel/priority.ts';

/** Where a step stands in the cloud: `pending` has to be sent, `dispatched` waits for its answer; the others are final. */
export type StepStatus = 'pending' | 'dispatched' | StepOutcome;

/** A step as the cloud keeps it (protocol §6). Never changed in place. */
export interface StepRow {
  /** See `stepKey`. */
  readonly key: string;
  readonly exe: string;
  readonly stp: string;
  readonly itr: string;
  /** Runner site that does it. */
  readonly site: string;
  readonly priority: Priority;
  /** `''` where only a cancellation is known of the step. */
  readonly act: string;
  readonly wfd: string;
  readonly kind: EffectKind;
  /** Random handle, see `RunClaims.ref`. */
  readonly ref: string;
  /** What the engine completes the step by, where that is not the attempt id. Gone once the step is closed. */
  readonly token?: string;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadline?: number;
  readonly trace?: string;
  /** Body of the `run`; `{}` once the step is closed. */
  readonly body: JsonObject;
  readonly status: StepStatus;
  /** How often it was dispatched. */
  readonly att: number;
  /** Incarnation of this store in which it was last dispatched. */
  readonly cin: number;
  /** Incarnation of the site's store that it was last dispatched to. */
  readonly rin: number;
  /** Why the answer is no longer wanted, once it is not: from then on a cancellation is sent instead of the step. */
  readonly cancel?: CancelClaims['why'];
  /** Why the runner does not take it: told to the engine when the step is closed for it. */
  readonly refusal?: RefusalReason;
  /** Epoch milliseconds: when an open step has to be looked at again. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly closedAt?: number;
}

/** What the cloud side knows when something happens to a step. */
export interface CloudView {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Incarnation of the cloud's store. */
  readonly cin: number;
  /** Largest incarnation of the site's store that is known. */
  readonly rin: number;
  /** How long a dispatched step may be silent before it is sent again. */
  readonly silenceMs: number;
}

/** What becomes of a step: at most one row, one message and one call of the engine, to be committed together. */
export interface StepTurn {
  /** Absent: nothing is written. */
  readonly row?: StepRow;
  readonly send?: 'run' | 'cancel';
  readonly tell?: StepNews;
  readonly finding?: StepFinding;
}

/** What the engine is told of a step: that it goes on, or how it ended. */
export type StepNews = { readonly kind: 'alive' } | ({ readonly kind: 'ended' } & StepEnd);

/** How a step ended. */
export interface StepEnd {
  readonly outcome: StepOutcome;
  /** ASL error name of a `failed` step. */
  readonly code?: string;
  readonly refusal?: RefusalReason;
  /** What the runner lets out: the output, or the failure. */
  readonly body: JsonObject;
}

/** Worth a counter or an alarm. `conflicting-outcome`: a step has two different ends, which must not be. */
export type StepFinding = 'conflicting-outcome' | 'unknown-step' | 'older-incarnation' | 'outdated' | 'already-closed';
