import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBroker } from '#onprem-runner/embedded/kafka/process.ts';
import { freePort } from '#onprem-runner/embedded/ping.ts';
import { isAlive } from '#onprem-runner/embedded/process-info.ts';

/** The backend as a process with one file, which can be killed and come again. */
export interface Sidecar {
  readonly hostAddress: string;
  start(): Promise<void>;
  /** `kill -9`: nothing is put in order. */
  kill(): Promise<void>;
}

/** One that is not started yet; it ends with this process whatever happens. Its file and its log are in the folder. */
export async function createSidecar(program: string, folder: string): Promise<Sidecar> {
  const port = await freePort(undefined);
  let pid: number | undefined;
  const killNow = (): void => void (pid !== undefined && isAlive(pid) && process.kill(pid, 'SIGKILL'));
  process.once('exit', killNow);
  return {
    hostAddress: `127.0.0.1:${String(port)}`,
    start: async () => {
      const env = { ...process.env, PORT: String(port), DATA_FILE: join(folder, 'hub.sqlite') };
      const started = await launchBroker({ command: { program, args: [], env }, folder, ports: [port] });
      if (!started.ok) throw new Error(`the sidecar does not start: ${started.error}`);
      pid = started.value;
    },
    kill: async () => {
      killNow();
      while (pid !== undefined && isAlive(pid)) await sleep(5);
      pid = undefined;
    },
  };
}
