import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { ApiResponse } from '../http/api-request.ts';
import { CONNECTION_CHECK_MS, CONNECTION_REQUESTS_MAX, CONNECTIONS_MAX, HEADER_BYTES_MAX, HEADER_FIELDS_MAX, HEADERS_MS_MAX, KEEP_ALIVE_MS_MAX, REQUEST_MS_MAX } from '../limits.ts';
import { createApi, type Api } from '../middleware/chain.ts';
import type { Operation } from '../operations/operation.ts';
import type { ApiPorts } from '../ports.ts';
import { hostProblem } from './host-problem.ts';
import { readRequest, saysTooLarge } from './read-request.ts';
import { close, listen, type Listening } from './server-life.ts';
import { writeRawProblem, writeResponse } from './write-response.ts';

export interface HttpHostOptions {
  readonly operations: readonly Operation[];
  readonly ports: ApiPorts;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** How long a client may take; the defaults are those of `limits.ts`. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };
}

export interface HttpHost extends Listening {
  /** Takes no more requests, lets those in flight end within ten seconds, then cuts. */
  close(): Promise<void>;
}

/** Serves the API over HTTP/1.1 from this process; TLS is ended in front of it. Errors: `UWF-5004` when it cannot listen. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const api = createApi(options.operations, options.ports);
  const server = createServer(serverOptionsOf(options));
  server.maxHeadersCount = HEADER_FIELDS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  server.maxRequestsPerSocket = CONNECTION_REQUESTS_MAX;
  const answer = (request: IncomingMessage, response: ServerResponse): void => void respond({ ...options, api, server }, request, response);
  const refuse = (detail: string) => (_problem: unknown, socket: Duplex): void => writeRawProblem(socket, detail, options.ports.ids.uuid());
  server.on('request', answer);
  server.on('checkExpectation', answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!saysTooLarge(request)) response.writeContinue();
    answer(request, response);
  });
  server.on('connect', refuse('CONNECT is not served'));
  server.on('clientError', refuse('the request is not valid HTTP/1.1, or came too slowly'));
  return { ...(await listen(server, options)), close: () => close(server) };
}

function serverOptionsOf({ timeouts }: HttpHostOptions) {
  return {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: timeouts?.headersMs ?? HEADERS_MS_MAX,
    requestTimeout: timeouts?.requestMs ?? REQUEST_MS_MAX,
    connectionsCheckingInterval: timeouts?.checkMs ?? CONNECTION_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS_MAX,
    // Checked by us, so that the answer is a problem document and not an empty 400.
    requireHostHeader: false,
  };
}

interface Hosting extends HttpHostOptions {
  readonly api: Api;
  readonly server: Server;
}

async function respond(hosting: Hosting, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { answer, isLast } = await answerOf(hosting, request);
  writeResponse(response, answer, { isLast: isLast || !hosting.server.listening });
}

/** `isLast`: the connection cannot be used again, because part of the request is still unread. */
async function answerOf({ api, ports, logger }: Hosting, message: IncomingMessage): Promise<{ readonly answer: ApiResponse; readonly isLast: boolean }> {
  try {
    const request = await readRequest(message);
    if (!request.ok) return { answer: hostProblem(request.error, ports.ids.uuid()), isLast: true };
    return { answer: await api(request.value), isLast: !message.complete };
  } catch (error) {
    const requestId = ports.ids.uuid();
    // A client that goes away in the middle of its request gets no answer and is no fault of ours.
    if (!message.destroyed || message.complete) logger.error('api-host-failed', { requestId, error: error instanceof Error ? error.name : 'unknown' });
    return { answer: hostProblem(new UwfError('UWF-5000', undefined, { cause: error }), requestId), isLast: true };
  }
}
