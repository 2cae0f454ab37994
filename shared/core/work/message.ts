import type { DefinitionIdentity } from '../definition/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { DeploymentTarget, OptimisationLevel } from '../compiler/model.ts';

/** An attempt offered to a worker through the queue. Data that the target's zone may not hold is sealed inside `arguments`. */
export interface WorkItem {
  readonly kind: 'run';
  readonly attemptId: string;
  readonly executionId: string;
  readonly definition: DefinitionIdentity;
  /** Digest of the program. The worker uses its own copy of the program with this digest, never a plan from the message. */
  readonly revision: string;
  readonly state: string;
  readonly resource: string;
  readonly arguments: JsonValue;
  /** Who started the execution: `sub` of sealed input must be this. */
  readonly principal: string;
  /** 0 on the first attempt of the state. */
  readonly retryCount: number;
  /** Path of the branch or item of a Parallel or Map that the attempt belongs to; absent outside of any. */
  readonly scope?: string;
  /** The same for all attempts of one visit of the state: what an idempotency key over the workflow's own retries is made of. */
  readonly visit?: number;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadline?: number;
  /** With what the attempt is answered, of an engine that has tokens. For whoever answers it later in the same zone: never part of a message. */
  readonly token?: string;
}

/** The answer to an attempt is no longer wanted. */
export interface CancelItem {
  readonly kind: 'cancel';
  readonly attemptId: string;
  readonly executionId: string;
  readonly scope?: string;
}

/** A definition was registered in the cloud zone; the on-prem zone compiles it again itself and compares the digest. */
export interface DefinitionNotice {
  readonly kind: 'definition';
  readonly revision: string;
  readonly target: DeploymentTarget;
  /** The document as JSON. */
  readonly source: JsonObject;
  /** Texts of the outside documents that the source needs, by URI: nothing is fetched to compile it again. */
  readonly resources?: { readonly [uri: string]: string };
  readonly optimisation?: OptimisationLevel;
  readonly registeredBy: string;
  /** Sent with a run, not registered by name. */
  readonly inline?: true;
}
