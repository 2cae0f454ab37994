import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { HandlerErrorSpec } from '../handlers/define-handler.ts';
import { callEndOf, type AttemptEnd } from './call-end.ts';
import type { Circuit } from './circuit-breaker.ts';
import type { Circuits } from './circuits.ts';
import { FAIR_SHARE_START, handBack, takeFor } from './fair-share.ts';
import { createGates, type Gates } from './gates.ts';
import { POOL_ABORT_MS_DEFAULT, POOL_LATER_MS_MIN, POOL_TARGETS_MAX } from './limits.ts';
import { createPoolCounters, type LaterReason, type PoolCounters, type PoolCounts } from './pool-counters.ts';
import { handlerLimit, targetLimit, type PoolLimits } from './pool-limits.ts';
import { countsOf, type PriorityCounts } from './priorities.ts';

/** One attempt that may be performed. */
export interface PoolWork {
  readonly priority: TaskPriority;
  /** `name:version` of its handler, or the kind of its resource. */
  readonly handler: string;
  /** What it goes to; absent: nothing that has limits. */
  readonly target?: string;
  /** The closed catalogue of its handler: which codes tell of the target. */
  readonly errors?: Readonly<Record<string, HandlerErrorSpec>>;
  /** Performs it to its end, the stored answer included. Not to reject. */
  readonly perform: (signal: AbortSignal) => Promise<AttemptEnd>;
}

/** Begun, or to be given back: not before `notBefore`, and without counting as an attempt. */
export type PoolAdmission = { readonly kind: 'begun' } | { readonly kind: 'later'; readonly reason: LaterReason; readonly notBefore: number };

/** The hands of a runner: who may begin, how many at the same time, and how all end. */
export interface WorkerPool {
  /** How many to claim now of each priority, by weighted fair share of the free hands. Without `waiting` any number of each may wait. */
  plan(waiting?: PriorityCounts): PriorityCounts;
  /** Says that of what was planned this much was not there to be claimed. */
  returnUnused(unused: PriorityCounts): void;
  /** Begins one piece of claimed work if there is room for its handler and its target, and the target's circuit lets it through. */
  offer(work: PoolWork): PoolAdmission;
  /** Handlers and targets that have no room: a store that can leave them out of a claim should. */
  saturated(): { readonly handlers: readonly string[]; readonly targets: readonly string[] };
  /** Begins nothing new; waits for what runs, aborts it after `drainMs`, and gives it up some seconds after that. */
  drain(drainMs: number): Promise<DrainReport>;
  read(): PoolReading;
}

/** How a drain went: attempts that ended by themselves, that ended after they were aborted, and that never ended. */
export interface DrainReport {
  readonly ended: number;
  readonly aborted: number;
  readonly abandoned: number;
}

/** Gauges and counters of a pool. */
export interface PoolReading {
  readonly running: number;
  readonly limits: PoolLimits;
  readonly isDraining: boolean;
  readonly counts: PoolCounts;
  readonly handlers: ReadonlyMap<string, GateReading>;
  readonly targets: ReadonlyMap<string, GateReading>;
  readonly circuits: ReadonlyMap<string, Circuit['kind']>;
}

export interface GateReading {
  readonly running: number;
  readonly limit: number;
}

export interface WorkerPoolOptions {
  readonly clock: Clock;
  readonly circuits: Circuits;
  readonly limits: PoolLimits;
  readonly weights: PriorityCounts;
  /** The handlers of the runner, by `name:version`, with the limits that they declare. */
  readonly handlers: ReadonlyMap<string, number | undefined>;
  /** Called after each attempt: there is a free hand. */
  readonly onFree?: () => void;
  /** Told a fault of the runner itself. */
  readonly onFault?: (error: unknown) => void;
}

/** A pool in which nothing runs yet. Its memory does not grow with the work it has done. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const crew = createCrew(options);
  let share = FAIR_SHARE_START;
  return {
    plan: (waiting = countsOf(() => Number.MAX_SAFE_INTEGER)) => {
      const { take, state } = takeFor({ free: crew.free(), waiting, weights: options.weights, state: share });
      share = state;
      return take;
    },
    returnUnused: (unused) => {
      share = handBack(share, unused, options.weights);
    },
    offer: crew.offer,
    saturated: () => ({ handlers: fullOf(crew.handlers), targets: fullOf(crew.targets) }),
    drain: crew.drain,
    read: crew.read,
  };
}

interface Crew {
  readonly handlers: Gates;
  readonly targets: Gates;
  readonly free: () => number;
  readonly offer: WorkerPool['offer'];
  readonly drain: WorkerPool['drain'];
  readonly read: WorkerPool['read'];
}

function createCrew(options: WorkerPoolOptions): Crew {
  const { clock, limits, circuits } = options;
  const handlers = createGates({ limitOf: (name) => handlerLimit(limits, name, options.handlers.get(name)), gatesMax: Math.max(POOL_TARGETS_MAX, options.handlers.size) });
  const targets = createGates({ limitOf: (name) => targetLimit(limits, name), gatesMax: POOL_TARGETS_MAX });
  const counters = createPoolCounters([...options.handlers.keys()]);
  // A controller for each attempt: signals that are derived from one that lives as long as the process would pile up on it.
  const running = new Map<Promise<void>, AbortController>();
  let isDraining = false;
  const free = (): number => (isDraining ? 0 : Math.max(0, limits.total - running.size));
  const later = (reason: LaterReason, notBefore: number): PoolAdmission => {
    counters.later(reason);
    return { kind: 'later', reason, notBefore };
  };
  const offer = (work: PoolWork): PoolAdmission => {
    const now = clock.now();
    if (isDraining) return later('draining', now);
    if (running.size >= limits.total) return later('total', now + POOL_LATER_MS_MIN);
    const handler = handlers.of(work.handler, now);
    if (!handler.hasRoom()) return later('handler', handler.nextTurn(now));
    const target = work.target === undefined ? undefined : targets.of(work.target, now);
    if (target !== undefined && !target.hasRoom()) return later('target', target.nextTurn(now));
    // Last, because an admission may be one of few probes: whoever is let through begins.
    const admission = work.target === undefined ? undefined : circuits.admit(work.target, now);
    if (admission?.isAdmitted === false) return later('circuit', admission.retryAt);
    const gates = target === undefined ? [handler] : [handler, target];
    const controller = new AbortController();
    const attempt: Promise<void> = runAttempt({ options, counters, work, gates, signal: controller.signal, turn: admission?.turn }).finally(() => {
      running.delete(attempt);
      options.onFree?.();
    });
    running.set(attempt, controller);
    return { kind: 'begun' };
  };
  const drain = async (drainMs: number): Promise<DrainReport> => {
    isDraining = true;
    const total = running.size;
    await withTime(running, drainMs);
    const late = running.size;
    running.forEach((controller) => controller.abort());
    await withTime(running, POOL_ABORT_MS_DEFAULT);
    return { ended: total - late, aborted: late - running.size, abandoned: running.size };
  };
  const read = (): PoolReading => ({ running: running.size, limits, isDraining, counts: counters.read(), handlers: readingOf(handlers), targets: readingOf(targets), circuits: circuits.read() });
  return { handlers, targets, free, offer, drain, read };
}

interface RunningAttempt {
  readonly options: WorkerPoolOptions;
  readonly counters: PoolCounters;
  readonly work: PoolWork;
  readonly gates: readonly { enter(): void; leave(durationMs: number): void }[];
  readonly signal: AbortSignal;
  readonly turn: number | undefined;
}

/** Never rejects: a fault of one attempt is told and takes nothing else down. */
async function runAttempt({ options, counters, work, gates, signal, turn }: RunningAttempt): Promise<void> {
  const { clock, circuits } = options;
  const startedAt = clock.now();
  gates.forEach((gate) => gate.enter());
  counters.started(work.handler, work.priority);
  const end = await performSafely(work, signal, options.onFault);
  const now = clock.now();
  gates.forEach((gate) => gate.leave(now - startedAt));
  counters.ended(work.handler, end?.outcome ?? 'broken');
  if (work.target !== undefined && turn !== undefined) {
    // What a stop has aborted tells nothing of its target.
    circuits.record(work.target, { turn, now, end: end === undefined || signal.aborted ? 'none' : callEndOf(end, work.errors) });
  }
}

async function performSafely({ perform }: PoolWork, signal: AbortSignal, onFault: WorkerPoolOptions['onFault']): Promise<AttemptEnd | undefined> {
  try {
    return await perform(signal);
  } catch (error) {
    onFault?.(error);
    return undefined;
  }
}

/** Waits until all have ended, or the time is over. */
async function withTime(running: ReadonlyMap<Promise<void>, unknown>, milliseconds: number): Promise<void> {
  if (running.size === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.all(running.keys()), timeout]);
  clearTimeout(timer);
}

function fullOf(gates: Gates): readonly string[] {
  return [...gates.read()].flatMap(([name, gate]) => (gate.hasRoom() ? [] : [name]));
}

function readingOf(gates: Gates): ReadonlyMap<string, GateReading> {
  return new Map([...gates.read()].map(([name, { running, limit }]) => [name, { running, limit }]));
}
