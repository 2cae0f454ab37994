import type { Server } from 'node:http';
import { isIP } from 'node:net';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CLOSE_MS_MAX } from '../limits.ts';

/** Where a server of this process listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
}

/** Listens; port 0 takes any free one. Errors: `UWF-5004` when it cannot. */
export async function listen(server: Server, { host, port: wanted }: { readonly host: string; readonly port: number }): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new UwfError('UWF-5004', `the API cannot listen on port ${wanted}`, { cause })));
    server.listen(wanted, host, resolve);
  });
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a TCP server has an address');
  const { port } = address;
  return { url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`, port };
}

/** Takes no more requests, lets those in flight end within ten seconds, then cuts. */
export async function close(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX);
  try {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  } finally {
    clearTimeout(cut);
  }
}
