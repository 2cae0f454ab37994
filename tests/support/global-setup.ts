import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the connection string of the run's PostgreSQL, which starts when it is first asked for. */
    postgresBroker: string;
  }
}

/** One embedded PostgreSQL for a whole run of suites, started when the first suite wants it and stopped with the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = join(tmpdir(), `uwf-test-postgres-${randomUUID()}`);
  let starting: Promise<EmbeddedPostgres> | undefined;
  const start = () => (starting ??= startEmbeddedPostgres({ dataDirectory, name: 'tests', durable: false }));
  const broker = createServer((_request, response) => {
    start().then(
      (server) => response.end(server.connectionString),
      (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : 'unknown'),
    );
  });
  project.provide('postgresBroker', await listen(broker));
  return async () => {
    broker.closeAllConnections();
    broker.close();
    const server = await starting?.catch(() => undefined);
    await server?.stop();
    if (server !== undefined) rmSync(server.dataDirectory, { recursive: true, force: true });
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}/` : '');
    });
  });
}
