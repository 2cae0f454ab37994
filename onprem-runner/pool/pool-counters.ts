import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import type { AttemptEnd } from './call-end.ts';
import { countsOf, type PriorityCounts } from './priorities.ts';

/** Why work was not begun. */
export type LaterReason = (typeof LATER_REASONS)[number];

export const LATER_REASONS = ['total', 'handler', 'target', 'circuit', 'draining'] as const;

/** Ends of attempts of one handler. */
export interface EndCounts {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly deferred: number;
  /** Ended in a way that nobody foresaw: a fault of the runner. */
  readonly broken: number;
}

/** What a pool has done since it was made: numbers by names of closed sets. */
export interface PoolCounts {
  readonly handlers: ReadonlyMap<string, EndCounts>;
  readonly startedBy: PriorityCounts;
  readonly later: Readonly<Record<LaterReason, number>>;
}

export interface PoolCounters {
  started(handler: string, priority: TaskPriority): void;
  ended(handler: string, outcome: AttemptEnd['outcome'] | 'broken'): void;
  later(reason: LaterReason): void;
  read(): PoolCounts;
}

/** Under which everything is counted that is not a known handler: names in messages are not ours. */
export const OTHER_NAME = 'other';

const NOTHING: EndCounts = { started: 0, succeeded: 0, failed: 0, deferred: 0, broken: 0 };

/** Counters for a closed set of handlers. */
export function createPoolCounters(handlers: readonly string[]): PoolCounters {
  const ends = new Map<string, EndCounts>([...handlers, OTHER_NAME].map((name) => [name, NOTHING]));
  const startedBy = { ...countsOf(() => 0) };
  const later = { total: 0, handler: 0, target: 0, circuit: 0, draining: 0 };
  const add = (handler: string, member: keyof EndCounts): void => {
    const name = ends.has(handler) ? handler : OTHER_NAME;
    const counts = ends.get(name) ?? NOTHING;
    ends.set(name, { ...counts, [member]: counts[member] + 1 });
  };
  return {
    started: (handler, priority) => {
      add(handler, 'started');
      startedBy[priority] += 1;
    },
    ended: (handler, outcome) => add(handler, outcome),
    later: (reason) => {
      later[reason] += 1;
    },
    read: () => ({ handlers: new Map(ends), startedBy: { ...startedBy }, later: { ...later } }),
  };
}
