import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBroker } from '#onprem-runner/embedded/kafka/process.ts';
import { freePort } from '#onprem-runner/embedded/ping.ts';
import { isAlive } from '#onprem-runner/embedded/process-info.ts';
import type { Found } from './localstack-install.ts';

/** A server of one process on this machine. */
export interface LaunchedService {
  readonly port: number;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** What is started: a command that listens at the port, with a folder of its own for its data. */
export interface ServiceToLaunch {
  readonly name: string;
  readonly program: string;
  args(place: { readonly port: number; readonly folder: string }): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server on a free port and waits until it listens; it ends with this process whatever happens. Where it cannot be started, says why. */
export async function launchService({ name, program, args, env = {} }: ServiceToLaunch): Promise<Found<LaunchedService>> {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-service-'));
  const port = await freePort(undefined);
  const started = await launchBroker({ command: { program, args: args({ port, folder }), env: { ...process.env, ...env } }, folder, ports: [port] });
  if (!started.ok) {
    rmSync(folder, { recursive: true, force: true });
    return { ok: false, reason: `${name} does not start: ${started.error}` };
  }
  const pid = started.value;
  const kill = (): void => void (isAlive(pid) && process.kill(pid, 'SIGKILL'));
  process.once('exit', kill);
  const close = async (): Promise<void> => {
    kill();
    while (isAlive(pid)) await sleep(20);
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  return { ok: true, value: { port, close } };
}
