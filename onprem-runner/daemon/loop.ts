import { BACKOFF_MS_MAX } from './limits.ts';

/** A turn that is repeated until it is stopped. */
export interface Loop {
  /** Ends the current pause, so that the next turn comes at once. */
  wake(): void;
  /** Lets the current turn end and begins no other. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly idleMs: number;
  /** Does a bounded piece of work; true when there may be more right away. */
  readonly turn: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Starts a loop. A turn that fails is repeated after a pause that doubles, with jitter, so that many runners do not return at the same moment. */
export function startLoop(options: LoopOptions): Loop {
  const pause = createPause();
  let isStopped = false;
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!isStopped) {
      try {
        const hasMore = await options.turn();
        failures = 0;
        if (!hasMore && !isStopped) await pause.wait(options.idleMs);
      } catch (error) {
        options.onError(error);
        failures += 1;
        if (!isStopped) await pause.wait(backoffMs(options.idleMs, failures));
      }
    }
  };
  const ended = run();
  return {
    wake: pause.wake,
    stop: async () => {
      isStopped = true;
      pause.wake();
      await ended;
    },
  };
}

const BACKOFF_DOUBLINGS_MAX = 10;

function backoffMs(idleMs: number, failures: number): number {
  const longest = Math.min(Math.max(idleMs, 1) * 2 ** Math.min(failures, BACKOFF_DOUBLINGS_MAX), BACKOFF_MS_MAX);
  return longest / 2 + Math.random() * (longest / 2);
}

interface Pause {
  wait(milliseconds: number): Promise<void>;
  wake(): void;
}

/** A pause that can be ended early. A wake that comes while nobody waits ends the next wait at once, so that none is lost. */
function createPause(): Pause {
  let end: (() => void) | undefined;
  let isAwake = false;
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (isAwake) {
          isAwake = false;
          resolve();
          return;
        }
        const timer = setTimeout(() => end?.(), milliseconds);
        end = () => {
          clearTimeout(timer);
          end = undefined;
          resolve();
        };
      }),
    wake: () => {
      if (end === undefined) isAwake = true;
      else end();
    },
  };
}
