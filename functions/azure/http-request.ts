import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { ApiRequest, ApiResponse, RequestBody } from '../http/api-request.ts';
import { BODY_BYTES_MAX, DISCARDED_BYTES_MAX } from '../limits.ts';

/** What is read of a request of Azure Functions. */
export type AzureRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

/** The request as every host hands it in: nothing decoded, nothing trusted. The host has made an absolute URL of its target. */
export async function toApiRequest({ method, url, headers, body }: AzureRequest): Promise<ApiRequest> {
  return { method: method.toUpperCase(), ...targetOf(url), headers: new Map(headers), body: await readBody(body) };
}

/** Cut and not parsed, so that what is no valid percent-encoding stays what it is. */
function targetOf(url: string): { readonly path: string; readonly query: string } {
  const origin = url.replace(/^https?:\/\/[^/?#]*/iu, '').split('#')[0] ?? '';
  const split = origin.indexOf('?');
  const [path, query] = split < 0 ? [origin, ''] : [origin.slice(0, split), origin.slice(split + 1)];
  return { path: path === '' ? '/' : path, query };
}

async function readBody(stream: AzureRequest['body']): Promise<RequestBody> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = stream ?? [];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    if (bytes > DISCARDED_BYTES_MAX) break;
  }
  return bytes > BODY_BYTES_MAX ? { kind: 'too-large' } : { kind: 'bytes', bytes: Buffer.concat(chunks) };
}

/** The answer as Azure Functions takes it. An answer to `HEAD` has no content (RFC 9110 §9.3.2); its length is the host's to say. */
export function toHttpResponse({ status, headers, body }: ApiResponse, method: string): HttpResponseInit {
  return { status, headers: { ...headers }, ...(method.toUpperCase() === 'HEAD' ? {} : { body }) };
}
