import { createRandom } from '#shared/core/kernel/random.ts';
import type { AdvancePorts } from './advance-execution.ts';
import { backoffMs } from './backoff.ts';
import type { CommitSignal } from './commit-signal.ts';
import type { EnginePorts } from './engine-ports.ts';
import { failureFields, isRetryable } from './failure-code.ts';
import { fireTimers } from './fire-timers.ts';
import { relayOutbox } from './relay-outbox.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';
import type { TaskExecutor } from './task-executor.ts';
import { createLocalWorker } from './work-locally.ts';

/** Longest time that the loop looks away when there is nothing to do. */
export const IDLE_MS_DEFAULT = 50;

/** The first pause after work; it doubles up to the interval. */
const IDLE_MS_MIN = 2;

const FAILURE_BACKOFF = { minMs: 50, maxMs: 5_000 } as const;

/** How one process takes part in driving executions. */
export interface EngineLoopOptions {
  /** Longest pause between two looks at the stores. */
  readonly intervalMs?: number;
  /** Carries out tasks of the target's own zone; absent: this process leaves them to others. */
  readonly executor?: TaskExecutor;
  readonly localConcurrency?: number;
  /** What goes on beside, see `createSystemLanes`. */
  readonly lanes?: readonly EngineLane[];
}

/** The driving part of an engine process. */
export interface EngineLoop {
  /** Starts to work; nothing when it works already. */
  start(): void;
  /** Takes no more work, and resolves when what it had taken is done. */
  stop(): Promise<void>;
  /** Says that there may be work now. */
  nudge(): void;
}

type LoopPorts = AdvancePorts & Pick<EnginePorts, 'taskQueue' | 'topics' | 'door'>;

/** One kind of work that goes on beside the others; `work` returns how much it found. */
export interface EngineLane {
  readonly name: string;
  /** Looks so often, and when its own signal says so, instead of after every commit. */
  readonly own?: { readonly intervalMs: number; readonly signal: CommitSignal };
  work(): Promise<number>;
}

interface LaneControl {
  readonly ports: LoopPorts;
  /** Ends the pause of this lane. */
  readonly wakeUp: WakeUp;
  /** Ends those of the others. */
  readonly wakeOthers: () => void;
  /** Woken once, to stop. */
  readonly stopping: WakeUp;
  readonly intervalMs: number;
}

/** Works once; a failure is logged by its code and answered with the pause that follows it. */
async function workOnce(control: LaneControl, lane: EngineLane, failures: number): Promise<{ readonly found: number } | { readonly pauseMs: number }> {
  try {
    return { found: await lane.work() };
  } catch (thrown) {
    const { logger, ids } = control.ports;
    const fields = { lane: lane.name, ...failureFields(thrown) };
    if (isRetryable(thrown)) logger.warn('engine-lane-failed', fields);
    else logger.error('engine-lane-failed', fields);
    return { pauseMs: backoffMs(FAILURE_BACKOFF, failures, createRandom(ids.seed())) };
  }
}

async function runLane(control: LaneControl, lane: EngineLane): Promise<void> {
  let failures = 0;
  let idleMs = IDLE_MS_MIN;
  while (control.stopping.count() === 0) {
    const since = control.wakeUp.count();
    const worked = await workOnce(control, lane, failures);
    if ('pauseMs' in worked) {
      failures += 1;
      // What others commit does not end this pause: a store that just failed is left alone. Only stopping does.
      await control.stopping.pause(worked.pauseMs, 0);
      continue;
    }
    failures = 0;
    idleMs = worked.found > 0 ? IDLE_MS_MIN : Math.min(idleMs * 2, control.intervalMs);
    if (worked.found > 0) control.wakeOthers();
    else await control.wakeUp.pause(idleMs, since);
  }
}

/**
 * Drives the executions of one process: relays the outbox, fires timers and does local work, side by side. Wakes at
 * once when this process commits something (`ports.commits`, `nudge`) and otherwise looks every `intervalMs` at the latest, so that
 * other processes' work and fallen timers are seen. Failures never end it; they are logged by code and met with growing pauses.
 */
export function createEngineLoop(ports: LoopPorts, options: EngineLoopOptions = {}): EngineLoop {
  const { intervalMs = IDLE_MS_DEFAULT, executor, localConcurrency, lanes: more = [] } = options;
  const wakeUp = createWakeUp();
  const localWorker = executor === undefined ? undefined : createLocalWorker(ports, { executor, ...(localConcurrency === undefined ? {} : { concurrency: localConcurrency }) });
  const lanes: readonly EngineLane[] = [
    { name: 'relay', work: () => relayOutbox(ports) },
    { name: 'timers', work: () => fireTimers(ports) },
    ...(localWorker === undefined ? [] : [{ name: 'local', work: () => localWorker.work() }]),
    ...more,
  ];
  const ownWakeUps = new Map(lanes.flatMap((lane) => (lane.own === undefined ? [] : [[lane, createWakeUp()] as const])));
  const wakeAll = (): void => [wakeUp, ...ownWakeUps.values()].forEach((one) => one.wake());
  const runAll = (stopping: WakeUp): Promise<unknown> =>
    Promise.all(lanes.map((lane) => runLane({ ports, stopping, wakeOthers: () => wakeUp.wake(), wakeUp: ownWakeUps.get(lane) ?? wakeUp, intervalMs: lane.own?.intervalMs ?? intervalMs }, lane)));
  const subscribeAll = (): (() => void) => {
    const own = [...ownWakeUps].map(([lane, one]) => lane.own?.signal.subscribe(() => one.wake()));
    const all = [ports.commits?.subscribe(() => wakeUp.wake()), ...own];
    return () => all.forEach((unsubscribe) => unsubscribe?.());
  };
  let run: { readonly stopping: WakeUp; readonly done: Promise<unknown>; readonly unsubscribe: () => void } | undefined;
  return {
    nudge: wakeAll,
    start: () => {
      if (run !== undefined) return;
      const stopping = createWakeUp();
      run = { stopping, done: runAll(stopping), unsubscribe: subscribeAll() };
    },
    stop: async () => {
      const ending = run;
      ending?.stopping.wake();
      ending?.unsubscribe();
      wakeAll();
      await ending?.done;
      await localWorker?.drain();
      if (run === ending) run = undefined;
    },
  };
}
