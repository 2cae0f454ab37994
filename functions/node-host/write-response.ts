import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ApiResponse } from '../http/api-request.ts';
import { hostProblem } from './host-problem.ts';

/** Sends an answer; Node leaves the body out for `HEAD`. */
export function writeResponse(response: ServerResponse, answer: ApiResponse, more: { readonly isLast: boolean }): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length), ...(more.isLast ? { connection: 'close' } : {}) });
  response.end(bytes);
}

/** The answer to what is not HTTP, or comes too slowly: there is no request, so it is written to the socket as it is. */
export function writeRawProblem(socket: Duplex, detail: string, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { headers, body } = hostProblem(new UwfError('UWF-4000', detail), requestId);
  const fields = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head.join('')}\r\n${body}`);
}
