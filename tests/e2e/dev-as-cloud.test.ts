import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runUwf, startSystem, type Finished, type SystemProcess } from './system-process.ts';

const ANTIFRAUD = 'statemachines/examples/antifraud';
const TRANSACTION = { id: 'txn-1', type: 'purchase', date: '2026-01-02T03:04:05Z', amount: '100.00', currency: 'KZT', client_id: 'client-0000001', client_name: 'Zoë', client_pan: '4111111111111111' };

describe.each(['aws', 'azure'])('uwf dev --as %s, as a process', { timeout: 120_000 }, (cloud) => {
  let folder = '';
  let system: SystemProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `uwf-as-${cloud}-`));
    await writeFile(join(folder, 'one.json'), JSON.stringify(TRANSACTION));
  });
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const uwf = (...args: readonly string[]): Promise<Finished> => runUwf([...args, '--profile', join(folder, 'profile.json')]);

  test('answers as the cloud would', async () => {
    // The door builds the program; the system is then started from what it built.
    expect((await runUwf(['--version'])).code).toBe(0);
    system = await startSystem(folder, ['--as', cloud]);
    const { status, headers } = await fetch(`${system.api}/health`);
    expect([status, headers.get('x-uwf-served-as')]).toEqual([200, cloud]);
    const refused = await fetch(`${system.api}/api/workflows/list`);
    expect([refused.status, (await refused.text()).startsWith('{"message":"Unauthorized"}')]).toEqual([401, cloud === 'aws']);
  });

  test('takes a deployment of the example once its declassifications are agreed to, and runs it', async () => {
    const plan = await uwf('deploy', ANTIFRAUD, '--target', 'private-cloud', '--dry-run', '-o', 'json');
    expect([plan.code, JSON.parse(plan.stdout)]).toEqual([0, [expect.objectContaining({ id: 'examples.antifraud@1.0.0', plan: 'new' })]]);
    expect(await uwf('deploy', ANTIFRAUD, '--target', 'private-cloud')).toMatchObject({ code: 3, stderr: expect.stringContaining('UWF-6025') });
    expect(await uwf('deploy', ANTIFRAUD, '--target', cloud, '--yes')).toMatchObject({ code: 3, stderr: expect.stringContaining('UWF-6024') });
    expect(await uwf('deploy', ANTIFRAUD, '--target', 'private-cloud', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('registered  examples.antifraud@1.0.0') });
    const again = await uwf('deploy', ANTIFRAUD, '--target', 'engine', '-o', 'json');
    expect([again.code, JSON.parse(again.stdout)[0].plan]).toEqual([0, 'unchanged']);

    const run = await uwf('run', 'start', 'examples.antifraud', '-i', join(folder, 'one.json'), '-o', 'json', '--wait');
    expect([run.code, JSON.parse(run.stdout)]).toEqual([0, expect.objectContaining({ status: 'COMPLETED', output: expect.objectContaining({ transactionId: 'txn-1' }) })]);
  });
});
