/** One life of a process: it ends by a crash, and another one begins in its place. */
export interface ProcessLife {
  readonly name: string;
  isAlive: boolean;
  /** Operations that it waits for. */
  waiting: number;
}

/** What becomes of one operation of a port. `lost`: it happens, but the process is gone before it hears of it. */
export type Fate = 'well' | 'crash' | 'lost' | 'error' | 'late-error';

/** An operation that waits to happen. */
interface Operation {
  readonly life: ProcessLife;
  /** It has left the process: it happens even if the process is gone. */
  readonly isFarAway: boolean;
  readonly isSleep: boolean;
  readyAt: number;
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Runs processes one operation at a time, in an order that chance decides, on a clock of its own. */
export interface Scheduler {
  now(): number;
  /** Operations that have happened: the I/O points of the run. */
  points(): number;
  /** An operation of a port. */
  io<T>(life: ProcessLife, run: () => T | Promise<T>, isFarAway?: boolean): Promise<T>;
  sleep(life: ProcessLife, ticks: number): Promise<void>;
  /** Ends a life: what it waits for never comes. */
  kill(life: ProcessLife): void;
  /** Lets one operation happen. False when there is none. */
  step(): Promise<boolean>;
}

/** What decides of operations. */
export interface SchedulerOptions {
  readonly random: () => number;
  /** Asked before each operation. A number of ticks: the process is paused for so long before it. */
  readonly fate: (life: ProcessLife, point: number) => Fate | number;
  readonly onCrash: (life: ProcessLife) => void;
  readonly failure: () => unknown;
}

/** Turns of the microtask queue that a process may take from one operation to its next; more than the longest chain of awaits between two. */
const SETTLE_TURNS_MAX = 60;

export function createScheduler({ random, fate, onCrash, failure }: SchedulerOptions): Scheduler {
  const operations: Operation[] = [];
  let now = 0;
  let points = 0;
  const enqueue = <T>(life: ProcessLife, run: () => T | Promise<T>, more: Pick<Operation, 'isFarAway' | 'isSleep' | 'readyAt'>): Promise<T> => {
    if (!life.isAlive) return never();
    life.waiting += 1;
    return new Promise<T>((resolve, reject) => {
      operations.push({ life, run, resolve: (value) => resolve(value as T), reject, ...more });
    });
  };
  const kill = (life: ProcessLife): void => {
    life.isAlive = false;
    for (let index = operations.length - 1; index >= 0; index -= 1) {
      const operation = operations[index];
      if (operation?.life === life && !operation.isFarAway) operations.splice(index, 1);
    }
  };
  const settle = async (life: ProcessLife): Promise<void> => {
    for (let turn = 0; turn < SETTLE_TURNS_MAX && life.isAlive && life.waiting === 0; turn += 1) await Promise.resolve();
  };
  const pick = (): Operation | undefined => {
    let ready = 0;
    let soonest = Number.POSITIVE_INFINITY;
    for (const { readyAt } of operations) {
      if (readyAt <= now) ready += 1;
      soonest = Math.min(soonest, readyAt);
    }
    if (ready === 0) {
      if (soonest === Number.POSITIVE_INFINITY) return undefined;
      now = soonest;
      for (const { readyAt } of operations) if (readyAt <= now) ready += 1;
    }
    let chosen = Math.floor(random() * ready);
    return operations.find(({ readyAt }) => readyAt <= now && chosen-- === 0);
  };
  const happen = async (operation: Operation, decided: Fate): Promise<void> => {
    const { life, run, resolve, reject } = operation;
    life.waiting -= 1;
    if (decided === 'crash') {
      kill(life);
      onCrash(life);
      return;
    }
    if (decided === 'error') {
      reject(failure());
      return settle(life);
    }
    if (decided === 'lost') {
      // Nothing runs between the operation and the end of the process.
      void Promise.resolve(run()).catch(() => {});
      kill(life);
      onCrash(life);
      return;
    }
    const result = run();
    if (decided === 'late-error') {
      void Promise.resolve(result).catch(() => {});
      reject(failure());
    } else if (result instanceof Promise) {
      result.then(resolve, reject);
    } else {
      resolve(result);
    }
    return settle(life);
  };
  return {
    now: () => now,
    points: () => points,
    io: (life, run, isFarAway = false) => enqueue(life, run, { isFarAway, isSleep: false, readyAt: now }),
    sleep: (life, ticks) => enqueue(life, () => {}, { isFarAway: false, isSleep: true, readyAt: now + ticks }),
    kill,
    step: async () => {
      const operation = pick();
      if (operation === undefined) return false;
      if (!operation.isSleep) {
        const decided = fate(operation.life, points);
        if (typeof decided === 'number') {
          operation.readyAt = now + decided;
          return true;
        }
        points += 1;
        now += 1;
        operations.splice(operations.indexOf(operation), 1);
        await happen(operation, decided);
        return true;
      }
      operations.splice(operations.indexOf(operation), 1);
      await happen(operation, 'well');
      return true;
    },
  };
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
