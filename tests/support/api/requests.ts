import type { ApiRequest, ApiResponse } from '#functions/http/api-request.ts';
import type { Api } from '#functions/middleware/chain.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

export interface TestRequest {
  readonly method?: string;
  /** With its query. */
  readonly target: string;
  readonly token?: string;
  readonly headers?: { readonly [name: string]: string };
  /** A value goes as JSON, a text as it is. */
  readonly json?: JsonValue;
  readonly text?: string;
}

/** A neutral request as a host would make it. */
export function toApiRequest({ method = 'GET', target, token, headers = {}, json, text }: TestRequest): ApiRequest {
  const [path = '', ...query] = target.split('?');
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { method, path, query: query.join('?'), headers: new Map(Object.entries({ ...type, ...authorization, ...headers })), body: { kind: 'bytes', bytes: new TextEncoder().encode(body) } };
}

export interface TestAnswer extends ApiResponse {
  /** The body as JSON; tests look at it by `toMatchObject`. */
  readonly value: { readonly [name: string]: JsonValue };
}

/** Sends a request through the whole chain. */
export async function send(api: Api, request: TestRequest): Promise<TestAnswer> {
  const response = await api(toApiRequest(request));
  return { ...response, value: JSON.parse(response.body) };
}
