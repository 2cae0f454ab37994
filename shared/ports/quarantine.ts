/**
 * Outputs that were not let out of the on-prem zone, until a person decides. Lives in the on-prem store; what it holds is encrypted.
 * Errors of every method: `UWF-5001` (store unavailable, retryable).
 */
export interface Quarantine {
  /** Keeps an output. The same one of the same visit is counted, whatever was decided about it. */
  hold(request: { readonly output: OutputToHold; readonly now: number }): Promise<{ readonly id: string; readonly isNew: boolean }>;
  find(request: { readonly id: string }): Promise<HeldOutput | undefined>;
  /** The oldest first; those behind a sequence number, of one status or of all. */
  list(request: { readonly status?: QuarantineStatus; readonly after?: number; readonly max: number }): Promise<readonly HeldOutput[]>;
  /** Writes a decision if nobody else did since `version`. Discarding removes the sealed output for ever. False: it was changed meanwhile. */
  decide(request: { readonly id: string; readonly version: number; readonly status: DecidedStatus; readonly decision: QuarantineDecision }): Promise<boolean>;
  /**
   * Takes the oldest released output of a visit, or with a fingerprint, for one attempt: for this attempt again as often as it asks, for no other one
   * after it. Undefined when there is none.
   */
  use(request: { readonly by: UsedBy; readonly attemptId: string; readonly now: number }): Promise<HeldOutput | undefined>;
  /** Forgets what was used or discarded and not seen since a time. What waits for a person stays. */
  prune(request: { readonly before: number }): Promise<void>;
}

/** `held` waits for a person · `approved` for a second one · `released` for the next attempt · `used` by it · `discarded`. */
export type QuarantineStatus = 'held' | DecidedStatus | 'used';

/** What a person can make of an output. */
export type DecidedStatus = 'approved' | 'released' | 'discarded';

/** What a released output is found by. */
export type UsedBy = { readonly kind: 'visit'; readonly visit: string } | { readonly kind: 'fingerprint'; readonly fingerprint: string };

/** Why an output was held: codes and places, never what was found. */
export interface HeldFinding {
  /** A detector, or a rule of the guard: `schema`, `undeclared`. */
  readonly reason: string;
  /** JSON Pointer into the output. */
  readonly pointer: string;
}

/** One decision of one person. */
export interface QuarantineDecision {
  readonly decision: 'approve' | 'release' | 'discard';
  readonly by: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The task whose output it is. */
export interface HeldTask {
  readonly tenant: string;
  /** `namespace.name@version`. */
  readonly definition: string;
  readonly revision: string;
  readonly state: string;
  readonly resource: string;
}

/** An output on its way into the quarantine. */
export interface OutputToHold {
  readonly id: string;
  /** The visit of a state: its idempotency key, the same over the retries that the workflow asks for. */
  readonly visit: string;
  readonly attemptId: string;
  readonly executionId: string;
  readonly task: HeldTask;
  readonly findings: readonly HeldFinding[];
  /** Keyed digest of the output with its run and state, to know the same one again. */
  readonly fingerprint: string;
  /** The output, encrypted. Absent where it must not be at rest. */
  readonly sealed?: string;
}

/** An output in the quarantine. */
export interface HeldOutput extends OutputToHold {
  /** Grows in the order in which outputs were held. */
  readonly sequence: number;
  readonly status: QuarantineStatus;
  /** Grows with every decision. */
  readonly version: number;
  readonly decisions: readonly QuarantineDecision[];
  /** Epoch milliseconds. */
  readonly heldAt: number;
  /** When the same output was last held, and how often it was. */
  readonly lastAt: number;
  readonly count: number;
  /** The attempt that it left with. */
  readonly usedBy?: string;
}
