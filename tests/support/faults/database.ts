import { Client } from 'pg';
import { startEmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';

/** A PostgreSQL server of its own that can be killed. */
export interface KillableDatabase {
  readonly connectionString: string;
  /** `kill -9` of the server, which comes again at once, at the same place. */
  kill(): Promise<void>;
  rows<T>(text: string): Promise<readonly T[]>;
  close(): Promise<void>;
}

/** `isDurable: false` is for a server that is never killed: without it what was acknowledged goes with the process. */
export async function openDatabase(dataDirectory: string, { isDurable }: { readonly isDurable: boolean }): Promise<KillableDatabase> {
  const start = () => startEmbeddedPostgres({ dataDirectory, name: 'faults', durable: isDurable });
  let server = await start();
  const { connectionString } = server;
  return {
    connectionString,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      server = await start();
      if (server.connectionString !== connectionString) throw new Error('the database came back at another place');
    },
    rows: async <T>(text: string) => {
      const client = new Client({ connectionString });
      await client.connect();
      try {
        return (await client.query(text)).rows as readonly T[];
      } finally {
        await client.end();
      }
    },
    close: () => server.stop(),
  };
}
