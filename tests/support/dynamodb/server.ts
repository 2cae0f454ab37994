import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBroker } from '#onprem-runner/embedded/kafka/process.ts';
import { freePort } from '#onprem-runner/embedded/ping.ts';
import { isAlive } from '#onprem-runner/embedded/process-info.ts';
import type { Found } from '../localstack-install.ts';
import { findDynamoLocal } from './install.ts';

const MAIN = 'software.amazon.dynamodb.services.local.main.ServerRunner';

/** A DynamoDB Local of one process, in memory. */
export interface DynamoServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts one on a free port; where there can be none, says why. */
export async function startDynamoLocal(): Promise<Found<DynamoServer>> {
  const found = await findDynamoLocal();
  if (!found.ok) return found;
  const folder = mkdtempSync(join(tmpdir(), 'uwf-dynamodb-'));
  const port = await freePort(undefined);
  const libraries = found.value;
  const args = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djava.library.path=${libraries}`, '-cp', [join(libraries, '*')].join(delimiter), MAIN];
  const started = await launchBroker({ command: { program: 'java', args: [...args, '-port', String(port), '-inMemory', '-sharedDb', '-disableTelemetry'] }, folder, ports: [port] });
  if (!started.ok) {
    rmSync(folder, { recursive: true, force: true });
    return { ok: false, reason: `DynamoDB Local does not start: ${started.error}` };
  }
  const pid = started.value;
  const kill = (): void => void (isAlive(pid) && process.kill(pid, 'SIGKILL'));
  process.once('exit', kill);
  return {
    ok: true,
    value: {
      endpoint: `http://127.0.0.1:${String(port)}`,
      close: async () => {
        kill();
        while (isAlive(pid)) await sleep(20);
        process.off('exit', kill);
        rmSync(folder, { recursive: true, force: true });
      },
    },
  };
}
