import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of the system under test, kept up as a service manager does it. */
export interface HostProcess {
  /** Starts it and waits until it is ready. */
  start(): Promise<void>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** How often it ended although nobody had asked it to: it was then started again. */
  ownEnds(): number;
  /** What it printed since its last start. */
  output(): string;
}

export interface HostProcessOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Looks whether it does its work; given what it printed since this start. */
  readonly isReady: (output: string) => Promise<boolean>;
}

const READY_MS_MAX = 90_000;
const LOOK_MS = 25;
const RESTART_MS = 500;
/** What ends more often than this while it starts will not come up. */
const START_ENDS_MAX = 2;

/** A process of Node that is not started yet. What it prints goes to a file in its folder. */
export function createHostProcess({ name, args, cwd, env = {}, isReady }: HostProcessOptions): HostProcess {
  const file = join(cwd, `${name}.out`);
  const state: { child: ChildProcess | undefined; ended: Promise<void>; isWanted: boolean; ownEnds: number; outputFrom: number } = { child: undefined, ended: Promise.resolve(), isWanted: false, ownEnds: 0, outputFrom: 0 };
  const output = (): string => readFileSync(file).subarray(state.outputFrom).toString('utf8');
  const signal = (which: NodeJS.Signals): void => void state.child?.kill(which);
  process.once('exit', () => signal('SIGKILL'));
  const launch = (): void => {
    const out = openSync(file, 'a');
    state.outputFrom = statSync(file).size;
    const child = spawn(process.execPath, ['--enable-source-maps', ...args], { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', out, out] });
    closeSync(out);
    state.child = child;
    state.ended = new Promise((resolve) => void child.once('close', () => resolve()));
    void state.ended.then(async () => {
      if (!state.isWanted || state.child !== child) return;
      state.ownEnds += 1;
      await sleep(RESTART_MS);
      if (state.isWanted && state.child === child) launch();
    });
  };
  const end = async (which: NodeJS.Signals): Promise<void> => {
    state.isWanted = false;
    signal('SIGCONT');
    signal(which);
    await state.ended;
  };
  return {
    start: async () => {
      state.isWanted = true;
      const endsBefore = state.ownEnds;
      launch();
      for (const until = Date.now() + READY_MS_MAX; !(await isReady(output()).catch(() => false)); await sleep(LOOK_MS)) {
        if (Date.now() > until || state.ownEnds > endsBefore + START_ENDS_MAX) throw new Error(`${name} does not become ready:\n${output().slice(-2_000)}`);
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    ownEnds: () => state.ownEnds,
    output,
  };
}
