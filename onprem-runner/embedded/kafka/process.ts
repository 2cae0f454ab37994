import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { LOG_BYTES_MAX } from '../limits.ts';
import type { BrokerCommand } from './settings.ts';

const READY_MS_MAX = 90_000;
const READY_POLL_MS = 100;
const ANSWER_MS_MAX = 2_000;
const REASON_CHARACTERS_MAX = 300;

/** Where a broker writes what happens to it. */
export function brokerLog(folder: string): string {
  return join(folder, 'log');
}

/** Starts a broker, and waits until all of its ports answer: its process id, or why there is none. It outlives this process, and hears no Ctrl-C of the terminal. */
export async function launchBroker({ command, folder, ports }: { readonly command: BrokerCommand; readonly folder: string; readonly ports: readonly number[] }): Promise<Result<number, string>> {
  putLogAside(brokerLog(folder));
  const log = openSync(brokerLog(folder), 'a', 0o600);
  const child = spawn(command.program, [...command.args], { cwd: folder, ...(command.env === undefined ? {} : { env: command.env }), stdio: ['ignore', log, log], detached: true, windowsHide: true });
  closeSync(log);
  child.once('error', () => undefined);
  child.unref();
  const until = Date.now() + READY_MS_MAX;
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null && Date.now() < until) {
    const answered = await Promise.all(ports.map(answers));
    if (answered.every((isThere) => isThere)) return succeed(child.pid);
    await sleep(READY_POLL_MS);
  }
  child.kill('SIGKILL');
  return fail(lastWords(folder));
}

/** True when something takes connections at the port of this machine. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/** What a broker wrote last before it ended: settings, files and ports. */
function lastWords(folder: string): string {
  const lines = readFileSync(brokerLog(folder), 'utf8').trim().split('\n');
  const words = lines.findLast((line) => /\b(?:ERROR|FATAL|Exception)\b/.test(line)) ?? lines.at(-1);
  return words === undefined || words === '' ? 'no answer' : words.slice(0, REASON_CHARACTERS_MAX);
}

function putLogAside(file: string): void {
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
}
