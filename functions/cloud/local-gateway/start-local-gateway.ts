import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '#shared/ports/logger.ts';
import type { ApiResponse } from '../../http/api-request.ts';
import { DISCARDED_BYTES_MAX, HEADERS_MS_MAX } from '../../limits.ts';
import type { HttpHost, HttpHostOptions } from '../../node-host/index.ts';
import { close, listen } from '../../node-host/server-life.ts';
import { writeResponse } from '../../node-host/write-response.ts';
import { createAwsForm } from './aws-form.ts';
import { createAzureForm } from './azure-form.ts';
import type { CloudForm, CloudFormOptions } from './cloud-form.ts';
import { LOCAL_HEAD_BYTES_MAX } from './limits.ts';

const FORMS = { aws: createAwsForm, azure: createAzureForm } as const satisfies { readonly [name: string]: (options: CloudFormOptions) => CloudForm };

/** A cloud whose form the API can be served in. */
export type ServedAs = keyof typeof FORMS;

/** Every {@link ServedAs}. */
export const SERVED_AS = ['aws', 'azure'] as const satisfies readonly ServedAs[];

/** On every answer, so that one sees whose form it went through. */
const SERVED_AS_HEADER = 'x-uwf-served-as';

export interface LocalGatewayOptions extends Omit<HttpHostOptions, 'timeouts'> {
  readonly servedAs: ServedAs;
  /** In place of the cloud's own. */
  readonly limits?: Partial<CloudForm['limits']>;
}

/** Serves the API over HTTP/1.1 from this process, through the form in which a cloud hands requests to functions. For development. Errors: `UWF-5004` when it cannot listen. */
export async function startLocalGateway({ servedAs, limits, ...options }: LocalGatewayOptions): Promise<HttpHost> {
  const form = FORMS[servedAs](options);
  const gateway: Gateway = { servedAs, logger: options.logger, form: { ...form, limits: { ...form.limits, ...limits } } };
  const server = createServer({ maxHeaderSize: LOCAL_HEAD_BYTES_MAX, headersTimeout: HEADERS_MS_MAX, requireHostHeader: false });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => void respond(gateway, server, { request, response }));
  server.on('clientError', (problem: Error & { readonly code?: string }, socket: Duplex) => writeRaw(socket, problem.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, servedAs));
  return { ...(await listen(server, options)), close: () => close(server) };
}

interface Gateway {
  readonly form: CloudForm;
  readonly servedAs: ServedAs;
  readonly logger: Logger;
}

async function respond(gateway: Gateway, server: Server, { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse }): Promise<void> {
  const answer = await answerOf(gateway, request);
  writeResponse(response, { ...answer, headers: { ...answer.headers, [SERVED_AS_HEADER]: gateway.servedAs } }, { isLast: !request.complete || !server.listening });
}

async function answerOf({ form, logger }: Gateway, message: IncomingMessage): Promise<ApiResponse> {
  const { limits } = form;
  try {
    if (headBytesOf(message) > limits.headBytes) return form.refuse('head-too-large');
    const body = await readBody(message, limits.bodyBytes);
    if (body === undefined) return form.refuse('body-too-large');
    const request = { method: message.method ?? '', target: targetOf(message.url ?? ''), fields: fieldsOf(message.rawHeaders), body, sourceIp: message.socket.remoteAddress ?? '' };
    return await inTime(form.answer(request), limits.answerMs, () => form.refuse('too-slow'));
  } catch (error) {
    if (!message.destroyed || message.complete) logger.error('api-host-failed', { error: error instanceof Error ? error.name : 'unknown' });
    return form.refuse('failed');
  }
}

/** The request line and the values of the fields: what the clouds count. */
function headBytesOf({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/1.1`.length;
  return fieldsOf(rawHeaders).reduce((sum, [, value]) => sum + value.length, line);
}

function fieldsOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

/** Origin-form or absolute-form (RFC 9112 §3.2); nothing is decoded. */
function targetOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?#]*/iu, '').split('#')[0] ?? '';
  return target.startsWith('/') ? target : `/${target}`;
}

/** Undefined when it is too large; some of the rest is read, so that its sender gets to read the answer. */
async function readBody(message: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> = message.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
    if (bytes > bytesMax + DISCARDED_BYTES_MAX) break;
  }
  return bytes > bytesMax ? undefined : Buffer.concat(chunks);
}

/** A function that takes too long goes on; nobody waits for it. */
async function inTime(answer: Promise<ApiResponse>, limitMs: number, late: () => ApiResponse): Promise<ApiResponse> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<ApiResponse>((resolve) => {
    timer = setTimeout(() => resolve(late()), limitMs);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer to what is no HTTP: there is no request. */
function writeRaw(socket: Duplex, status: 400 | 431, servedAs: ServedAs): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${SERVED_AS_HEADER}: ${servedAs}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
