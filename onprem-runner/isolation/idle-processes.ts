import type { HandlerProcess } from './handler-process.ts';

/** Processes that wait for their next call. */
export interface IdleProcesses {
  readonly size: number;
  put(handlerProcess: HandlerProcess): void;
  /** The next one of a module that is put back, in the order of asking; it is not idle. Undefined when there is none within the time, or the signal aborts. */
  next(module: string, wait: { readonly ms: number; readonly signal: AbortSignal }): Promise<HandlerProcess | undefined>;
  /** The one of a module that was used last; it is no longer idle. */
  take(module: string): HandlerProcess | undefined;
  /** The one that has waited longest; it is no longer idle. */
  takeOldest(): HandlerProcess | undefined;
  /** It is gone, or not to be used any more. */
  forget(handlerProcess: HandlerProcess): void;
}

interface Waiter {
  readonly module: string;
  readonly take: (handlerProcess: HandlerProcess) => void;
}

/** One that waits longer than its time is killed. */
export function createIdleProcesses(idleMs: number): IdleProcesses {
  const idle = new Map<HandlerProcess, NodeJS.Timeout>();
  const waiting: Waiter[] = [];
  const forget = (handlerProcess: HandlerProcess): void => {
    clearTimeout(idle.get(handlerProcess));
    idle.delete(handlerProcess);
  };
  const takeWhich = (found: HandlerProcess | undefined): HandlerProcess | undefined => {
    if (found !== undefined) forget(found);
    return found;
  };
  return {
    get size() {
      return idle.size;
    },
    put: (handlerProcess) => {
      const first = waiting.find(({ module }) => module === handlerProcess.module);
      if (first !== undefined) return first.take(handlerProcess);
      const end = (): void => {
        forget(handlerProcess);
        handlerProcess.kill();
      };
      idle.set(handlerProcess, setTimeout(end, idleMs).unref());
    },
    next: (module, { ms, signal }) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const take = (handlerProcess: HandlerProcess | undefined): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          waiting.splice(waiting.indexOf(waiter), 1);
          resolve(handlerProcess);
        };
        const giveUp = (): void => take(undefined);
        const waiter: Waiter = { module, take };
        const timer = setTimeout(giveUp, ms);
        signal.addEventListener('abort', giveUp);
        waiting.push(waiter);
      }),
    take: (module) => takeWhich([...idle.keys()].findLast((one) => one.module === module)),
    takeOldest: () => takeWhich(idle.keys().next().value),
    forget,
  };
}
