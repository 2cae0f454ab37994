import { connect, createServer } from 'node:net';
import { PING_TIMEOUT_MS } from './limits.ts';

const HOST = '127.0.0.1';
/** SSLRequest (PostgreSQL protocol 3.0, "Message Formats"): its length, and its code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const ANSWERS: ReadonlySet<string> = new Set(['S', 'N']);

/** True when something that speaks PostgreSQL's protocol answers at the port. */
export async function speaksPostgres(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PING_TIMEOUT_MS, () => done(false));
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', (data) => done(ANSWERS.has(data.toString('latin1', 0, 1))));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}

/** The wanted port when it is free, another free one otherwise. */
export async function freePort(wanted: number | undefined): Promise<number> {
  const first = wanted === undefined ? undefined : await tryPort(wanted);
  const port = first ?? (await tryPort(0));
  return port ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
