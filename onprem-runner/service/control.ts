import { rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** What a runner can be asked by who may open its socket: the user that it runs as. */
export interface RunnerControl {
  readonly status: () => Promise<JsonObject>;
  /** Begins to drain; the process ends when that is done. */
  readonly drain: () => void;
}

/** Serves the control socket of a runner (HTTP on a Unix domain socket, whose folder is its owner's alone). Errors: `UWF-5004`. */
export async function startControl(path: string, control: RunnerControl): Promise<{ close(): Promise<void> }> {
  // Left by a process that was killed; a runner that lives holds the lock of its inbox leases, not of this file.
  await rm(path, { force: true });
  const server = createServer((incoming, response) => void answer(control, incoming, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new UwfError('UWF-5004', 'the control socket of the runner cannot be made', { cause })));
    server.listen(path, resolve);
  });
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(control: RunnerControl, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  incoming.resume();
  const send = (status: number, body: JsonObject): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const route = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
  if (route === 'POST /drain') {
    // Answered before it begins: what drains closes this socket, too.
    response.once('finish', control.drain);
    return send(202, { state: 'draining' });
  }
  if (route !== 'GET /status') return send(404, { state: 'unknown' });
  const status = await control.status().catch(() => undefined);
  return status === undefined ? send(503, { state: 'failed' }) : send(200, status);
}

/** Whether a runner answers at the socket. */
export async function isRunnerThere(path: string): Promise<boolean> {
  try {
    await askRunner(path, 'GET', '/status');
    return true;
  } catch (thrown) {
    if (thrown instanceof UwfError && thrown.code === 'UWF-5004') return false;
    throw thrown;
  }
}

const ANSWER_MS_MAX = 10_000;

/** Asks a runner on this machine. Errors: `UWF-5004` when none answers. */
export async function askRunner(path: string, method: 'GET' | 'POST', route: '/status' | '/drain'): Promise<JsonObject> {
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath: path, method, path: route, timeout: ANSWER_MS_MAX }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    asked.on('timeout', () => asked.destroy()).on('error', () => reject(new UwfError('UWF-5004', 'no runner answers at its control socket: is it running, and are you its user?')));
    asked.end();
  });
  return parseStrictObject(text) ?? {};
}
