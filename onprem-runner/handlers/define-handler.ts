import type { HandlerErrorCode } from '#shared/core/definition/catalogue-entry.ts';
import type { Declassification } from '#shared/core/definition/model.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { LocalTransaction } from '#shared/ports/step-inbox.ts';
import type { DocumentStore } from './document-store.ts';

/**
 * How often the effect of a handler may happen.
 *  - `local`      it only computes, or writes to the runner's own store
 *  - `idempotent` the other side removes duplicates by `context.attemptId`; may be repeated freely
 *  - `opaque`     a repetition would do it twice: never started again once it may have begun
 */
export type HandlerEffect = 'local' | 'idempotent' | 'opaque';

/** One entry of a handler's closed catalogue of failures. */
export type HandlerErrorSpec = Omit<HandlerErrorCode, 'code'>;

/** What a handler lets out of the zone, and how it is bounded. `path` is a JSON Pointer into the result. */
export type HandlerDeclassification = Omit<Declassification, 'pointer'>;

/**
 * A function that runs inside the bank: the public half (schemas, errors, declassifications) goes into the catalogue that definitions are compiled
 * against; `handle` never leaves. `Input` and `Output` are the author's own types for the schemas.
 */
export interface HandlerSpec<Input, Output, Code extends string> {
  /** `aml-check`: lower case words, joined by hyphens. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description?: string;
  /** JSON Schema of the argument. */
  readonly input: JsonObject;
  /** JSON Schema of the result, with `x-tier`; closed (`additionalProperties: false`) wherever it is an object. */
  readonly output: JsonObject;
  /** The only failures that the workflow can tell apart; nothing else of a failure leaves the zone. */
  readonly errors: { readonly [code in Code]: HandlerErrorSpec };
  readonly declassify?: readonly HandlerDeclassification[];
  readonly effect: HandlerEffect;
  /** Seconds after which one attempt is given up. */
  readonly timeoutSeconds?: number;
  /** What it goes to, by a name of the bank's own: attempts at one target share a limit and a circuit breaker. */
  readonly target?: string;
  /** Attempts of it that one runner performs at the same time, at most. */
  readonly concurrencyMax?: number;
  /** Does the work. Anything thrown but `context.fail` becomes `Uwf.HandlerFailed` without its message. */
  handle(input: Input, context: HandlerContext<Code>): Promise<Output> | Output;
}

/** What a handler may know and do besides its input. */
export interface HandlerContext<Code extends string = string> {
  /** The same for every delivery of one attempt. */
  readonly attemptId: string;
  /** The idempotency key of the effect: the same for every delivery, and for every retry of the same visit that the workflow asks for. */
  readonly idempotencyKey: string;
  readonly executionId: string;
  /** Which attempt of the task this is, from 1. */
  readonly attempt: number;
  /** Aborted when the attempt is given up. */
  readonly signal: AbortSignal;
  /** Documents in the on-prem zone's own store. */
  readonly store: DocumentStore;
  /** Ends the attempt with a code of the handler's catalogue. */
  fail(code: Code): never;
  /** Says that the work goes on, and how far it is: a number from 0 to 100. */
  heartbeat(percent: number): void;
}

/** What the runner gives the kinds of handlers that are its own code, besides. */
export interface RunnerContext<Code extends string = string> extends HandlerContext<Code> {
  /** The transaction in which the runner stores the answer. Absent where the attempt has none. */
  readonly transaction?: LocalTransaction;
}

/** A handler of any types: what the daemon works with. */
export interface Handler extends Omit<HandlerSpec<JsonValue, unknown, string>, 'handle'> {
  handle(input: JsonValue, context: RunnerContext): Promise<unknown> | unknown;
}

/**
 * Declares a handler. It changes nothing and exists for the types:
 *
 *     export const amlCheck = defineHandler<Input, Output, 'AML_UNAVAILABLE'>({ name: 'aml-check', … });
 */
export function defineHandler<Input, Output, Code extends string = string>(spec: HandlerSpec<Input, Output, Code>): HandlerSpec<Input, Output, Code> {
  return spec;
}
