import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { HttpRequest } from './http-request.ts';

/** Reads a body up to the limit; `undefined` when it is longer. The rest is not read. */
export async function readBody(response: Response, bytesMax: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The task's result in the form that it asked for (`output`). The error says what is wrong, without quoting the body. */
export function toOutput(request: HttpRequest, response: Response, body: Uint8Array): Result<JsonValue, string> {
  if (request.output === 'raw') return succeed(Buffer.from(body).toString('base64'));
  const content = deserialise(response.headers.get('content-type') ?? '', body);
  if (!content.ok || request.output === 'content') return content;
  return succeed({
    request: { method: request.method, uri: request.url.href, headers: headersOf(request.headers) },
    statusCode: response.status,
    headers: headersOf(response.headers),
    content: content.value,
  });
}

const MEDIA_TYPE = /^\s*([^;\s]+)/u;
const CHARSET = /;\s*charset\s*=\s*"?([^;"\s]+)/iu;
const TEXT = /^(?:text\/|application\/(?:xml|javascript|x-www-form-urlencoded|x-ndjson|yaml)$)|\+(?:xml|yaml|text)$/u;

/** JSON by its value, text as a string, anything else as base64; an empty body is null. */
function deserialise(contentType: string, body: Uint8Array): Result<JsonValue, string> {
  if (body.byteLength === 0) return succeed(null);
  const mediaType = (MEDIA_TYPE.exec(contentType)?.[1] ?? 'application/octet-stream').toLowerCase();
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return parseJson(decode(body, 'utf-8'));
  if (TEXT.test(mediaType)) return succeed(decode(body, CHARSET.exec(contentType)?.[1] ?? 'utf-8'));
  return succeed(Buffer.from(body).toString('base64'));
}

/** An unknown charset is read as UTF-8; what does not decode becomes U+FFFD. */
function decode(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function parseJson(text: string): Result<JsonValue, string> {
  try {
    return succeed(JSON.parse(text) as JsonValue);
  } catch {
    return fail('the response is not valid JSON');
  }
}

function headersOf(headers: Headers): JsonObject {
  return Object.fromEntries(headers.entries());
}
