import type { CompiledSchedule } from '#shared/core/compiler/model.ts';
import type { DefinitionIdentity } from '#shared/core/definition/model.ts';

/**
 * The schedules of the registry: one row per workflow, of its newest version. Rows change under a version, so that of several processes
 * one decides what a time means. Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface ScheduleStore {
  load(request: { readonly id: string }): Promise<StoredSchedule | undefined>;
  /** Writes a row and lets go of it. `version` is the one that was read, 0 for a row that is not there. False: another one was quicker; nothing was changed. */
  save(request: SaveSchedule): Promise<boolean>;
  /** Takes schedules whose time has come and that no one else holds, the earliest first, and holds them for `leaseMs` or until they are saved. */
  due(request: { readonly now: number; readonly leaseMs: number; readonly max: number }): Promise<readonly StoredSchedule[]>;
  /** Removes a row, if it is still at this version. */
  remove(request: { readonly id: string; readonly version: number }): Promise<boolean>;
}

/** When a workflow starts by itself, and when it did. Times are epoch milliseconds. */
export interface Schedule {
  readonly id: string;
  readonly definition: DefinitionIdentity;
  /** What is started. */
  readonly revision: string;
  readonly plan: CompiledSchedule;
  /** The next time of each kind; absent: none is known now. */
  readonly next: { readonly every?: number; readonly cron?: number; readonly after?: number };
  /** When it was first kept: its own part of the names of its executions. */
  readonly since: number;
  /** Executions that were started because the one before had ended. */
  readonly afterRuns: number;
  /** The subscriber that waits for the events of `plan.on`. */
  readonly subscriberId?: string;
}

/** A schedule to be written. `dueAt`: when it has to be looked at; absent: not before it is written again. */
export interface SaveSchedule {
  readonly schedule: Schedule;
  readonly version: number;
  readonly dueAt?: number;
}

/** A schedule as it is stored. */
export interface StoredSchedule {
  readonly schedule: Schedule;
  readonly version: number;
}
