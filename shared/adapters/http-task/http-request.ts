import type { HttpTaskArguments } from '#shared/core/asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';

/** A request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
  readonly output: HttpTaskArguments['output'];
  readonly redirect: boolean;
}

/** Set by the connection itself, or steering it: a document may not (RFC 9110 §7.6.1, §7.2; RFC 9112 §6). */
const RESERVED_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'expect']);
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OUTPUTS = ['content', 'response', 'raw'] as const;

/** Makes a request of the arguments of `uwf:http`. The error is the JSON Pointer of the argument that cannot be used. */
export function parseHttpRequest(value: JsonValue): Result<HttpRequest, string> {
  if (!isJsonObject(value)) return fail('');
  const method = typeof value['method'] === 'string' ? value['method'].toUpperCase() : '';
  if (!METHODS.has(method)) return fail('/method');
  const url = parseUrl(value['endpoint'], value['query']);
  if (!url.ok) return url;
  const headers = parseHeaders(value['headers']);
  if (headers === undefined) return fail('/headers');
  const output = OUTPUTS.find((one) => one === (value['output'] ?? 'content'));
  if (output === undefined) return fail('/output');
  const body = value['body'];
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) return fail('/body');
  return succeed({ method, url: url.value, headers: withDefaults(headers, body), output, redirect: value['redirect'] === true, ...toBody(body) });
}

function parseUrl(endpoint: JsonValue | undefined, query: JsonValue | undefined): Result<URL, string> {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return fail('/endpoint');
  const url = new URL(endpoint);
  const pairs = parseQuery(query);
  if (pairs === undefined) return fail('/query');
  for (const [name, text] of pairs) url.searchParams.append(name, text);
  return succeed(url);
}

/** An array stands for a parameter that occurs several times; null and absent for none. */
function parseQuery(query: JsonValue | undefined): readonly (readonly [string, string])[] | undefined {
  if (query === undefined || query === null) return [];
  if (!isJsonObject(query)) return undefined;
  const pairs = Object.entries(query).flatMap(([name, value]) => (isJsonArray(value) ? value : [value]).map((item) => ({ name, item })));
  if (pairs.some(({ item }) => typeof item === 'object' && item !== null)) return undefined;
  return pairs.filter(({ item }) => item !== null).map(({ name, item }) => [name, String(item)]);
}

/** Headers of a document. None where there is a header that a document may not set, or what no header can hold. */
export function parseHeaders(value: JsonValue | undefined): Headers | undefined {
  if (value === undefined || value === null) return new Headers();
  if (!isJsonObject(value) || Object.keys(value).some((name) => RESERVED_HEADERS.has(name.toLowerCase()))) return undefined;
  return toHeaders(value);
}

/** `Headers` refuses what RFC 9110 §5.5 does: line breaks, control characters. */
function toHeaders(value: JsonObject): Headers | undefined {
  const headers = new Headers();
  try {
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'object' && text !== null) return undefined;
      if (text !== null) headers.append(name, String(text));
    }
  } catch {
    return undefined;
  }
  return headers;
}

function withDefaults(headers: Headers, body: JsonValue | undefined): Headers {
  if (!headers.has('user-agent')) headers.set('user-agent', 'unified-workflow-system');
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  return headers;
}

/** A string is sent as it is; everything else as JSON. */
function toBody(body: JsonValue | undefined): { readonly body?: string } {
  if (body === undefined) return {};
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}
