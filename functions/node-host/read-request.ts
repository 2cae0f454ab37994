import type { IncomingMessage } from 'node:http';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ApiRequest, RequestBody } from '../http/api-request.ts';
import { BODY_BYTES_MAX, DISCARDED_BYTES_MAX, HEADER_FIELDS_MAX } from '../limits.ts';

/** Makes a neutral request of Node's. Nothing is decoded here. The error is a request that no chain should see. */
export async function readRequest(message: IncomingMessage): Promise<Result<ApiRequest, UwfError>> {
  // Node drops what is beyond the maximum without a word.
  if (message.rawHeaders.length / 2 >= HEADER_FIELDS_MAX) return fail(new UwfError('UWF-4000', `the request has more than ${HEADER_FIELDS_MAX - 1} header fields`));
  const headers = headersOf(message.rawHeaders);
  // RFC 9112 §3.2: no Host, or several.
  if (message.httpVersion === '1.1' && !/^[^\s,]*$/u.test(headers.get('host') ?? ' ')) return fail(new UwfError('UWF-4000', 'the request has no single Host header'));
  return succeed({ method: message.method ?? '', ...targetOf(message.url ?? ''), headers, body: await readBody(message, headers) });
}

/** Repeated fields are joined (RFC 9110 §5.3): two tokens or two media types are then no valid one. */
function headersOf(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** Origin-form or absolute-form (RFC 9112 §3.2): `URL` would resolve `..` and throw for `%ZZ`, so the text is only cut. */
function targetOf(target: string): { readonly path: string; readonly query: string } {
  const origin = target.replace(/^https?:\/\/[^/?#]*/iu, '').split('#')[0] ?? '';
  const split = origin.indexOf('?');
  return split < 0 ? { path: origin, query: '' } : { path: origin.slice(0, split), query: origin.slice(split + 1) };
}

/** True when the request says itself that its body is too large. */
export function saysTooLarge(message: IncomingMessage): boolean {
  return Number(message.headers['content-length'] ?? 0) > BODY_BYTES_MAX;
}

async function readBody(message: IncomingMessage, headers: ReadonlyMap<string, string>): Promise<RequestBody> {
  if (headers.has('expect') && saysTooLarge(message)) return { kind: 'too-large' };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A reader that stops must not destroy the connection: the answer still has to go out.
  const body: AsyncIterable<Uint8Array> = message.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    if (bytes > DISCARDED_BYTES_MAX) break;
  }
  return bytes > BODY_BYTES_MAX ? { kind: 'too-large' } : { kind: 'bytes', bytes: Buffer.concat(chunks) };
}
