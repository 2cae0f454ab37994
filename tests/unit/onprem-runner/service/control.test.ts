import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askRunner, startControl } from '#onprem-runner/service/control.ts';
import { controlSocket } from '#onprem-runner/service/control-socket.ts';
import { uwf } from '#tests/support/cli.ts';

let folder = '';
let stop: () => Promise<void> = async () => undefined;
let drains = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-control-'));
  writeFileSync(join(folder, 'uwf.config.yaml'), 'runner: {data: .}\n');
  drains = 0;
});
afterEach(async () => {
  await stop();
  stop = async () => undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function control(state = 'ready'): Promise<void> {
  const server = await startControl(controlSocket(folder), {
    status: async () => ({ site: 'runner-1', state }),
    drain: () => {
      drains += 1;
      setImmediate(() => void stop());
    },
  });
  stop = server.close;
}

describe('the control socket of a runner', () => {
  test('tells how the runner does, also after one that was killed has left its socket', async () => {
    writeFileSync(controlSocket(folder), '');
    await control();
    expect(await askRunner(controlSocket(folder), 'GET', '/status')).toEqual({ site: 'runner-1', state: 'ready' });
  });

  test('uwf runner status ends with 0 when the runner is ready, and with 1 when it is not', async () => {
    await control();
    const ready = await uwf(['runner', 'status', '-o', 'json'], { folder });
    expect(JSON.parse(ready.stdout)).toMatchObject({ state: 'ready' });
    expect(ready.exitCode).toBe(0);
    await stop();
    await control('draining');
    expect((await uwf(['runner', 'status'], { folder })).exitCode).toBe(1);
  });

  test('uwf runner drain asks for the drain and waits until the runner has gone', async () => {
    await control();
    const drained = await uwf(['runner', 'drain', '--timeout', '10s'], { folder });
    expect(drained).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('has stopped') });
    expect(drains).toBe(1);
  });

  test('is told to be missing where no runner is', async () => {
    const missing = await uwf(['runner', 'status'], { folder });
    expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
    expect(missing.stderr).toContain('UWF-5004');
  });
});
