import { advance } from '#shared/core/interpreter/advance.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import { frameAwaitingAttempt } from '#shared/core/interpreter/frame.ts';
import type { Step } from '#shared/core/interpreter/model.ts';
import type { Program } from '#shared/core/interpreter/program.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredExecution } from '#shared/ports/execution-store.ts';
import type { EnginePorts } from './engine-ports.ts';
import { transitionOf } from './transition.ts';

/** How often a transition is worked out anew because another one was committed in between. */
export const COMMIT_ATTEMPTS_MAX = 16;

/** What the shell around `advance` needs. */
export type AdvancePorts = Pick<EnginePorts, 'clock' | 'ids' | 'logger' | 'executionStore' | 'programs' | 'commits'>;

/** What happened outside, still without the time and the seed that the shell adds. */
export type OutsideEvent = ExecutionEvent extends infer E ? (E extends ExecutionEvent ? Omit<E, 'at' | 'seed'> : never) : never;

/** `ignored`: nobody waits for the event (late or repeated), nothing was changed. `unknown`: there is no such execution. */
export type AdvanceOutcome = { readonly kind: 'advanced' | 'ignored'; readonly snapshot: Snapshot } | { readonly kind: 'unknown' };

/**
 * A fault of ours must not take other executions along: the one that shows it is stopped, with its history kept, and an operator is
 * told by the log. Messages of foreign errors may quote data, so only our own rules are logged.
 */
function advanceOrHalt(ports: AdvancePorts, program: Program, snapshot: Snapshot, event: ExecutionEvent): { readonly step: Step; readonly event: ExecutionEvent } {
  try {
    return { step: advance(program, snapshot, event), event };
  } catch (fault) {
    const rule = fault instanceof InvariantError ? fault.message : 'unexpected fault';
    ports.logger.error('execution-fault', { executionId: snapshot.execution.id, rule });
    const halt: ExecutionEvent = { kind: 'stop-requested', at: event.at, seed: event.seed, reason: 'engine-fault' };
    return { step: advance(program, snapshot, halt), event: halt };
  }
}

async function tryAdvance(ports: AdvancePorts, stored: StoredExecution, event: ExecutionEvent): Promise<AdvanceOutcome | 'stale'> {
  const { program } = await ports.programs.load(stored.record.revision);
  const taken = advanceOrHalt(ports, program, stored.snapshot, event);
  const { snapshot, events, commands } = taken.step;
  const kind = events.length > 0 || commands.length > 0 ? 'advanced' : 'ignored';
  const isWorthWriting = kind === 'advanced' || (event.kind === 'timer-fired' && stored.snapshot.status === 'running');
  if (!isWorthWriting) return { kind, snapshot };
  const [committed] = await ports.executionStore.commit({ transitions: [transitionOf(stored.record, taken.step, taken.event)] });
  if (committed?.outcome !== 'committed') return 'stale';
  ports.commits?.notify();
  return { kind, snapshot };
}

/**
 * The shell around `advance`: load, advance, commit snapshot, events, outbox and timers in one transaction; commands leave after the
 * commit, by the relay. When another transition came first, all of it again, up to {@link COMMIT_ATTEMPTS_MAX} times.
 * Idempotent by what the event names. Errors: `UWF-5001` (also when others were always faster), `UWF-4042`.
 */
export async function advanceExecution(ports: AdvancePorts, request: { readonly executionId: string; readonly event: OutsideEvent }): Promise<AdvanceOutcome> {
  const event: ExecutionEvent = { ...request.event, at: ports.clock.now(), seed: ports.ids.seed() };
  for (let attempt = 0; attempt < COMMIT_ATTEMPTS_MAX; attempt += 1) {
    const stored = await ports.executionStore.load({ executionId: request.executionId });
    if (stored === undefined) return { kind: 'unknown' };
    const outcome = await tryAdvance(ports, stored, event);
    if (outcome !== 'stale') return outcome;
  }
  throw new UwfError('UWF-5001', 'the execution is changed by others all the time', { details: { executionId: request.executionId } });
}

/** Tells that an attempt was done. Late and repeated answers change nothing. */
export async function completeTask(ports: AdvancePorts, request: { readonly executionId: string; readonly attemptId: string; readonly output: JsonValue }): Promise<AdvanceOutcome> {
  const { executionId, attemptId, output } = request;
  return advanceExecution(ports, { executionId, event: { kind: 'task-succeeded', attemptId, output } });
}

/** Tells that an attempt failed, by an ASL error. The workflow's own `Retry` and `Catch` decide what follows. */
export async function failTask(
  ports: AdvancePorts,
  request: { readonly executionId: string; readonly attemptId: string; readonly error?: string; readonly cause?: string },
): Promise<AdvanceOutcome> {
  const { executionId, ...failure } = request;
  return advanceExecution(ports, { executionId, event: { kind: 'task-failed', ...failure } });
}

/** Tells that an attempt is still being worked on. `awaited` false: nobody waits for it any more, the worker may stop. */
export async function heartbeatTask(ports: AdvancePorts, request: { readonly executionId: string; readonly attemptId: string }): Promise<{ readonly awaited: boolean }> {
  const { executionId, attemptId } = request;
  const outcome = await advanceExecution(ports, { executionId, event: { kind: 'task-heartbeat', attemptId } });
  return { awaited: outcome.kind !== 'unknown' && frameAwaitingAttempt(outcome.snapshot.root, attemptId) !== undefined };
}

/** Tells that a timer is due. Its row is removed even when nobody waits for it any more. */
export async function fireTimer(ports: AdvancePorts, request: { readonly executionId: string; readonly timerId: string }): Promise<AdvanceOutcome> {
  return advanceExecution(ports, { executionId: request.executionId, event: { kind: 'timer-fired', timerId: request.timerId } });
}

/** Ends an execution. `ignored` when it had ended before. `reason` is kept in history: never data of the workflow. */
export async function stopExecution(ports: AdvancePorts, request: { readonly executionId: string; readonly reason?: string }): Promise<AdvanceOutcome> {
  const reason = request.reason === undefined ? {} : { reason: request.reason };
  return advanceExecution(ports, { executionId: request.executionId, event: { kind: 'stop-requested', ...reason } });
}
