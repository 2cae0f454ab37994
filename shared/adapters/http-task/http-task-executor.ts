import { STATUS_CODES } from 'node:http';
import { domainErrorName, ERROR_NAMES, STANDARD_ERROR_TYPE_BASE, type DomainError } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { createEgressPolicy, type EgressPolicy } from './egress-hosts.ts';
import { parseHttpRequest, type HttpRequest } from './http-request.ts';
import { readBody, toOutput } from './http-response.ts';

/** How one request of a `uwf:http` task ended: the raw result, or an ASL error. */
export type HttpTaskOutcome =
  | { readonly outcome: 'succeeded'; readonly output: JsonValue }
  | { readonly outcome: 'failed'; readonly error: string; readonly cause: string };

export interface HttpTaskExecutor {
  /** Never throws for what the other side does. Aborting `signal` gives `States.Timeout`. */
  execute(request: { readonly arguments: JsonValue; readonly signal?: AbortSignal }): Promise<HttpTaskOutcome>;
}

export interface HttpTaskExecutorOptions {
  /** Host patterns that may be called; none by default. See {@link createEgressPolicy}. */
  readonly egressHosts: readonly string[];
  /** `body`: the error's `detail` quotes the response. `none`: it never does, for zones whose answers may hold Tier 1 data. */
  readonly errorDetail: 'none' | 'body';
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<HttpTaskLimits>;
}

export interface HttpTaskLimits {
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
}

export const HTTP_TASK_LIMITS: HttpTaskLimits = { timeoutMs: 60_000, responseBytesMax: 262_144 };

/** An answer that says success and cannot be used is a bad gateway (RFC 9110 §15.6.3). */
const UNUSABLE_RESPONSE_STATUS = 502;

/** Characters of a quoted response body; ASL's own limit for a cause is 32,768. */
const DETAIL_CHARACTERS_MAX = 8_192;

/**
 * Executes the arguments of `uwf:http` (DSL `call: http`): one request, no retry. Redirects are never followed; `redirect` says only whether a
 * 3xx answer is a success. A failure is the DSL's communication error with the status of the answer, 500 when there was none.
 */
export function createHttpTaskExecutor(options: HttpTaskExecutorOptions): HttpTaskExecutor {
  const context: Context = {
    isAllowed: createEgressPolicy(options.egressHosts),
    send: options.fetch ?? fetch,
    limits: { ...HTTP_TASK_LIMITS, ...options.limits },
    quotesBody: options.errorDetail === 'body',
  };
  return {
    async execute(task) {
      const request = parseHttpRequest(task.arguments);
      if (!request.ok) return { outcome: 'failed', error: ERROR_NAMES.invalidArguments, cause: `the HTTP call cannot be made of its argument at '${request.error}'` };
      if (!context.isAllowed(request.value.url)) return failure('authorization', 403, { title: 'The host is not on the egress list' });
      return call(context, request.value, task.signal);
    },
  };
}

interface Context {
  readonly isAllowed: EgressPolicy;
  readonly send: typeof fetch;
  readonly limits: HttpTaskLimits;
  readonly quotesBody: boolean;
}

async function call(context: Context, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpTaskOutcome> {
  const timeout = AbortSignal.timeout(context.limits.timeoutMs);
  const ending = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const { method, headers, body } = request;
    const response = await context.send(request.url, { method, headers, redirect: 'manual', signal: ending, ...(body === undefined ? {} : { body }) });
    return conclude(context, request, { response, body: await readBody(response, context.limits.responseBytesMax) });
  } catch {
    // The message of a network error can quote the address, which may be made of data.
    if (ending.aborted) return { outcome: 'failed', error: ERROR_NAMES.timeout, cause: 'the HTTP call took too long' };
    return failure('communication', 500, { title: 'The host cannot be reached' });
  }
}

interface Answer {
  readonly response: Response;
  /** Undefined when it was longer than the limit. */
  readonly body: Uint8Array | undefined;
}

function conclude(context: Context, request: HttpRequest, { response, body }: Answer): HttpTaskOutcome {
  const { status } = response;
  const isSuccess = status >= 200 && status < (request.redirect ? 400 : 300);
  if (!isSuccess) return failure('communication', status, { title: STATUS_CODES[status] ?? `HTTP ${status}`, ...detailOf(context, body) });
  if (body === undefined) return failure('communication', UNUSABLE_RESPONSE_STATUS, { title: `The response is over ${context.limits.responseBytesMax} bytes` });
  const output = toOutput(request, response, body);
  return output.ok ? { outcome: 'succeeded', output: output.value } : failure('communication', UNUSABLE_RESPONSE_STATUS, { title: output.error });
}

function detailOf(context: Context, body: Uint8Array | undefined): { readonly detail?: string } {
  if (!context.quotesBody || body === undefined || body.byteLength === 0) return {};
  return { detail: new TextDecoder().decode(body).slice(0, DETAIL_CHARACTERS_MAX) };
}

function failure(kind: 'communication' | 'authorization', status: number, more: { readonly title: string; readonly detail?: string }): HttpTaskOutcome {
  const error: DomainError = { type: `${STANDARD_ERROR_TYPE_BASE}${kind}`, status, ...more };
  return { outcome: 'failed', error: domainErrorName(error.type, status), cause: JSON.stringify(error) };
}
