import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { foreignTasks } from '#shared/core/tier/foreign-tasks.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DoorBacklog, StepStore } from '#shared/ports/step-store.ts';

/** Steps that may wait for the bank before starts are turned away. */
export const BACKLOG_MAX_DEFAULT = 20_000;
/** How long one reading of the backlog is used. A burst within it may pass the bound by as much as is started meanwhile. */
const READING_MS = 1_000;
/** Of the bound, by urgency: the least urgent starts are turned away first. */
const SHARE = { critical: 2, high: 1.5, normal: 1, low: 0.5 } as const satisfies Readonly<Record<Priority, number>>;
/** What a caller is told to wait at the bound, and at most. */
const RETRY_SECONDS_MIN = 5;
const RETRY_SECONDS_MAX = 60;

/** What a caller wants to start. */
export interface WantedStart {
  readonly program: Pick<CompiledProgram, 'placement'>;
  readonly priority?: Priority;
}

/** Back-pressure to those who start executions (protocol §10). */
export interface StartAdmission {
  /** Errors: `UWF-4290` (too much waits for the bank; with `retryAfterSeconds`), `UWF-5001`. */
  admit(start: WantedStart): Promise<void>;
}

/**
 * Turns starts away while too many steps wait for the bank. Those without a task there are let in always. A start that an idempotency key repeats may be
 * turned away too: nothing is lost by asking again.
 */
export function createStartAdmission({ steps, clock, backlogMax = BACKLOG_MAX_DEFAULT }: AdmissionOptions): StartAdmission {
  let reading: { readonly at: number; readonly waiting: Promise<number> } | undefined;
  const waiting = (): Promise<number> => {
    const now = clock.now();
    if (reading === undefined || now - reading.at >= READING_MS || now < reading.at) {
      const taken = { at: now, waiting: steps.backlog().then(sumOf) };
      reading = taken;
      // A failed reading is not used again.
      taken.waiting.catch(() => (reading = reading === taken ? undefined : reading));
    }
    return reading.waiting;
  };
  return {
    admit: async ({ program, priority = 'normal' }) => {
      if (foreignTasks(program.placement).length === 0) return;
      const max = backlogMax * SHARE[priority];
      const now = await waiting();
      if (now < max) return;
      const retryAfterSeconds = Math.min(Math.ceil((RETRY_SECONDS_MIN * now) / max), RETRY_SECONDS_MAX);
      throw new UwfError('UWF-4290', 'too many steps wait for the bank', { details: { retryAfterSeconds } });
    },
  };
}

/** What an admission is made of; without `backlogMax` the bound is {@link BACKLOG_MAX_DEFAULT}. */
export interface AdmissionOptions {
  readonly steps: Pick<StepStore, 'backlog'>;
  readonly clock: Clock;
  readonly backlogMax?: number;
}

function sumOf({ fresh, messages }: DoorBacklog): number {
  return Object.values(fresh).reduce((sum, count) => sum + count, messages);
}
