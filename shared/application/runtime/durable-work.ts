import type { DurableWork, WorkAnswer } from '#shared/core/durable/model.ts';
import { listenerOf } from '#shared/core/durable/names.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { RoutedTask } from '../door/dispatch-tasks.ts';
import type { TaskDoor } from '../engine-ports.ts';
import { placedWork, type PlacedWork } from '../placed-task.ts';
import type { DefinitionCache } from '../definition-cache.ts';
import { executeWithin, type TaskExecutor } from '../task-executor.ts';

/** Who does the work of orchestrations. */
export interface DurableWorkPorts {
  readonly clock: Clock;
  readonly programs: DefinitionCache;
  readonly executor: TaskExecutor;
  readonly door: TaskDoor;
  /** No attempt of the target's own zone takes longer: less than a function of the host may run. */
  readonly limitMs: number;
}

/** An attempt with its arguments at hand. */
type Attempt = Omit<DurableWork, 'arguments' | 'facts'> & { readonly arguments: JsonValue };

type Done = { readonly kind: 'succeeded'; readonly output: JsonValue } | Exclude<WorkAnswer, { kind: 'succeeded' | 'heartbeat' }>;

/** Attempts that nobody waits for any more; of one without its state it is not known who does it. */
interface Unwanted {
  readonly revision: string;
  readonly executionId: string;
  readonly attempts: readonly { readonly attemptId: string; readonly state?: string }[];
}

/** The worker behind the activities of orchestrations: the zone's own executor, and the door for everything else. Every method may be repeated. */
export interface DurableWorkUse {
  /** Errors: those of the executor that are retryable, `UWF-5001`. */
  carryOut(work: Attempt): Promise<Done>;
  /** Errors: `UWF-5001`. */
  dispatch(work: Attempt): Promise<void>;
  /** Errors: `UWF-5001`. */
  cancel(request: Unwanted): Promise<void>;
}

/** See {@link DurableWorkUse}. */
export function createDurableWork(ports: DurableWorkPorts): DurableWorkUse {
  return {
    carryOut: (work) => carryOut(ports, work),
    dispatch: async (work) => {
      const { item, priority } = await takeUp(ports, work);
      // The runner knows the effects of its own handlers; what is said here could only make them stricter.
      await ports.door.dispatch([{ item, priority, effect: 'idempotent' }]);
    },
    cancel: (request) => cancel(ports, request),
  };
}

async function takeUp({ programs }: DurableWorkPorts, work: Attempt): Promise<{ readonly item: WorkItem } & PlacedWork> {
  const { revision, seed: _seed, priority, ...rest } = work;
  const { stored } = await programs.load(revision);
  const item: WorkItem = { kind: 'run', ...rest, revision, definition: stored.identity };
  return { item, ...placedWork(stored.program.placement, work.state, PRIORITIES.find((one) => one === priority)) };
}

/** Whoever begins after the deadline works for nobody: the orchestration's own timer has ended the attempt, or is about to. */
async function carryOut(ports: DurableWorkPorts, work: Attempt): Promise<Done> {
  const remainingMs = (work.deadline ?? Number.POSITIVE_INFINITY) - ports.clock.now();
  if (remainingMs <= 0) return { kind: 'postponed' };
  const outcome = await executeWithin(ports.executor, (await takeUp(ports, work)).item, Math.min(remainingMs, ports.limitMs));
  if (outcome === 'pending') return { kind: 'pending' };
  return outcome.ok ? { kind: 'succeeded', output: outcome.output } : { kind: 'failed', error: outcome.error, cause: outcome.cause };
}

async function cancel(ports: DurableWorkPorts, { revision, executionId, attempts }: Unwanted): Promise<void> {
  const { stored } = await ports.programs.load(revision);
  const placed = attempts.map(({ attemptId, state }) => {
    const item: CancelItem = { kind: 'cancel', attemptId, executionId, ...scopeOf(executionId, attemptId) };
    return { item, ...(state === undefined ? UNKNOWN : placedWork(stored.program.placement, state, undefined)) };
  });
  for (const { item, isLocal } of placed) if (isLocal) await ports.executor.cancel?.(item);
  const foreign: readonly RoutedTask[] = placed.flatMap(({ item, isLocal, priority }) => (isLocal ? [] : [{ item, priority, why: 'stopped' as const }]));
  if (foreign.length > 0) await ports.door.dispatch(foreign);
}

/** Who waits for an attempt of a branch or item is named by both: the execution, and the scope within it. */
function scopeOf(executionId: string, attemptId: string): Pick<CancelItem, 'scope'> {
  const instanceId = listenerOf(attemptId)?.instanceId ?? executionId;
  return instanceId === executionId ? {} : { scope: instanceId.slice(executionId.length + 1) };
}

/** Nobody is hurt by being told to give up what they never had. */
const UNKNOWN: { readonly isLocal: boolean; readonly priority: Priority } = { isLocal: false, priority: 'normal' };
