import type { OperationErrorCode } from '#shared/core/kernel/error-catalogue.ts';
import { isJsonArray, type JsonArray, type JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { PROBLEM_ERRORS_MAX, RETRY_AFTER_SECONDS } from '../limits.ts';
import type { ApiResponse } from './api-request.ts';

/** One of several things that are wrong with a request. */
export interface ProblemError {
  /** JSON Pointer into the request body, or name of the parameter. */
  readonly pointer: string;
  /** JSON Pointer into the input schema of the definition. */
  readonly schemaPointer?: string;
  readonly code?: string;
  readonly message: string;
}

/** Base of `type`; a client compares `code`, which is shorter. */
const PROBLEM_TYPE_BASE = 'urn:uwf:problem:';

/** A failing operation with a list of what is wrong, for {@link toProblemResponse}. */
export function problemError(code: OperationErrorCode, detail: string, errors: readonly ProblemError[]): UwfError {
  return new UwfError(code, detail, { details: { errors: errors.slice(0, PROBLEM_ERRORS_MAX).map((error) => ({ ...error })) } });
}

/** The members of a problem document (RFC 9457 §3.1, extensions §3.2). */
export function toProblem(error: UwfError, requestId: string): JsonObject {
  const { title, status, wayOut } = error.entry;
  return {
    type: `${PROBLEM_TYPE_BASE}${error.code}`,
    title,
    status,
    detail: error.message,
    instance: `urn:uwf:request:${requestId}`,
    code: error.code,
    requestId,
    wayOut,
    ...(typeof error.details['reason'] === 'string' ? { reason: error.details['reason'] } : {}),
    ...listOf(error, 'errors'),
    ...listOf(error, 'diagnostics'),
  };
}

/** Only these two lists and the reason leave in a problem document: other details are for the log. */
function listOf(error: UwfError, name: 'errors' | 'diagnostics'): { readonly [name: string]: JsonArray } {
  const list = error.details[name];
  return isJsonArray(list) ? { [name]: list } : {};
}

/** The answer to a failed operation. */
export function toProblemResponse(error: UwfError, requestId: string): ApiResponse {
  return {
    status: error.entry.status,
    headers: { 'content-type': 'application/problem+json', ...challengeOf(error), ...allowOf(error), ...retryOf(error) },
    body: JSON.stringify(toProblem(error, requestId)),
  };
}

/** RFC 6750 §3: without a token only the scheme, with a bad one the reason. */
function challengeOf(error: UwfError): ApiResponse['headers'] {
  if (error.code === 'UWF-4010') return { 'www-authenticate': error.details['token'] === 'absent' ? 'Bearer realm="uwf"' : 'Bearer realm="uwf", error="invalid_token"' };
  if (error.code !== 'UWF-4030') return {};
  return { 'www-authenticate': `Bearer realm="uwf", error="insufficient_scope", scope="${String(error.details['scope'])}"` };
}

/** RFC 9110 §15.5.6: a 405 names the methods that the path takes. */
function allowOf(error: UwfError): ApiResponse['headers'] {
  const allow = error.details['allow'];
  return typeof allow === 'string' ? { allow } : {};
}

/** RFC 9110 §10.2.3, in seconds. */
function retryOf(error: UwfError): ApiResponse['headers'] {
  if (error.entry.disposition !== 'retryable') return {};
  const seconds = error.details['retryAfterSeconds'];
  return { 'retry-after': String(typeof seconds === 'number' ? seconds : RETRY_AFTER_SECONDS) };
}
