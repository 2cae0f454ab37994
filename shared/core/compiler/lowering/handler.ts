import type { AslRetrier } from '../../asl/model.ts';
import type { ErrorShape } from '../errors/possible.ts';
import type { Label } from '../ir/model.ts';

/** One `try` as seen by the tasks in its body: what it catches, and where a caught error goes. */
export interface Handler {
  /** JSON Pointer of the `try`. */
  readonly pointer: string;
  /** `errors.with.type` (canonical) and `.status`. */
  readonly shape: ErrorShape;
  /** `errors.with.instance`. */
  readonly instance?: string;
  /** `errors.with.title` and `.detail`: compared while the workflow runs. */
  readonly texts: { readonly title?: string; readonly detail?: string };
  /** False when `when` or `exceptWhen` decides as well. */
  readonly isUnconditional: boolean;
  /** `native`: ASL's own Retry does it. `loop`: states of the `try` do it. */
  readonly retry: { readonly kind: 'none' | 'loop' } | { readonly kind: 'native'; readonly retrier: Omit<AslRetrier, 'ErrorEquals'> };
  /** Time limit for each attempt of the one call inside, in seconds. */
  readonly attemptSeconds?: number;
  /** False when a caught error goes on outwards once the retries are used up: a `retry` without `do` and `then`. */
  readonly handles: boolean;
  /** First state of `catch.do`, or what comes after it. */
  readonly handler: Label;
  /** The Choice that decides about an error while the workflow runs. Made when something leads to it. */
  readonly router: Label;
  readonly variables: HandlerVariables;
  /** Present on the edge of an ASL scope: a caught error fails the scope, with its task told, so that a `try` outside can catch it. */
  readonly isBoundary?: true;
}

/** Variables of the program that belong to one `try`. */
export interface HandlerVariables {
  /** The DSL error object: what the author's error variable shows. */
  readonly error: string;
  /** `{Error, Cause}` as the runtime raised it, to raise it again unchanged. */
  readonly fault: string;
  /** The transformed input of the `try`. */
  readonly input: string;
  /** Retries taken so far. */
  readonly retries: string;
  /** Epoch milliseconds of the first attempt. */
  readonly since: string;
}

/** True when type, status and instance alone decide: no expression, no text to compare. */
export function isStatic(handler: Handler): boolean {
  return handler.isUnconditional && handler.texts.title === undefined && handler.texts.detail === undefined;
}

/** True when every error is caught and nothing else is to be decided. */
export function catchesEverything(handler: Handler): boolean {
  return isStatic(handler) && handler.instance === undefined && handler.shape.type === undefined && handler.shape.status === undefined;
}

/** A mark in the builder: something leads to the handler. */
export function caughtMark(handler: Handler): string {
  return `${handler.router}?caught`;
}
