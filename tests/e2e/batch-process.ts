import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { ROOT, type Finished, type SystemProcess } from './system-process.ts';

/** A workflow with a sealed field that does next to nothing: what is measured is the way to it. */
export const TINY = `
document: { dsl: 1.0.0, namespace: tests, name: tiny, version: 1.0.0 }
evaluate: { language: jsonata }
input:
  schema:
    document:
      type: object
      additionalProperties: false
      required: [id]
      properties:
        id: { type: string }
        amount: { type: number }
        note: { type: string }
        client_name: { type: string, x-tier: 1 }
do:
  - noted: { set: { id: '\${ $input.id }' } }
`;

/** A file of inputs for it, written as a stream. */
export async function writeInputs(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let line = 1; line <= count; line += 1) {
    const isFull = !stream.write(`${JSON.stringify({ id: `line-${line}`, amount: line / 100, note: 'as usual', client_name: `Zoë Lee ${line}` })}\n`);
    if (isFull) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** A file of about `bytes` in lines of a kilobyte, with nothing to seal. */
export async function writeBytes(file: string, bytes: number): Promise<void> {
  const stream = createWriteStream(file);
  const note = 'x'.repeat(980);
  for (let line = 1; line * 1_010 <= bytes; line += 1) {
    if (!stream.write(`${JSON.stringify({ id: `line-${line}`, note })}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** `uwf` as a process of its own that a signal reaches, and nothing before it. */
export interface RunningUwf {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished & { readonly signal: string | null }>;
}

export function spawnUwf(args: readonly string[]): RunningUwf {
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', 'uwf.mjs'), ...args], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
  return { child, finished: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...output }))) };
}

export async function sizeOf(file: string): Promise<number> {
  return stat(file).then(({ size }) => size, () => 0);
}

export async function clientOf(system: SystemProcess): Promise<WorkflowClient> {
  return createWorkflowClient({ baseUrl: system.api, token: () => system.token() });
}

/** What a report says: lines and runs, each different one once. */
export async function readReport(file: string): Promise<{ readonly rows: number; readonly lines: ReadonlySet<number>; readonly runs: ReadonlySet<string>; readonly statuses: ReadonlySet<string> }> {
  const seen = { rows: 0, lines: new Set<number>(), runs: new Set<string>(), statuses: new Set<string>() };
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const row: { readonly line: number; readonly runId: string; readonly status: string } = JSON.parse(text);
    seen.rows += 1;
    seen.lines.add(row.line);
    seen.runs.add(row.runId);
    seen.statuses.add(row.status);
  }
  return seen;
}

/** All runs that the system knows. */
export async function listRuns(client: WorkflowClient): Promise<ReadonlySet<string>> {
  const runs = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await client.workflows.runs({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    for (const { runId } of page.runs) runs.add(runId);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return runs;
}

export interface OnceRequest {
  readonly system: SystemProcess;
  readonly folder: string;
  readonly count: number;
}

/** Runs a batch of `count` lines, kills it three times with SIGKILL on its way, and shows that every line has run exactly once. Prints its figures. */
export async function runKilledBatch({ system, folder, count }: OnceRequest): Promise<void> {
  const file = join(folder, `inputs-${count}.ndjson`);
  const report = join(folder, `report-${count}.ndjson`);
  const client = await clientOf(system);
  await client.definitions.register(TINY, 'application/yaml');
  const before = await listRuns(client);
  await writeInputs(file, count);
  const args = ['batch', 'run', file, '--workflow', 'tests.tiny', '--profile', join(folder, 'profile.json'), '--report', report, '--concurrency', '64', '-o', 'json'];
  // An entry for the start of a run and one for its end.
  const bytesOfAll = count * 190;
  const begun = performance.now();
  for (const share of [0.15, 0.4, 0.7]) {
    const { child, finished } = spawnUwf(args);
    await expect.poll(async () => (child.exitCode === null ? sizeOf(`${report}.journal`) : Number.POSITIVE_INFINITY), { timeout: 3_000_000, interval: 100 }).toBeGreaterThan(bytesOfAll * share);
    child.kill('SIGKILL');
    expect((await finished).signal).toBe('SIGKILL');
  }
  const last = await spawnUwf(args).finished;
  expect([last.code, last.stderr.includes('error[')]).toEqual([0, false]);
  const seconds = (performance.now() - begun) / 1_000;
  const { rows, lines, runs, statuses } = await readReport(report);
  expect([rows, lines.size, runs.size, [...statuses]]).toEqual([count, count, count, ['COMPLETED']]);
  const known = await listRuns(client);
  expect([known.size - before.size, [...runs].every((run) => known.has(run))]).toEqual([count, true]);
  const summary: { readonly attempt: { readonly linesPerSecond: number; readonly peakMemoryMiB: number } } = JSON.parse(await readFile(`${report}.summary.json`, 'utf8'));
  const { linesPerSecond, peakMemoryMiB } = summary.attempt;
  process.stdout.write(`batch: ${count} lines, killed 3 times, every run exactly once: ${seconds.toFixed(0)} s, ${Math.round(count / seconds)} lines/s over all (${linesPerSecond}/s in the last attempt), peak memory ${peakMemoryMiB} MiB\n`);
}
