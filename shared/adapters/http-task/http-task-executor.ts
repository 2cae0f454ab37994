import { STATUS_CODES } from 'node:http';
import { domainFailure, type DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { withSecrets } from '#shared/core/asl/secret-references.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { SecretResolver } from '#shared/ports/secret-store.ts';
import { parseAuthentication, type Authentication } from './authentication.ts';
import { authorise, type Authorisation } from './authorise.ts';
import { createEgressPolicy, type EgressPolicy } from './egress-hosts.ts';
import { parseHeaders, parseHttpRequest, type HttpRequest } from './http-request.ts';
import { readBody, toOutput } from './http-response.ts';
import { DETAIL_CHARACTERS_MAX, HTTP_TASK_TIMEOUT_MS, RESPONSE_BYTES_MAX } from './limits.ts';
import { createTokenCache, type TokenCache } from './token-cache.ts';
import { requestToken } from './token-request.ts';

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
  /** What references to secrets in `authentication` and `secretHeaders` stand for. Absent: there are none, and such a call is not authorised. */
  readonly secrets?: SecretResolver;
  readonly fetch?: typeof fetch;
  /** Epoch milliseconds; the machine's clock unless given. */
  readonly now?: () => number;
  readonly limits?: Partial<HttpTaskLimits>;
}

export interface HttpTaskLimits {
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
}

const LIMITS_DEFAULT: HttpTaskLimits = { timeoutMs: HTTP_TASK_TIMEOUT_MS, responseBytesMax: RESPONSE_BYTES_MAX };

/** An answer that says success and cannot be used is a bad gateway (RFC 9110 §15.6.3). */
const UNUSABLE_RESPONSE_STATUS = 502;

/**
 * Executes the arguments of `uwf:http` (DSL `call: http`): one request, repeated once where digest authentication asks for it. Redirects are
 * never followed; `redirect` says only whether a 3xx answer is a success. A failure is the DSL's communication error with the status of the
 * answer, 500 when there was none; a secret that is missing and a host that is not listed are authorization errors (403), a token that
 * cannot be had is an authentication error (401). Credentials appear in no result and no failure.
 */
export function createHttpTaskExecutor(options: HttpTaskExecutorOptions): HttpTaskExecutor {
  const isAllowed = createEgressPolicy(options.egressHosts);
  const send = options.fetch ?? fetch;
  const context: Context = {
    isAllowed,
    send,
    secrets: options.secrets ?? noSecrets,
    tokens: createTokenCache({ request: (policy) => requestToken({ isAllowed, send }, policy), now: options.now ?? Date.now }),
    limits: { ...LIMITS_DEFAULT, ...options.limits },
    quotesBody: options.errorDetail === 'body',
  };
  return { execute: (task) => execute(context, task) };
}

interface Context {
  readonly isAllowed: EgressPolicy;
  readonly send: typeof fetch;
  readonly secrets: SecretResolver;
  readonly tokens: TokenCache;
  readonly limits: HttpTaskLimits;
  readonly quotesBody: boolean;
}

type Task = Parameters<HttpTaskExecutor['execute']>[0];

async function execute(context: Context, { arguments: given, signal }: Task): Promise<HttpTaskOutcome> {
  const request = parseHttpRequest(given);
  if (!request.ok) return unusable(request.error);
  if (!context.isAllowed(request.value.url)) return failed(domainFailure('authorization', { title: 'The host is not on the egress list' }));
  const authentication = await authenticationOf(context, given);
  if (!authentication.ok) return authentication.error;
  const secretHeaders = await secretHeadersOf(context, given);
  return secretHeaders.ok ? call(context, { request: request.value, authentication: authentication.value, secretHeaders: secretHeaders.value }, signal) : secretHeaders.error;
}

function unusable(pointer: string): HttpTaskOutcome {
  return { outcome: 'failed', error: ERROR_NAMES.invalidArguments, cause: `the HTTP call cannot be made of its argument at '${pointer}'` };
}

function failed({ error, cause }: DomainFailure): HttpTaskOutcome {
  return { outcome: 'failed', error, cause };
}

/** Secrets are looked for here alone: everywhere else in the arguments data may stand, which must never pass for a reference. */
type SecretPlace = 'authentication' | 'secretHeaders';

async function resolvedAt(place: SecretPlace, { secrets }: Context, given: JsonValue): Promise<Result<JsonValue | undefined, HttpTaskOutcome>> {
  const written = isJsonObject(given) ? given[place] : undefined;
  if (written === undefined || written === null) return succeed(undefined);
  const resolved = await secrets(written);
  if (resolved.ok) return resolved;
  return fail(failed(domainFailure('authorization', { title: 'A secret that the call needs is not there', detail: `the secret at '/${place}${resolved.error}'` })));
}

async function authenticationOf(context: Context, given: JsonValue): Promise<Result<Authentication | undefined, HttpTaskOutcome>> {
  const resolved = await resolvedAt('authentication', context, given);
  if (!resolved.ok || resolved.value === undefined) return resolved.ok ? succeed(undefined) : resolved;
  const authentication = parseAuthentication(resolved.value);
  return authentication.ok ? authentication : fail(unusable(`/authentication${authentication.error}`));
}

async function secretHeadersOf(context: Context, given: JsonValue): Promise<Result<Headers, HttpTaskOutcome>> {
  const resolved = await resolvedAt('secretHeaders', context, given);
  if (!resolved.ok) return resolved;
  const headers = parseHeaders(resolved.value);
  return headers === undefined ? fail(unusable('/secretHeaders')) : succeed(headers);
}

const noSecrets: SecretResolver = async (value) => withSecrets(value, new Map());

interface Call {
  readonly request: HttpRequest;
  readonly authentication: Authentication | undefined;
  readonly secretHeaders: Headers;
}

async function call(context: Context, { request, authentication, secretHeaders }: Call, signal: AbortSignal | undefined): Promise<HttpTaskOutcome> {
  const timeout = AbortSignal.timeout(context.limits.timeoutMs);
  const ending = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const authorisation = await orEnd(authorise(context.tokens, authentication, request), ending);
    if (!authorisation.ok) return failed(authorisation.error);
    const response = await sendAuthorised(context, { request, authorisation: authorisation.value, secretHeaders, signal: ending });
    return conclude(context, request, { response, body: await readBody(response, context.limits.responseBytesMax) });
  } catch {
    // The message of a network error can quote the address, which may be made of data.
    if (ending.aborted) return { outcome: 'failed', error: ERROR_NAMES.timeout, cause: 'the HTTP call took too long' };
    return failed(domainFailure('communication', { title: 'The host cannot be reached' }));
  }
}

/** A token is asked for on behalf of all who wait for it, so that one who gives up does not end the request. */
async function orEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

interface Sending {
  readonly request: HttpRequest;
  readonly authorisation: Authorisation;
  readonly secretHeaders: Headers;
  readonly signal: AbortSignal;
}

/** The headers of the request stay as they are: the result may show them, and credentials are no part of a result. */
async function sendAuthorised({ send }: Context, { request, authorisation, secretHeaders, signal }: Sending): Promise<Response> {
  const { method, body } = request;
  const once = async (header: string | undefined): Promise<Response> => {
    const headers = new Headers(request.headers);
    secretHeaders.forEach((text, name) => headers.set(name, text));
    if (header !== undefined) headers.set('authorization', header);
    return send(request.url, { method, headers, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) });
  };
  const response = await once(authorisation.header);
  const answer = response.status === 401 ? authorisation.answer(response) : undefined;
  if (answer === undefined) return response;
  await response.body?.cancel();
  return once(answer);
}

interface Answer {
  readonly response: Response;
  /** Undefined when it was longer than the limit. */
  readonly body: Uint8Array | undefined;
}

function conclude(context: Context, request: HttpRequest, { response, body }: Answer): HttpTaskOutcome {
  const { status } = response;
  const isSuccess = status >= 200 && status < (request.redirect ? 400 : 300);
  if (!isSuccess) return communication(status, { title: STATUS_CODES[status] ?? `HTTP ${status}`, ...detailOf(context, body) });
  if (body === undefined) return communication(UNUSABLE_RESPONSE_STATUS, { title: `The response is over ${context.limits.responseBytesMax} bytes` });
  const output = toOutput(request, response, body);
  return output.ok ? { outcome: 'succeeded', output: output.value } : communication(UNUSABLE_RESPONSE_STATUS, { title: output.error });
}

function detailOf(context: Context, body: Uint8Array | undefined): { readonly detail?: string } {
  if (!context.quotesBody || body === undefined || body.byteLength === 0) return {};
  return { detail: new TextDecoder().decode(body).slice(0, DETAIL_CHARACTERS_MAX) };
}

function communication(status: number, text: { readonly title: string; readonly detail?: string }): HttpTaskOutcome {
  return failed(domainFailure('communication', { ...text, status }));
}
