import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY, clientOf, listRuns, readReport, runKilledBatch, sizeOf, spawnUwf, writeInputs } from './batch-process.ts';
import { runUwf, startSystem, temporaryFolder, type SystemProcess } from './system-process.ts';

describe('uwf batch, as a process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let starting: Promise<SystemProcess> | undefined;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await (await starting)?.stop();
    await folder.remove();
  }, 60_000);

  /** Started by the first test that needs it. */
  function running(): Promise<SystemProcess> {
    return (starting ??= start());
  }

  async function start(): Promise<SystemProcess> {
    expect((await runUwf(['--version'])).code, 'the program is built').toBe(0);
    const system = await startSystem(folder.path);
    await (await clientOf(system)).definitions.register(TINY, 'application/yaml');
    return system;
  }

  const inFolder = (name: string): string => join(folder.path, name);
  const batch = (file: string, report: string, ...more: readonly string[]) => ['batch', 'run', inFolder(file), '--workflow', 'tests.tiny', '--profile', inFolder('profile.json'), '--report', inFolder(report), ...more];

  test('killed with -9 three times on its way, runs every one of 5,000 lines exactly once', { timeout: 900_000 }, async () => {
    await runKilledBatch({ system: await running(), folder: folder.path, count: 5_000 });
  });

  test('asked to stop by SIGTERM, lets go in good order with exit code 130, and goes on when it is given again', { timeout: 120_000 }, async () => {
    await running();
    await writeInputs(inFolder('stopped.ndjson'), 400);
    const { child, finished } = spawnUwf(batch('stopped.ndjson', 'stopped.out', '--concurrency', '4'));
    await expect.poll(() => sizeOf(inFolder('stopped.out.journal')), { timeout: 60_000 }).toBeGreaterThan(3_000);
    child.kill('SIGTERM');
    const stopped = await finished;
    expect([stopped.code, stopped.signal, stopped.stderr.includes('Give the same command again')]).toEqual([130, null, true]);
    const before = await readReport(inFolder('stopped.out'));
    expect(before.rows).toBeLessThan(400);
    expect((await runUwf(batch('stopped.ndjson', 'stopped.out'))).code).toBe(0);
    const after = await readReport(inFolder('stopped.out'));
    expect([after.rows, after.runs.size, [...before.runs].every((run) => after.runs.has(run))]).toEqual([400, 400, true]);
  });

  test('takes CSV with types, names what does not fit by line and pointer, and seals what is Tier 1', { timeout: 60_000 }, async () => {
    await running();
    await writeFile(inFolder('typed.csv'), 'id;amount;client_name\r\nc-1;1.5;"Zoë; ""Lee"""\r\nc-2;many;Kim 4111111111111111\r\nc-3;;\r\n');
    const run = await runUwf(batch('typed.csv', 'typed.out', '--delimiter', 'semicolon', '-o', 'jsonl'));
    const rows = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect([run.code, rows.map((row) => [row.line, row.status])]).toEqual([1, [[2, 'COMPLETED'], [3, 'REFUSED'], [4, 'COMPLETED']]]);
    expect(rows[1].errors).toEqual([{ pointer: '/amount', message: 'must be a number' }]);
    expect(`${run.stdout}${run.stderr}${await readFile(inFolder('typed.out.journal'), 'utf8')}`).not.toMatch(/4111111111111111|Zoë/u);
  });

  test('a dry run checks and seals, and starts nothing', { timeout: 60_000 }, async () => {
    const client = await clientOf(await running());
    const before = (await listRuns(client)).size;
    await writeFile(inFolder('dry.ndjson'), '{"id":"d-1","client_name":"Kim"}\n{"client_name":"Lee"}\n{"id":"d-3"}');
    const run = await runUwf(batch('dry.ndjson', 'dry.out', '--dry-run', '-o', 'json'));
    expect([run.code, JSON.parse(run.stdout).statuses, (await listRuns(client)).size - before]).toEqual([1, { VALID: 2, REFUSED: 1 }, 0]);
    expect((await runUwf(batch('dry.ndjson', 'dry.out', '--dry-run', '--skip-invalid'))).code).toBe(0);
  });

  test('only starts runs where nobody waits, and follows none', { timeout: 60_000 }, async () => {
    await running();
    await writeInputs(inFolder('started.ndjson'), 20);
    const run = await runUwf(batch('started.ndjson', 'started.out', '--no-wait', '-o', 'json'));
    expect([run.code, JSON.parse(run.stdout).statuses]).toEqual([0, { STARTED: 20 }]);
  });

  test.each<[string, readonly string[], number, string]>([
    ['a workflow that does not exist', ['--workflow', 'no.such'], 6, 'UWF-4042'],
    ['a token that is none', ['--token', 'nonsense'], 4, 'UWF-4010'],
    ['a range that is none', ['--from-line', '5', '--to-line', '4'], 2, 'UWF-6002'],
    ['an option that is none', ['--quickly'], 2, 'UWF-6002'],
    ['a target that is not in the bank', ['--local'], 2, 'UWF-6002'],
    ['a system that is elsewhere', ['--local', '--api', 'https://workflows.example'], 1, 'UWF-6004'],
  ])('ends with its exit code: %s', { timeout: 60_000 }, async (_name, more, code, error) => {
    await running();
    await writeInputs(inFolder('codes.ndjson'), 1);
    const run = await runUwf(batch('codes.ndjson', `codes-${code}-${error}.out`, ...more));
    expect([run.code, run.stderr.includes(`error[${error}]`)]).toEqual([code, true]);
  });

  test('a changed file is refused with exit code 3', { timeout: 60_000 }, async () => {
    await running();
    await writeInputs(inFolder('changed.ndjson'), 3);
    expect((await runUwf(batch('changed.ndjson', 'changed.out', '--batch-id', 'c'))).code).toBe(0);
    await writeInputs(inFolder('changed.ndjson'), 4);
    const run = await runUwf(batch('changed.ndjson', 'changed.out', '--batch-id', 'c'));
    expect([run.code, run.stderr.includes('error[UWF-6020]')]).toEqual([3, true]);
  });
});
