import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** A request as a fake world sees it. Header names are in lower case. */
export interface FakeRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string | readonly string[] };
  /** JSON where the content type says so, else text. */
  readonly body: JsonValue | undefined;
}

/** The answer of a fake world: one of `json`, `body` and `text`, or none for an empty body. */
export interface FakeResponse {
  readonly status?: number;
  readonly statusCode?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: JsonValue;
  readonly body?: JsonValue;
  readonly text?: string;
}

type FakeFunction = (request: FakeRequest) => Promise<unknown> | unknown;

/** What a caller may give for the world: a function, `{rules}`, rules, a map of addresses, an object with a `request` or `fetch` function, or several of these. */
export type FakeWorld = unknown;

/** Answers as the world says. Undefined: nobody is there. */
export type Fake = (request: FakeRequest) => Promise<FakeResponse | undefined>;

/** Files that rules name instead of spelling out their answer. */
export type FakeFiles = (name: string) => JsonValue | string | undefined;

export function createFake(world: FakeWorld, files: FakeFiles): Fake {
  const parts = partsOf(world, files);
  return async (request) => {
    for (const part of parts) {
      const response = await part(request);
      if (response !== undefined) return response;
    }
    return undefined;
  };
}

function partsOf(world: FakeWorld, files: FakeFiles): readonly Fake[] {
  if (typeof world === 'function') return [fromFunction(world as FakeFunction)];
  if (Array.isArray(world)) return world.flatMap((one) => partsOf(one, files));
  if (typeof world !== 'object' || world === null) return [];
  const own = files;
  const members: { readonly [name: string]: unknown } = { ...world };
  const callable = ['request', 'fetch', 'handle', 'respond'].map((name) => members[name]).find((member) => typeof member === 'function');
  if (callable !== undefined) return [fromFunction((request) => (callable as FakeFunction).call(world, request))];
  const rules = members['rules'] ?? members['responses'];
  if (rules !== undefined) return partsOf(rules, withFiles(members['files'], own));
  if ('response' in world || 'request' in world) return [fromRule(members, own)];
  return Object.entries(members).map(([address, response]) => fromAddress(address, response, own));
}

function withFiles(given: unknown, files: FakeFiles): FakeFiles {
  if (typeof given !== 'object' || given === null) return files;
  const members: { readonly [name: string]: unknown } = { ...given };
  return (name) => (Object.hasOwn(members, name) ? toValue(members[name]) : files(name));
}

function fromFunction(fake: FakeFunction): Fake {
  return async (request) => {
    const answer = await fake(request);
    return answer instanceof Response ? readResponse(answer) : toResponse(answer);
  };
}

async function readResponse(response: Response): Promise<FakeResponse> {
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

/** `"GET https://…"` or an address alone, with a response, or a plain body. */
function fromAddress(address: string, response: unknown, files: FakeFiles): Fake {
  const [, method, url] = /^([A-Z]+)\s+(.+)$/.exec(address) ?? [undefined, undefined, address];
  return fromRule({ request: { ...(method === undefined ? {} : { method }), url: url ?? address }, response: looksLikeResponse(response) ? response : { json: response } }, files);
}

function looksLikeResponse(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['status', 'statusCode', 'json', 'text', 'body', 'file'].some((name) => name in value);
}

function fromRule(rule: { readonly [name: string]: unknown }, files: FakeFiles): Fake {
  const wanted = toValue(rule['request'] ?? rule['match'] ?? rule);
  const answers = rule['response'] ?? rule['responses'];
  let calls = 0;
  return async (request) => {
    if (!isJsonObject(wanted) || !matches(wanted, request)) return undefined;
    const several = Array.isArray(answers) ? answers : [answers];
    const answer: unknown = several[Math.min(calls, several.length - 1)];
    calls += 1;
    return typeof answer === 'function' ? toResponse(await (answer as FakeFunction)(request)) : withFile(answer, files);
  };
}

function withFile(answer: unknown, files: FakeFiles): FakeResponse | undefined {
  const response = toResponse(answer);
  const name = typeof answer === 'object' && answer !== null && 'file' in answer ? answer.file : undefined;
  const content = typeof name === 'string' ? files(name) : undefined;
  if (content === undefined) return response;
  return { ...response, ...(typeof content === 'string' ? { text: content } : { json: content }) };
}

/** Method, address without query, the parameters and headers that the rule names. */
function matches(wanted: JsonObject, request: FakeRequest): boolean {
  if (typeof wanted['method'] === 'string' && wanted['method'].toUpperCase() !== request.method) return false;
  const address = wanted['url'] ?? wanted['uri'] ?? wanted['endpoint'];
  if (typeof address !== 'string' || !sameAddress(address, request)) return false;
  return contains(wanted['query'], request.query) && contains(lowerCased(wanted['headers']), request.headers);
}

function sameAddress(address: string, request: FakeRequest): boolean {
  if (!URL.canParse(address)) return false;
  const [wanted, actual] = [new URL(address), new URL(request.url)];
  if (wanted.host !== actual.host || wanted.pathname !== actual.pathname || wanted.protocol !== actual.protocol) return false;
  return wanted.search === '' || wanted.search === actual.search;
}

function lowerCased(headers: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(headers) ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])) : headers;
}

function contains(wanted: JsonValue | undefined, actual: { readonly [name: string]: string | readonly string[] }): boolean {
  if (!isJsonObject(wanted)) return true;
  return Object.entries(wanted).every(([name, value]) => {
    const given = actual[name];
    return isJsonArray(value) ? JSON.stringify(value) === JSON.stringify(given) : given === String(value);
  });
}

function toResponse(value: unknown): FakeResponse | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? value : { text: String(value) };
}

function toValue(value: unknown): JsonValue | undefined {
  return value === undefined || typeof value === 'function' ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue);
}

/** The world as `fetch`, for the real HTTP executor. */
export function fakeFetch(fake: Fake): typeof fetch {
  return async (address, init) => {
    const url = new URL(address instanceof Request ? address.url : address);
    const request = new Request(url, init);
    const body = await request.text();
    const response = await fake({ method: request.method, url: url.href, headers: Object.fromEntries(request.headers), query: queryOf(url), body: bodyOf(request.headers, body) });
    if (response === undefined) throw new TypeError('nobody answers at this address');
    return toFetchResponse(response);
  };
}

function queryOf(url: URL): FakeRequest['query'] {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)] as const).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

function bodyOf(headers: Headers, body: string): JsonValue | undefined {
  if (body === '') return undefined;
  if (!(headers.get('content-type') ?? '').includes('json')) return body;
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return body;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Statuses whose answers have no body (RFC 9110). */
const EMPTY = new Set([101, 204, 205, 304]);

function toFetchResponse(response: FakeResponse): Response {
  const status = response.status ?? response.statusCode ?? 200;
  const headers = new Headers(response.headers);
  const json = response.json ?? (typeof response.body === 'string' ? undefined : response.body);
  const text = response.text ?? (typeof response.body === 'string' ? response.body : json === undefined ? '' : JSON.stringify(json));
  if (text !== '' && !headers.has('content-type')) headers.set('content-type', isJson(text) ? 'application/json' : 'text/plain; charset=utf-8');
  return new Response(EMPTY.has(status) ? null : text, { status, headers });
}
