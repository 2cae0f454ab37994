import type { JsonObject } from '../kernel/json.ts';
import type { Declassification } from './model.ts';
import type { Zone } from '../tier/tier.ts';

/**
 * What the compiler knows of one function of the target's catalogue (DSL "Catalogs"): the public half of a runner's handler.
 * Plain JSON, so that it can be exported on-prem and imported in the cloud; the code never travels.
 */
export interface CatalogueEntry {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description?: string;
  /** Where the handler runs. */
  readonly zone: Zone;
  readonly input: JsonObject;
  /** JSON Schema of the raw result, with `x-tier`. Closed (`additionalProperties: false`) where it is an object. */
  readonly output: JsonObject;
  /** The closed list of error codes with which the handler may fail. Nothing else of a failure leaves the zone. */
  readonly errors: readonly HandlerErrorCode[];
  readonly declassify: readonly Omit<Declassification, 'pointer'>[];
  /** Seconds after which one attempt is given up, unless the task says otherwise. */
  readonly timeoutSeconds?: number;
}

/** One failure of a function's closed catalogue. */
export interface HandlerErrorCode {
  /** For example `AML_UNAVAILABLE`. */
  readonly code: string;
  /** HTTP-like status of the error object that the workflow sees. */
  readonly status: number;
  readonly title: string;
  /** True when another attempt may succeed. Informative: the workflow's own retry policy decides. */
  readonly retryable: boolean;
}
