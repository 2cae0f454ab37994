/**
 * What travels between the zones (protocol §3, §4): the claims of one message, by their names on the wire. The body of a message, where it has
 * one, is encrypted apart from them and never among them.
 */
export type MessageClaims = RunClaims | CancelClaims | ResultClaims | StaleClaims | RefusedClaims | BeatClaims | HelloClaims | CreditClaims | ManifestClaims;

/** `typ` of a message. */
export type MessageType = MessageClaims['typ'];

/** Types about one step; their record key is the execution. */
export type StepClaims = Extract<MessageClaims, { readonly exe: string }>;

interface CommonClaims {
  readonly v: 1;
  /** 128 random bits in base64url; one per message, kept when it is sent again. */
  readonly mid: string;
  /** Who signs: owner of the key in the ring. */
  readonly iss: string;
  /** For whom. */
  readonly aud: string;
  /** Tenant. */
  readonly tid: string;
  /** Topic that it is meant for. */
  readonly top: string;
  /** Incarnation of the cloud's store: raised by every restore. */
  readonly cin: number;
  /** Incarnation of the on-prem store, as the sender knows it. */
  readonly rin: number;
  /** Epoch seconds. */
  readonly iat: number;
  /** Epoch seconds. */
  readonly exp: number;
  /** `traceparent` (W3C Trace Context). */
  readonly trc?: string;
}

interface AboutStep {
  /** Execution id: also the key of the record. */
  readonly exe: string;
  /** Step: the attempt id of the engine. A retry of the workflow's own is another step. */
  readonly stp: string;
  /** Path of loop, map and branch indexes, `''` outside of any. */
  readonly itr: string;
  /** How often the cloud has dispatched the step, from 1; in a `cancel` 0 when it never did. */
  readonly att: number;
}

/** How often the effect of a step may happen, and how that is kept (protocol §7). */
export type EffectKind = 'local' | 'idempotent' | 'opaque';

/** Do this step. Its body holds the arguments. */
export interface RunClaims extends CommonClaims, AboutStep {
  readonly typ: 'run';
  /** Resource: what to do, with its version. */
  readonly act: string;
  /** Digest of the compiled program. */
  readonly wfd: string;
  /** Idempotency key of the step: see `stepKey`. */
  readonly key: string;
  readonly kind: EffectKind;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly ddl?: number;
  /** Random handle: what the cloud finds the task token by. */
  readonly ref: string;
  /** Approvals (compact JWS each), for actions of high risk. */
  readonly apr: readonly string[];
}

/** The answer to a step is no longer wanted. Travels on the topic of its `run`. */
export interface CancelClaims extends CommonClaims, AboutStep {
  readonly typ: 'cancel';
  readonly key: string;
  readonly why: 'stopped' | 'timed-out';
}

/** How a step ended. Its body, if any, holds the output or the failure, fit for the cloud. */
export interface ResultClaims extends CommonClaims, AboutStep {
  readonly typ: 'result';
  readonly outcome: StepOutcome;
  /** ASL error name of a `failed` step. */
  readonly code?: string;
  /** Fencing number of the inbox row. */
  readonly epoch: number;
  readonly ref?: string;
  /** Head of the runner's audit chain. */
  readonly ah?: string;
}

/** How a step ended on-prem. `in_doubt`: it may have happened; a person or a reconciler settles it. */
export type StepOutcome = 'done' | 'failed' | 'cancelled' | 'in_doubt';

/** Answer to a message with another `rin`: carries the current one. */
export interface StaleClaims extends CommonClaims, AboutStep {
  readonly typ: 'stale';
  readonly of: 'run' | 'cancel';
}

/** A message that was verified but is not accepted. */
export interface RefusedClaims extends CommonClaims, AboutStep {
  readonly typ: 'refused';
  readonly why: RefusalReason;
}

/** Why a verified message is not accepted. */
export type RefusalReason = 'expired' | 'unknown-definition' | 'not-allowed' | 'no-approval';

/** A step is being worked on. */
export interface BeatClaims extends CommonClaims, AboutStep {
  readonly typ: 'beat';
  readonly epoch: number;
  /** Percent done, 0 to 100, where the handler says. */
  readonly pct?: number;
}

interface AboutSite {
  /** Runner site: also the key of the record. */
  readonly site: string;
}

/** A site has started, or its store was restored. */
export interface HelloClaims extends CommonClaims, AboutSite {
  readonly typ: 'hello';
  /** Random, one per start of a process. */
  readonly boot: string;
  /** Thumbprints of the keys in use. */
  readonly keys: readonly string[];
}

/** How much work a site can take (back-pressure). */
export interface CreditClaims extends CommonClaims, AboutSite {
  readonly typ: 'credit';
  readonly slots: number;
  /** Steps that wait on-prem. */
  readonly lag: number;
}

/** A published version for the on-prem registry. Its body holds the document; `manifest` proves what was released. */
export interface ManifestClaims extends CommonClaims, AboutSite {
  readonly typ: 'manifest';
  /** Compact JWS of the release key. */
  readonly manifest: string;
}
