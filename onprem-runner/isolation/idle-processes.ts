import type { HandlerProcess } from './handler-process.ts';

/** Processes that wait for their next call. */
export interface IdleProcesses {
  readonly size: number;
  put(handlerProcess: HandlerProcess): void;
  /** The one of a module that was used last; it is no longer idle. */
  take(module: string): HandlerProcess | undefined;
  /** The one that has waited longest; it is no longer idle. */
  takeOldest(): HandlerProcess | undefined;
  /** It is gone, or not to be used any more. */
  forget(handlerProcess: HandlerProcess): void;
}

/** One that waits longer than its time is killed. */
export function createIdleProcesses(idleMs: number): IdleProcesses {
  const idle = new Map<HandlerProcess, NodeJS.Timeout>();
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
      const end = (): void => {
        forget(handlerProcess);
        handlerProcess.kill();
      };
      idle.set(handlerProcess, setTimeout(end, idleMs).unref());
    },
    take: (module) => takeWhich([...idle.keys()].findLast((one) => one.module === module)),
    takeOldest: () => takeWhich(idle.keys().next().value),
    forget,
  };
}
