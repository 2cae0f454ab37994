import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';

/** An effect as its far side has it. */
export interface FarEffect {
  readonly runId: string;
  readonly attemptId: string;
}

/** Systems of the bank that are not ours: one knows repetitions by their key, one does not. They never fail, so what they have is the truth. */
export interface FarSide {
  /** Port where effects are asked for by HTTP, with `Idempotency-Key`. */
  readonly port: number;
  readonly connectionString: string;
  /** Effects that repetitions are known of. */
  keyed(): Promise<readonly FarEffect[]>;
  /** Effects of who asks without a key. */
  plain(): Promise<readonly FarEffect[]>;
  /** How often the one with keys was asked, for how many effects. */
  calls(): Promise<{ readonly calls: number; readonly effects: number }>;
  close(): Promise<void>;
}

/** How long an effect takes to come, and how long its answer takes to go: what a kill falls into. */
const WORK_MS = 15;

const TABLES = `
  CREATE SCHEMA far;
  CREATE TABLE far.calls (key text NOT NULL, run text NOT NULL, attempt text NOT NULL);
  CREATE TABLE far.keyed (key text PRIMARY KEY, run text NOT NULL, attempt text NOT NULL);
  CREATE TABLE far.plain (run text NOT NULL, attempt text NOT NULL)`;

/** Opens the far side on an empty database. */
export async function openFarSide(connectionString: string): Promise<FarSide> {
  const pool = new Pool({ connectionString, max: 8 });
  pool.on('error', () => undefined);
  await pool.query(TABLES);
  const effects = async (table: 'keyed' | 'plain'): Promise<readonly FarEffect[]> => (await pool.query<FarEffect>(`SELECT run AS "runId", attempt AS "attemptId" FROM far.${table}`)).rows;
  const server = createServer((request, response) => {
    void take(pool, request).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"taken":1}'),
      () => response.writeHead(400).end(),
    );
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    connectionString,
    keyed: () => effects('keyed'),
    plain: () => effects('plain'),
    calls: async () => {
      const { rows } = await pool.query<{ readonly calls: number; readonly effects: number }>('SELECT (SELECT count(*)::int FROM far.calls) AS calls, (SELECT count(*)::int FROM far.keyed) AS effects');
      return rows[0] ?? { calls: 0, effects: 0 };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await pool.end();
    },
  };
}

/** The effect and its count are there together or not at all; who asked may be gone when it comes. */
async function take(pool: Pool, request: IncomingMessage): Promise<void> {
  const { run, attempt } = parseCall(await textOf(request));
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') throw new Error('a call without a key');
  await sleep(WORK_MS);
  await pool.query('WITH called AS (INSERT INTO far.calls (key, run, attempt) VALUES ($1, $2, $3)) INSERT INTO far.keyed (key, run, attempt) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING', [key, run, attempt]);
  await sleep(WORK_MS);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

function parseCall(text: string): { readonly run: string; readonly attempt: string } {
  return JSON.parse(text) as { readonly run: string; readonly attempt: string };
}
