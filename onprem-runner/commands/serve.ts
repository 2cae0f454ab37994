import { createServer } from 'node:net';

/** Port of the API of a development system, unless it is taken or another one is asked for. */
const PORT_PREFERRED = 8080;

/** The preferred port when it is free, else any. */
export async function preferredPort(host: string): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(PORT_PREFERRED, host, () => probe.close(() => resolve(PORT_PREFERRED)));
  });
}

/** Resolves with the first signal that asks this process to end. */
export async function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
