import { domainErrorName, ERROR_NAMES, handlerErrorType } from '../../asl/error-names.ts';
import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import { STANDARD_ERRORS, canonicalErrorType } from './types.ts';

/**
 * What a state calls, as far as its errors depend on it. `helper`: anything else of the system (events, processes, other workflows, other
 * protocols), which may fail with any error of the DSL.
 */
export type FallibleKind =
  | { readonly kind: 'function'; readonly entry: CatalogueEntry }
  | { readonly kind: 'http' }
  | { readonly kind: 'evaluate' }
  | { readonly kind: 'validate' }
  /** An expression of a state that calls nothing. */
  | { readonly kind: 'expression' }
  /** States in a scope of their own. */
  | { readonly kind: 'branches' }
  | { readonly kind: 'helper' };

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
    return knownError(type, status);
  });
}

/**
 * The ASL error names that a filter by type and status selects among those a state can fail with, or `open` when they cannot be listed:
 * a failure inside the system may have any name, and an HTTP answer any status.
 */
export function namesMatching(shape: ErrorShape, source: FallibleKind): readonly string[] | 'open' {
  if (source.kind !== 'expression' && matches(shape, { type: STANDARD_ERRORS.runtime, status: 500 })) return 'open';
  const matchesCommunication = shape.type === undefined || shape.type === STANDARD_ERRORS.communication;
  if (source.kind === 'http' && matchesCommunication && shape.status === undefined) return 'open';
  if ((source.kind === 'helper' || source.kind === 'branches') && (shape.type === undefined || shape.status === undefined)) return 'open';
  const known = source.kind === 'expression' ? [EXPRESSION] : [...ownErrors(shape, source), ...TIMEOUTS, EXPRESSION];
  return [...new Set(known.filter((error) => matches(shape, error)).map((error) => error.name))];
}

function ownErrors(shape: ErrorShape, source: FallibleKind): readonly KnownError[] {
  switch (source.kind) {
    case 'function':
      return handlerErrors(source.entry);
    case 'validate':
      return [knownError(STANDARD_ERRORS.validation, 400)];
    case 'evaluate':
    case 'expression':
      return [];
    case 'http':
      return shape.status === undefined ? ACCESS_ERRORS : [...ACCESS_ERRORS, knownError(shape.type ?? STANDARD_ERRORS.communication, shape.status)];
    case 'helper':
    case 'branches':
      return shape.status === undefined || shape.type === undefined ? [] : [knownError(shape.type, shape.status)];
  }
}

function knownError(type: string, status: number): KnownError {
  return { name: domainErrorName(type, status), type, status };
}

/** A request that says wrongly who it is, and one that may not be made at all. */
const ACCESS_ERRORS: readonly KnownError[] = [knownError(STANDARD_ERRORS.authentication, 401), knownError(STANDARD_ERRORS.authorization, 403)];

function matches(shape: ErrorShape, error: { readonly type: string; readonly status: number }): boolean {
  return (shape.type === undefined || shape.type === error.type) && (shape.status === undefined || shape.status === error.status);
}
