import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkAnswer, WorkItem } from '#shared/core/work/message.ts';
import type { ClaimedWork } from '#shared/ports/inbox.ts';
import { taskFailure, type TaskFailure } from '../tasks/task-result.ts';
import type { Counters } from './counters.ts';
import { DEFER_MS, LEASE_RENEWALS_DEFAULT, UNKNOWN_REVISION_WAIT_MS } from './limits.ts';
import { parseWorkItem } from './parse-message.ts';
import { performWork, type WorkOutcome } from './perform-work.ts';
import type { RunnerProgram } from './programs.ts';
import type { RunnerPorts, RunnerSettings } from './runner-ports.ts';

/** What attempts of one runner share. */
export interface AttemptContext {
  readonly ports: RunnerPorts;
  readonly settings: RunnerSettings;
  readonly counters: Counters;
  readonly find: (revision: string) => Promise<RunnerProgram | undefined>;
  /** When work that was deferred here was first seen: such work has not begun. */
  readonly deferred: Map<string, number>;
}

/**
 * Takes one claimed attempt to its end: performs it while its hold is renewed, then stores the answer under its fence. A fenced attempt writes
 * nothing and answers nothing. Resolves when nothing of it is left to do here.
 */
export async function workAttempt(context: AttemptContext, work: ClaimedWork, stopping: AbortSignal): Promise<void> {
  const { ports, settings } = context;
  const item = parseWorkItem(work.message);
  if (item === undefined) return finish(context, work, taskFailure(ERROR_NAMES.handlerFailed, 'the stored work item cannot be read'));
  const hold = keepHold(context, work);
  const clock = deadlineSignal(item, ports.clock.now());
  try {
    const signal = AbortSignal.any([stopping, hold.lost, ...(clock === undefined ? [] : [clock.signal])]);
    const outcome = refuseAtOnce(context, work, item) ?? (await performWork(ports, settings, { item, find: context.find, signal }));
    if (hold.lost.aborted) return;
    // A stop gives up attempts that could not be drained: their hold ends and another runner takes them.
    if (stopping.aborted && outcome.outcome === 'failed' && outcome.error === ERROR_NAMES.timeout) return;
    if (outcome.outcome === 'deferred') await defer(context, work, { item, reason: outcome.reason });
    else await finish(context, work, outcome, item);
  } finally {
    hold.release();
    clock?.clear();
  }
}

/** Work that nobody waits for, and work that may have begun before and must not happen twice, are not started. */
function refuseAtOnce(context: AttemptContext, work: ClaimedWork, item: WorkItem): TaskFailure | undefined {
  const { ports, deferred } = context;
  if (item.deadline !== undefined && item.deadline <= ports.clock.now() && !deferred.has(item.attemptId)) return taskFailure(ERROR_NAMES.timeout, 'the deadline had passed before the runner took the task');
  const mayHaveBegun = work.epoch > 1 && !deferred.has(item.attemptId);
  return mayHaveBegun && isOpaque(ports, item) ? taskFailure(ERROR_NAMES.inDoubt, 'the task may have happened before its runner was lost') : undefined;
}

function isOpaque(ports: RunnerPorts, item: WorkItem): boolean {
  const [, , name, version] = item.resource.split(':');
  return name !== undefined && version !== undefined && ports.handlers.find(name, version)?.effect === 'opaque';
}

/** Leaves the work in the inbox for a little while, or gives it up once nobody waits any more. */
async function defer(context: AttemptContext, work: ClaimedWork, cause: { readonly item: WorkItem; readonly reason: 'revision' | 'unavailable' }): Promise<void> {
  const { ports, deferred } = context;
  const { item, reason } = cause;
  const now = ports.clock.now();
  const since = deferred.get(item.attemptId) ?? now;
  const until = item.deadline ?? since + UNKNOWN_REVISION_WAIT_MS;
  if (now >= until) {
    const failure = reason === 'revision' ? taskFailure(ERROR_NAMES.unknownFunction, 'the definition is unknown to this runner') : taskFailure(ERROR_NAMES.timeout, 'the runner could not reach what the task needs');
    return finish(context, work, failure, item);
  }
  if (reason === 'revision') deferred.set(item.attemptId, since);
  await ports.inbox.renew({ attemptId: work.attemptId, epoch: work.epoch, leaseMs: DEFER_MS, now });
}

async function finish(context: AttemptContext, work: ClaimedWork, outcome: Exclude<WorkOutcome, { readonly outcome: 'deferred' }>, item?: WorkItem): Promise<void> {
  const { ports, counters, deferred } = context;
  const { attemptId, executionId, epoch } = work;
  const answer = answerOf(work, outcome);
  const isStored = await ports.inbox.finish({ attemptId, epoch, answer: toMessage(answer), now: ports.clock.now() });
  deferred.delete(attemptId);
  const fields = { attemptId, executionId, ...(item === undefined ? {} : { state: item.state }) };
  if (!isStored) return ports.logger.warn('work-fenced', fields);
  if (outcome.outcome === 'failed') {
    counters.failed(outcome.error);
    ports.logger.warn('work-failed', { ...fields, error: outcome.error });
  } else {
    if (item !== undefined) counters.succeeded(item, outcome.releases);
    ports.logger.info('work-succeeded', { ...fields, releases: outcome.releases.length });
  }
}

function answerOf({ attemptId, executionId }: ClaimedWork, outcome: Exclude<WorkOutcome, { readonly outcome: 'deferred' }>): WorkAnswer {
  const base = { kind: 'result', attemptId, executionId } as const;
  return outcome.outcome === 'succeeded' ? { ...base, outcome: 'succeeded', output: outcome.output } : { ...base, outcome: 'failed', error: outcome.error, cause: outcome.cause };
}

function toMessage(answer: WorkAnswer): JsonObject {
  return Object.fromEntries(Object.entries<JsonValue>(answer));
}

interface Hold {
  /** Aborted when somebody else holds the attempt. */
  readonly lost: AbortSignal;
  release(): void;
}

/** Renews the hold several times in its length. A renewal that cannot be tried is not a loss: the fence decides in the end. */
function keepHold({ ports, settings }: AttemptContext, work: ClaimedWork): Hold {
  const lost = new AbortController();
  const timer = setInterval(() => {
    ports.inbox.renew({ attemptId: work.attemptId, epoch: work.epoch, leaseMs: settings.leaseMs, now: ports.clock.now() }).then(
      (isHeld) => {
        if (!isHeld) lost.abort();
      },
      () => ports.logger.warn('renewal-failed', { attemptId: work.attemptId }),
    );
  }, settings.leaseMs / LEASE_RENEWALS_DEFAULT);
  return { lost: lost.signal, release: () => clearInterval(timer) };
}

/** Longest delay of a timer of the platform. */
const TIMER_MS_MAX = 2 ** 31 - 1;

function deadlineSignal(item: WorkItem, now: number): { readonly signal: AbortSignal; clear(): void } | undefined {
  if (item.deadline === undefined) return undefined;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.min(Math.max(item.deadline - now, 0), TIMER_MS_MAX));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
