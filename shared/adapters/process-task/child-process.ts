import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { COMMAND_PATH } from './policy.ts';

/** A process to be started: a file with its arguments, never a line for a shell. */
export interface ProcessPlan {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: { readonly [name: string]: string };
  readonly stdin: string;
  /** Arguments of the same file that end what the process leaves behind when it is killed. */
  readonly onFault?: readonly string[];
}

export interface ProcessLimits {
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
}

/** How a process ended. `code` is 128 and the number of the signal for one that a signal ended, as shells tell it. */
export type ProcessEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started' | 'timed-out' | 'output-too-large' };

/** A process on its way. */
export interface RunningProcess {
  /** True once it runs, false when it could not be started. */
  readonly started: Promise<boolean>;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
}

/**
 * Starts a process in a group of its own, with an environment of its own. The group is killed as a whole: when the time is over, when there is
 * too much output, when the signal aborts, and when the process ends and leaves others behind.
 */
export function startProcess(plan: ProcessPlan, folder: string, more: { readonly limits: ProcessLimits; readonly signal: AbortSignal }): RunningProcess {
  const { limits, signal } = more;
  const child = spawn(plan.file, [...plan.arguments], {
    cwd: folder,
    env: { PATH: COMMAND_PATH, ...plan.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    detached: true,
  });
  const killGroup = (): void => kill(child.pid);
  let fault: 'not-started' | 'timed-out' | 'output-too-large' | undefined;
  const stop = (reason: typeof fault): void => {
    fault ??= reason;
    killGroup();
  };
  const onAbort = (): void => stop('timed-out');
  const timer = setTimeout(onAbort, limits.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stdout = collect(child.stdout, limits.outputBytesMax, () => stop('output-too-large'));
  const stderr = collect(child.stderr, limits.outputBytesMax, () => stop('output-too-large'));
  // A process that does not read its input closes the pipe: that is no failure of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(plan.stdin);
  const started = new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', () => resolve({ kind: 'not-started' }));
    child.once('exit', killGroup);
    child.once('close', (code, name) => resolve(fault === undefined ? { kind: 'ended', code: codeOf(code, name), stdout: stdout(), stderr: stderr() } : { kind: fault }));
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
  return { started, ended };
}

function codeOf(code: number | null, name: NodeJS.Signals | null): number {
  return code ?? 128 + (name === null ? 0 : constants.signals[name]);
}

/** The group has the number of its first process (setsid). A group that is no longer there is what is wanted. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

/** Gathers a stream up to a limit; the answer gives the text so far. */
function collect(stream: Readable, bytesMax: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > bytesMax) onTooMuch();
    else chunks.push(chunk);
  });
  stream.on('error', () => undefined);
  return () => Buffer.concat(chunks).toString('utf8');
}
