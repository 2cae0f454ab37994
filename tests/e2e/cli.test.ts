import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkflowClient } from '#shared/client/index.ts';
import { ROOT, runUwf, startSystem, type Finished, type SystemProcess } from './system-process.ts';

const ANTIFRAUD = 'statemachines/examples/antifraud/1.0.0/workflow.yaml';
/** Stands for the file with one transaction, whose folder is not known when the cases are listed. */
const INPUT = '<input>';
const LEAK = 'statemachines/examples/antifraud-leak/1.0.0/workflow.yaml';

describe('uwf on documents, as a process', () => {
  test('accepts the example and refuses its leaking twin, with the exit codes that scripts rely on', async () => {
    const accepted = await runUwf(['workflow', 'validate', ANTIFRAUD, '-o', 'json']);
    expect([accepted.code, accepted.stderr]).toEqual([0, '']);
    expect(JSON.parse(accepted.stdout).diagnostics.filter((diagnostic: { readonly severity: string }) => diagnostic.severity === 'error')).toEqual([]);
    const refused = await runUwf(['workflow', 'validate', LEAK, '-o', 'json']);
    expect([refused.code, JSON.parse(refused.stdout).diagnostics[0].code]).toEqual([3, 'UWF-3001']);
  });

  test('reads a document from standard input', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'uwf.mjs'), 'workflow', 'validate', '-', '-o', 'json'], { cwd: ROOT });
    child.stdin.end('do: [');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(2);
  });

  test('does not stumble when its reader goes away', async () => {
    const child = spawn('sh', ['-c', '"$0" bin/uwf.mjs workflow compile "$1" | head -c 10; echo "${PIPESTATUS:-}"', process.execPath, ANTIFRAUD], { cwd: ROOT });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });

  test('without a running system says how to start one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'uwf-nowhere-'));
    const { code, stderr, stdout } = await runUwf(['run', 'list', '--profile', join(folder, 'profile.json')]);
    expect([code, stdout, stderr.includes('error[UWF-6001]')]).toEqual([2, '', true]);
    await rm(folder, { recursive: true });
  });
});

describe('uwf on a running system, as a process', { timeout: 120_000 }, () => {
  const transaction = { id: 'txn-1', type: 'purchase', date: '2026-01-02T03:04:05Z', amount: '100.00', currency: 'KZT', client_id: 'client-0000001', client_name: 'Zoë "漢字"', client_pan: '4111111111111111', client_cvv: '123' };
  let folder = '';
  let starting: Promise<SystemProcess> | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uwf-cli-system-'));
    await writeFile(join(folder, 'one.json'), JSON.stringify(transaction));
  });

  afterAll(async () => {
    await (await starting)?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  /** Started by the first test that needs it. */
  function running(): Promise<SystemProcess> {
    return (starting ??= start());
  }

  async function start(): Promise<SystemProcess> {
    // The door builds the program; the system is then started from what it built.
    expect((await runUwf(['--version'])).code).toBe(0);
    const system = await startSystem(folder);
    const client = createWorkflowClient({ baseUrl: system.api, token: () => system.token() });
    await client.definitions.register(await readFile(join(ROOT, ANTIFRAUD), 'utf8'), 'application/yaml');
    return system;
  }

  async function uwf(...args: readonly string[]): Promise<Finished> {
    await running();
    return runUwf([...args, '--profile', join(folder, 'profile.json')]);
  }

  async function startOne(...more: readonly string[]): Promise<{ readonly finished: Finished; readonly runId: string }> {
    const finished = await uwf('run', 'start', 'examples.antifraud', '-i', join(folder, 'one.json'), '-o', 'json', ...more);
    expect([finished.code, finished.stdout.length > 0]).toEqual([0, true]);
    return { finished, runId: JSON.parse(finished.stdout).runId };
  }

  test('starts a run, waits for it and shows what it gave; what is transient is dropped with a notice', async () => {
    const { finished } = await startOne('--wait');
    expect(JSON.parse(finished.stdout)).toMatchObject({ status: 'COMPLETED', output: { transactionId: 'txn-1' }, steps: expect.any(Array) });
    expect(finished.stderr).toContain('/client_cvv');
    expect(`${finished.stdout}${finished.stderr}`).not.toMatch(/4111111111111111|漢字/u);
  });

  test('starts one run only for one key', async () => {
    const first = await startOne('--key', 'the-same');
    const second = await startOne('--key', 'the-same');
    expect(second.runId).toBe(first.runId);
  });

  test('waits for, shows and lists a run', async () => {
    const { runId } = await startOne();
    const waited = await uwf('run', 'wait', runId);
    expect([waited.code, waited.stdout.includes('COMPLETED')]).toEqual([0, true]);
    const shown = await uwf('run', 'show', runId);
    expect(shown.stdout).toMatch(/STEP +ZONE +STATUS/);
    expect(shown.stdout).toContain('on-prem');
    const listed = await uwf('run', 'list', '--status', 'COMPLETED', '-o', 'jsonl');
    expect(listed.stdout.trimEnd().split('\n').map((line) => JSON.parse(line).runId)).toContain(runId);
  });

  test('says of a run that has ended that it cannot be cancelled', async () => {
    const { runId } = await startOne('--wait');
    const cancelled = await uwf('run', 'cancel', runId, '-o', 'json');
    expect([cancelled.code, JSON.parse(cancelled.stdout)]).toEqual([1, { runId, cancelled: false }]);
  });

  test('runs a batch and reports on every input, in order', async () => {
    const file = join(folder, 'batch.ndjson');
    await writeFile(file, ['b-1', 'b-2', 'b-3'].map((id) => JSON.stringify({ ...transaction, id })).join('\n'));
    const batch = await uwf('batch', 'run', file, '--workflow', 'examples.antifraud', '--report', `${file}.report`, '-o', 'jsonl');
    const rows = batch.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect([batch.code, rows.map((row) => [row.line, row.status])]).toEqual([0, [[1, 'COMPLETED'], [2, 'COMPLETED'], [3, 'COMPLETED']]]);
    expect(batch.stderr).toContain('3 lines: 3 COMPLETED');
    expect(await readFile(`${file}.report`, 'utf8')).toBe(batch.stdout);
  });

  test('repeats a named batch without starting anything twice', async () => {
    const file = join(folder, 'one.json');
    const run = async (report: string): Promise<string> => {
      const { stdout } = await uwf('batch', 'run', file, '--workflow', 'examples.antifraud', '--batch-id', 'nightly', '--report', join(folder, report), '-o', 'jsonl');
      return JSON.parse(stdout).runId;
    };
    const first = await run('nightly.ndjson');
    expect([await run('nightly.ndjson'), await run('without-its-journal.ndjson')]).toEqual([first, first]);
  });

  test('goes on with the rest of a batch when one input is refused, and names the field, not the value', async () => {
    const file = join(folder, 'mixed.ndjson');
    await writeFile(file, [{ ...transaction, id: 'm-1' }, { ...transaction, id: 'm-2', amount: 4111111111111111 }].map((input) => JSON.stringify(input)).join('\n'));
    const batch = await uwf('batch', 'run', file, '--workflow', 'examples.antifraud', '--report', `${file}.report`, '-o', 'jsonl');
    const rows = batch.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(batch.code).toBe(1);
    expect(rows).toMatchObject([{ line: 1, status: 'COMPLETED' }, { line: 2, runId: null, status: 'REFUSED', code: 'UWF-4220', errors: [{ pointer: '/amount' }] }]);
    expect(batch.stdout).not.toContain('4111111111111111');
  });

  test('writes a token that curl can use, and one with less', async () => {
    const { api } = await running();
    const token = (await uwf('token')).stdout.trim();
    const answer = await fetch(`${api}/api/workflows/list`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    const narrow = (await uwf('token', '--scope', 'workflows:read')).stdout.trim();
    const refused = await runUwf(['run', 'start', 'examples.antifraud', '-i', join(folder, 'one.json'), '--api', api, '--token', narrow]);
    expect([refused.code, refused.stderr.includes('error[UWF-4030]')]).toEqual([4, true]);
  });

  test.each<[string, readonly string[], number, string]>([
    ['a run that does not exist', ['run', 'show', '00000000-0000-4000-8000-000000000000'], 6, 'UWF-4041'],
    ['a run id that cannot be one', ['run', 'show', '../../etc/passwd'], 6, 'UWF-40'],
    ['a workflow that does not exist', ['run', 'start', 'no.such', '-i', INPUT], 6, 'UWF-4042'],
    ['an input that does not fit', ['run', 'start', 'examples.antifraud', '-i', join(ROOT, 'package.json')], 2, 'UWF-4220'],
    ['a token that is not one', ['run', 'list', '--token', 'nonsense'], 4, 'UWF-4010'],
  ])('answers %s with its exit code and one message', async (_name, args, code, error) => {
    const finished = await uwf(...args.map((arg) => (arg === INPUT ? join(folder, 'one.json') : arg)));
    expect([finished.code, finished.stdout]).toEqual([code, '']);
    expect(finished.stderr).toContain(`error[${error}`);
    expect(finished.stderr).not.toMatch(/\n\s+at /);
  });

  test('gives up waiting with exit code 5', async () => {
    const { runId } = await startOne();
    const finished = await uwf('run', 'wait', runId, '--timeout', '0s');
    expect([0, 5]).toContain(finished.code);
  });
});
