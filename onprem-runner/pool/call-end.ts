import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import type { HandlerErrorSpec } from '../handlers/define-handler.ts';
import type { CallEnd } from './circuit-breaker.ts';

/** How an attempt ended, as far as it matters here. */
export type AttemptEnd = { readonly outcome: 'succeeded' } | { readonly outcome: 'deferred' } | { readonly outcome: 'failed'; readonly error: string };

/** Names under which an attempt fails because its target, or what carries it, did not do its work. */
const FAULTS: ReadonlySet<string> = new Set([ERROR_NAMES.timeout, ERROR_NAMES.heartbeatTimeout, ERROR_NAMES.handlerFailed]);
/** Statuses of a gateway that got no use of what is behind it, and of who is overloaded (RFC 9110 §15.6.3 to §15.6.5, RFC 6585 §4). */
const UNAVAILABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const HANDLER_ERROR = /^urn:uwf:error:([A-Z][A-Z0-9_]*)#(\d{3})$/u;
const STATUS = /#(\d{3})$/u;

/**
 * What an attempt tells of its target. Infrastructure counts: no answer in time, a handler that broke, and a code of its catalogue that is both
 * retryable and of a status that means unavailable. Business codes are answers: a target that says no is well. What never reached the target
 * (arguments, sealed input, egress) tells nothing.
 */
export function callEndOf(end: AttemptEnd, errors: Readonly<Record<string, HandlerErrorSpec>> = {}): CallEnd {
  if (end.outcome === 'succeeded') return 'ok';
  if (end.outcome === 'deferred') return 'none';
  if (FAULTS.has(end.error)) return 'fault';
  const [, code] = HANDLER_ERROR.exec(end.error) ?? [];
  const status = Number(STATUS.exec(end.error)?.[1] ?? 0);
  if (code !== undefined) {
    const spec = Object.hasOwn(errors, code) ? errors[code] : undefined;
    return spec?.retryable === true && UNAVAILABLE_STATUSES.has(status) ? 'fault' : 'ok';
  }
  // The answer of a `call: http`, which has no catalogue; 500 is also what says that there was no answer.
  if (end.error.startsWith(`${STANDARD_ERROR_TYPE_BASE}communication#`)) return status >= 500 || status === 429 ? 'fault' : 'ok';
  return 'none';
}
