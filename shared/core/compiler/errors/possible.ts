import { domainErrorName, ERROR_NAMES, handlerErrorType } from '../../asl/error-names.ts';
import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import { STANDARD_ERRORS, canonicalErrorType } from './types.ts';

/** What a Task state calls, as far as its errors depend on it. */
export type FallibleKind = { readonly kind: 'function'; readonly entry: CatalogueEntry } | { readonly kind: 'http' } | { readonly kind: 'evaluate' };

/** The static part of `catch.errors.with`. */
export interface ErrorShape {
  readonly type?: string;
  readonly status?: number;
}

/** An ASL error name with the DSL error that it stands for. */
export interface KnownError {
  readonly name: string;
  readonly type: string;
  readonly status: number;
}

const TIMEOUTS: readonly KnownError[] = [ERROR_NAMES.timeout, ERROR_NAMES.heartbeatTimeout].map((name) => ({ name, type: STANDARD_ERRORS.timeout, status: 408 }));
const EXPRESSION: KnownError = { name: ERROR_NAMES.queryEvaluation, type: STANDARD_ERRORS.expression, status: 400 };

/** The errors of a function that its catalogue entry declares. */
export function handlerErrors(entry: CatalogueEntry): readonly KnownError[] {
  return entry.errors.map(({ code, status }) => {
    const type = canonicalErrorType(handlerErrorType(code));
    return { name: domainErrorName(type, status), type, status };
  });
}

/**
 * The ASL error names that a filter by type and status selects among those a state can fail with, or `open` when they cannot be listed:
 * a failure inside the system may have any name, and an HTTP answer any status.
 */
export function namesMatching(shape: ErrorShape, source: FallibleKind): readonly string[] | 'open' {
  if (matches(shape, { type: STANDARD_ERRORS.runtime, status: 500 })) return 'open';
  const matchesCommunication = shape.type === undefined || shape.type === STANDARD_ERRORS.communication;
  if (source.kind === 'http' && matchesCommunication && shape.status === undefined) return 'open';
  const known = [...ownErrors(shape, source), ...TIMEOUTS, EXPRESSION];
  return [...new Set(known.filter((error) => matches(shape, error)).map((error) => error.name))];
}

function ownErrors(shape: ErrorShape, source: FallibleKind): readonly KnownError[] {
  if (source.kind === 'function') return handlerErrors(source.entry);
  if (source.kind === 'evaluate' || shape.status === undefined) return [];
  const type = shape.type ?? STANDARD_ERRORS.communication;
  return [{ name: domainErrorName(type, shape.status), type, status: shape.status }];
}

function matches(shape: ErrorShape, error: { readonly type: string; readonly status: number }): boolean {
  return (shape.type === undefined || shape.type === error.type) && (shape.status === undefined || shape.status === error.status);
}
