import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';
import { isAlive } from '#onprem-runner/embedded/process-info.ts';
import { buildChildProgram, ended, removeChildProgram, startInChild } from './server-process.ts';

const isRoot = process.getuid?.() === 0;

describe('startEmbeddedPostgres()', () => {
  let folder: string;
  const started: EmbeddedPostgres[] = [];

  beforeAll(buildChildProgram);
  afterAll(removeChildProgram);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-embedded-'));
    // Made by mkdtemp for its owner alone: the server has another user.
    chmodSync(folder, 0o755);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (name = 'zone', more: { readonly log?: (message: string) => void } = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ dataDirectory: join(folder, name), name, ...more });
    started.push(server);
    return server;
  };
  const sql = async (server: { readonly connectionString: string }, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: server.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    let rows: readonly Record<string, unknown>[] = [];
    try {
      for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
    return rows;
  };
  const gone = async (pid: number) => {
    for (const end = Date.now() + 15_000; isAlive(pid) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
    return !isAlive(pid);
  };

  test('starts two servers at once, each with a port and a password of its own', async () => {
    const [one, two] = await Promise.all([start('one'), start('two')]);
    expect(one.port).not.toBe(two.port);
    expect(one.connectionString.split('@')[0]).not.toBe(two.connectionString.split('@')[0]);
    expect([one.origin, two.origin]).toEqual(['started', 'started']);
    const [settings] = await sql(one, "SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses");
    expect(settings).toEqual({ fsync: 'on', encoding: 'UTF8', addresses: '127.0.0.1' });
  });

  test('asks for the password, which only its user can read', async () => {
    const server = await start();
    const wrong = server.connectionString.replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(sql({ connectionString: wrong }, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(server.dataDirectory, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(server.dataDirectory).mode & 0o777).toBe(0o700);
  });

  test('keeps data over stop() and start, at the same port', async () => {
    const first = await start();
    await sql(first, 'CREATE TABLE kept (id integer)', 'INSERT INTO kept VALUES (1)');
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await sql(second, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  test('takes another port when somebody has taken its own', async () => {
    const first = await start('one');
    await first.stop();
    const second = await start('two');
    await second.stop();
    writeFileSync(join(second.dataDirectory, 'port'), String(first.port));
    const [one, two] = [await start('one'), await start('two')];
    expect(one.port).toBe(first.port);
    expect(two.port).not.toBe(first.port);
    expect(await sql(two, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('keeps what was committed when the server is killed', async () => {
    const first = await start();
    await sql(first, 'CREATE TABLE kept (id integer)', 'INSERT INTO kept SELECT generate_series(1, 500)');
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second.origin).toBe('started');
    expect(second.pid).not.toBe(first.pid);
    expect(await sql(second, 'SELECT count(*)::integer AS count FROM kept')).toEqual([{ count: 500 }]);
  });

  test('adopts the server of a process that was killed', async () => {
    const orphan = await startInChild(join(folder, 'zone'), 'stay');
    await sql(orphan, 'CREATE TABLE kept (id integer)', 'INSERT INTO kept VALUES (1)');
    orphan.child.kill('SIGKILL');
    await ended(orphan.child);
    expect(isAlive(orphan.pid), 'the server goes on').toBe(true);
    const begin = Date.now();
    const adopted = await start();
    expect(adopted).toMatchObject({ origin: 'adopted', pid: orphan.pid, port: orphan.port });
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect(await sql(adopted, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    await adopted.stop();
    expect(isAlive(orphan.pid), 'and its new owner stops it').toBe(false);
  });

  test('shares the server of a process that is alive, and leaves it to that process', async () => {
    const owner = await startInChild(join(folder, 'zone'), 'stay');
    const shared = await start();
    expect(shared).toMatchObject({ origin: 'shared', pid: owner.pid });
    await shared.stop();
    expect(await sql(owner, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    owner.child.kill('SIGKILL');
    await ended(owner.child);
    expect(await start()).toMatchObject({ origin: 'adopted', pid: owner.pid });
  });

  test('leaves no server behind when its process exits', async () => {
    const server = await startInChild(join(folder, 'zone'), 'exit');
    expect(await ended(server.child)).toBe(7);
    const next = await start();
    expect(next.origin, 'not the server that is just going').toBe('started');
    expect(isAlive(server.pid)).toBe(false);
  });

  test('does not keep its process alive, and ends with it', async () => {
    const server = await startInChild(join(folder, 'zone'), 'fall-through');
    expect(await ended(server.child)).toBe(0);
    expect(await gone(server.pid)).toBe(true);
  });

  test('waits for a server that is just stopping, then starts', async () => {
    const first = await start();
    await sql(first, 'CREATE TABLE kept AS SELECT generate_series(1, 100000) AS id');
    const stopping = first.stop();
    const second = await start();
    await stopping;
    expect(second.origin).toBe('started');
    expect(await sql(second, 'SELECT count(*)::integer AS count FROM kept')).toEqual([{ count: 100_000 }]);
    expect(await start(), 'the owner is known').toMatchObject({ origin: 'shared' });
  });

  test('is started once by several that start at the same time', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map((server) => server.pid)).size).toBe(1);
    expect(servers.filter((server) => server.origin === 'started')).toHaveLength(1);
  });

  test('is not misled by a process that has the number of the old server now', async () => {
    const first = await start();
    await first.stop();
    const file = [process.pid, join(first.dataDirectory, 'data'), 1, first.port, '', '127.0.0.1', '  1 1', 'ready   ', ''];
    writeFileSync(join(first.dataDirectory, 'data', 'postmaster.pid'), file.join('\n'));
    const second = await start();
    expect(second.origin).toBe('started');
    expect(await sql(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('begins anew when the first start was cut short', async () => {
    mkdirSync(join(folder, 'zone', 'data.new-cut-short', 'base'), { recursive: true });
    const server = await start();
    expect(await sql(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(server.dataDirectory, 'data.new-cut-short'))).toBe(false);
  });

  test('writes no data and no date into its log', async () => {
    const server = await start();
    const failing = ["SELECT '4111111111111111'::boolean", "INSERT INTO cards VALUES ('4111111111111111')", "SELECT 'Zoë Müller'::integer"];
    await sql(server, 'CREATE TABLE cards (pan text PRIMARY KEY)', "INSERT INTO cards VALUES ('4111111111111111')");
    for (const statement of failing) await expect(sql(server, statement)).rejects.toThrow();
    process.kill(server.pid, 'SIGKILL');
    await start();
    await expect(sql({ connectionString: server.connectionString.replace(/:[0-9a-f]+@/, ':wrong@') }, 'SELECT 1')).rejects.toThrow();
    const log = readFileSync(server.logFile, 'utf8');
    expect(log, 'its own failures are told').toContain('FATAL');
    expect(log).not.toMatch(/4111|Zoë|cards/);
    expect(log).not.toMatch(/\b\d{4}-\d{2}-\d{2}\b/);
  });

  test('tells why the server refuses its data, and starts once that is mended', async () => {
    const server = await start();
    await server.stop();
    const version = join(server.dataDirectory, 'data', 'PG_VERSION');
    const right = readFileSync(version, 'utf8');
    writeFileSync(version, '9\n');
    await expect(start()).rejects.toMatchObject({ code: 'UWF-5004', details: { reason: expect.stringContaining('incompatible') } });
    writeFileSync(version, right);
    expect((await start()).origin).toBe('started');
  });

  test('tells that the password of existing data is gone', async () => {
    const server = await start();
    await server.stop();
    rmSync(join(server.dataDirectory, 'password'));
    await expect(start()).rejects.toMatchObject({ code: 'UWF-5004' });
    expect(existsSync(join(server.dataDirectory, 'data', 'postmaster.pid')), 'nothing was started').toBe(false);
  });

  test.skipIf(!isRoot)('puts its data where its user can get to, says so, and finds it again', async () => {
    chmodSync(folder, 0o700);
    const notes: string[] = [];
    const first = await start('zone', { log: (message) => notes.push(message) });
    expect(notes).toEqual([expect.stringContaining(first.dataDirectory)]);
    expect(first.dataDirectory.startsWith(folder)).toBe(false);
    await sql(first, 'CREATE TABLE kept AS SELECT 1 AS id');
    await first.stop();
    chmodSync(folder, 0o755);
    const second = await start();
    expect(second.dataDirectory).toBe(first.dataDirectory);
    expect(await sql(second, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    await second.stop();
    rmSync(first.dataDirectory, { recursive: true });
  });
});
