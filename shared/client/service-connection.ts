import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { WorkflowServiceError } from './errors.ts';

export interface ConnectionOptions {
  /** Where the service is: `https://workflows.bank.example`. A path in front of `/api` is kept. */
  readonly baseUrl: string;
  /** Access token, or how to get one; a function is asked again when the service refuses the token that it gave. */
  readonly token: string | (() => Promise<string>);
  readonly fetch?: typeof fetch;
}

export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. Relative to the base URL. */
  readonly path: string;
  readonly body?: { readonly text: string; readonly contentType: string };
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Sent without a token: public operations. */
  readonly isPublic?: boolean;
}

/** Sends requests to the service. */
export interface ServiceConnection {
  /**
   * The JSON of a successful answer. What may succeed later is tried again, with jitter; so every request must be one that may arrive twice.
   * Errors: {@link WorkflowServiceError}; the signal's own reason when it is aborted.
   */
  send(request: ServiceRequest): Promise<JsonValue>;
}

const ATTEMPTS_MAX = 5;
const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 5_000;
/** Answers that a proxy or a busy service gives, and that say nothing of the request itself. */
const RETRYABLE_STATUSES = new Set([408, 429, 502, 503, 504]);

export function createConnection(options: ConnectionOptions): ServiceConnection {
  const baseUrl = options.baseUrl.replace(/\/+$/u, '');
  const attempt: Attempt = (request) => sendOnce({ url: `${baseUrl}${request.path}`, request, options });
  return { send: (request) => sendWithRetries(attempt, request, typeof options.token === 'function') };
}

type Attempt = (request: ServiceRequest) => Promise<JsonValue>;

async function sendWithRetries(attempt: Attempt, request: ServiceRequest, canRenewToken: boolean): Promise<JsonValue> {
  let mayRenewToken = canRenewToken;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(request);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof WorkflowServiceError)) throw error;
      const isRefusedToken = error.status === 401 && mayRenewToken;
      if (isRefusedToken) mayRenewToken = false;
      else if (attempts >= ATTEMPTS_MAX || !isRetryable(error)) throw error;
      else await pause(retryDelayMs(error, attempts), request.signal);
    }
  }
}

function isRetryable(error: WorkflowServiceError): boolean {
  return error.code === 'unreachable' || RETRYABLE_STATUSES.has(error.status);
}

/** Doubling, with full jitter, so that many clients do not come back at the same moment; never sooner than the service asks. */
function retryDelayMs(error: WorkflowServiceError, attempts: number): number {
  const longest = Math.min(RETRY_MS_FIRST * 2 ** attempts, RETRY_MS_MAX);
  return Math.max(retryAfterMs(error), Math.random() * longest);
}

function retryAfterMs(error: WorkflowServiceError): number {
  const seconds = error.problem?.['retryAfterSeconds'];
  return typeof seconds === 'number' ? Math.min(seconds * 1_000, RETRY_MS_MAX) : 0;
}

/** Ends early, and rejects, when the signal is aborted. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
  signal?.throwIfAborted();
}

interface Sending {
  readonly url: string;
  readonly request: ServiceRequest;
  readonly options: ConnectionOptions;
}

async function sendOnce({ url, request, options }: Sending): Promise<JsonValue> {
  const { method, body, signal } = request;
  const headers = await headersOf(request, options);
  const send = options.fetch ?? fetch;
  try {
    const response = await send(url, { method, headers, ...(body === undefined ? {} : { body: body.text }), ...(signal === undefined ? {} : { signal }) });
    return parseAnswer(response, await response.text());
  } catch (cause) {
    if (cause instanceof WorkflowServiceError) throw cause;
    throw new WorkflowServiceError('unreachable', 'the workflow service cannot be reached', { status: 0, cause });
  }
}

async function headersOf({ body, idempotencyKey, isPublic }: ServiceRequest, { token }: ConnectionOptions): Promise<Record<string, string>> {
  return {
    accept: 'application/json, application/problem+json',
    ...(isPublic === true ? {} : { authorization: `Bearer ${typeof token === 'string' ? token : await token()}` }),
    ...(body === undefined ? {} : { 'content-type': body.contentType }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}

function parseAnswer(response: Response, text: string): JsonValue {
  const value = parseJson(text);
  if (response.ok && value !== undefined) return value;
  throw serviceError(response, isJsonObject(value) ? value : undefined);
}

function serviceError(response: Response, problem: JsonObject | undefined): WorkflowServiceError {
  const { status } = response;
  const { code, detail, title, requestId } = problem ?? {};
  const message = [title, detail, findingsOf(problem?.['errors'])].filter((part) => typeof part === 'string').join(': ');
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const details = Number.isNaN(retryAfter) ? problem : { ...problem, retryAfterSeconds: retryAfter };
  return new WorkflowServiceError(typeof code === 'string' ? code : 'unexpected', message === '' ? `the workflow service answered with status ${status}` : message, {
    status,
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(details === undefined ? {} : { problem: details }),
  });
}

const FINDINGS_TOLD_MAX = 5;

/** The first findings of a problem document, which name places and rules, never values. */
function findingsOf(errors: JsonValue | undefined): string | undefined {
  if (!isJsonArray(errors) || errors.length === 0) return undefined;
  const told = errors.slice(0, FINDINGS_TOLD_MAX).filter(isJsonObject).map(({ pointer, message }) => `'${String(pointer)}' ${String(message)}`);
  return [...told, ...(errors.length > FINDINGS_TOLD_MAX ? ['…'] : [])].join('; ');
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
