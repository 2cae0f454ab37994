import type { JsonValue } from '#shared/core/kernel/json.ts';

/** An HTTP request as every host hands it in: nothing decoded, nothing trusted. */
export interface ApiRequest {
  /** As received: `GET`. */
  readonly method: string;
  /** Path of the request target, still percent-encoded. */
  readonly path: string;
  /** Query of the request target without its `?`, still percent-encoded; empty when there is none. */
  readonly query: string;
  /** Names in lower case; fields that came more than once are joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: RequestBody;
}

/** A host reads no more than `BODY_BYTES_MAX`; of a longer body it says only that it was. */
export type RequestBody = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' };

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An answer with one JSON value. */
export function jsonResponse(status: number, value: JsonValue, headers: ApiResponse['headers'] = {}): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An answer with a page for people. */
export function htmlResponse(status: number, page: string, headers: ApiResponse['headers'] = {}): ApiResponse {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: page };
}
