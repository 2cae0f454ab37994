import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowWaitTimeoutError } from '#shared/client/errors.ts';
import type { RunHandle, RunStatus, WorkflowClient } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import { POLL_MS_MAX, POLL_MS_MIN } from './limits.ts';

/** What a batch asks of the system that runs its lines. */
export interface BatchTarget {
  /** Checks and seals an input as {@link start} does, and sends nothing. */
  prepare(input: JsonObject): Promise<void>;
  /** Starts the run of a line, or finds the one that the key started before. Gives its id. */
  start(input: JsonObject, key: string, signal: AbortSignal): Promise<string>;
  /** Waits for the end of a run. Errors: `WorkflowWaitTimeoutError`; an AbortError. */
  follow(runId: string, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<RunStatus>;
}

/** What every line of a batch runs: a version, and how urgent its tasks may be at most. */
export interface TargetOptions {
  readonly version: string;
  readonly priority?: Priority;
}

/** The target behind a client. */
export function createTarget(client: WorkflowClient, { version, priority }: TargetOptions): BatchTarget {
  const usual = createUsualTime();
  return {
    prepare: async (input) => void (await client.workflows.prepare(version, input)),
    start: (input, key, signal) => within(signal, async (own) => (await client.workflows.start(version, input, { idempotencyKey: key, signal: own, ...(priority === undefined ? {} : { priority }) })).runId),
    follow: (runId, { timeoutMs, signal }) => within(signal, (own) => untilEnded(client.workflows.get(runId), { timeoutMs, signal: own, usual })),
  };
}

/** A signal that lives as long as one piece of work: one for the whole batch would gather a listener for every request there ever was. */
async function within<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const abort = (): void => own.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** How long the runs of this batch take, as far as is known. */
interface UsualTime {
  readonly milliseconds: number;
  took(milliseconds: number): void;
}

const NEWS_WEIGHT = 0.1;

function createUsualTime(): UsualTime {
  const state = { milliseconds: 0 };
  return {
    get milliseconds() {
      return state.milliseconds;
    },
    took: (milliseconds) => void (state.milliseconds += (milliseconds - state.milliseconds) * NEWS_WEIGHT),
  };
}

/** A little before the usual time: looks that come too early cost the service more than the run itself, and a look that is late says so by an earlier next one. */
const FIRST_LOOK_SHARE = 0.8;
const NEXT_LOOK_SHARE = 0.25;
const OPEN_STATUSES: ReadonlySet<string> = new Set(['PENDING', 'RUNNING', 'PAUSED']);

async function untilEnded(run: RunHandle, { timeoutMs, signal, usual }: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly usual: UsualTime }): Promise<RunStatus> {
  const begun = performance.now();
  let wait = Math.min(usual.milliseconds * FIRST_LOOK_SHARE, POLL_MS_MAX);
  for (;;) {
    await sleep(Math.min(Math.max(wait, POLL_MS_MIN), timeoutMs), undefined, { signal });
    const status = await run.status({ signal });
    const elapsed = performance.now() - begun;
    if (!OPEN_STATUSES.has(status.status)) {
      usual.took(elapsed);
      return status;
    }
    if (elapsed >= timeoutMs) throw new WorkflowWaitTimeoutError(run.runId, timeoutMs);
    wait = Math.min(elapsed * NEXT_LOOK_SHARE, POLL_MS_MAX, timeoutMs - elapsed);
  }
}
