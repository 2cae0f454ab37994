import type { DeclassifiedRelease } from '#shared/core/tier/release.ts';
import type { WorkItem } from '#shared/core/work/message.ts';

/** What a runner has done since it started: numbers and names, no data. */
export interface RunnerCounts {
  readonly accepted: number;
  /** Messages moved to the dead letters, by reject code. */
  readonly rejected: { readonly [code: string]: number };
  readonly succeeded: number;
  /** Failed attempts by ASL error name. */
  readonly failed: { readonly [error: string]: number };
  /** Values let out by declassification. */
  readonly releases: readonly ReleaseCount[];
}

/** One declassification of one task and how often it let something out. */
export interface ReleaseCount extends DeclassifiedRelease {
  readonly definition: string;
  readonly state: string;
  readonly count: number;
}

export interface Counters {
  accepted(records: number): void;
  rejected(code: string): void;
  succeeded(item: WorkItem, releases: readonly DeclassifiedRelease[]): void;
  failed(error: string): void;
  read(): RunnerCounts;
}

export function createCounters(): Counters {
  const totals = { accepted: 0, succeeded: 0 };
  const rejected = new Map<string, number>();
  const failed = new Map<string, number>();
  const releases = new Map<string, ReleaseCount>();
  return {
    accepted: (records) => void (totals.accepted += records),
    rejected: (code) => void rejected.set(code, (rejected.get(code) ?? 0) + 1),
    failed: (error) => void failed.set(error, (failed.get(error) ?? 0) + 1),
    succeeded: (item, released) => {
      totals.succeeded += 1;
      for (const release of released) countRelease(releases, item, release);
    },
    read: () => ({ ...totals, rejected: Object.fromEntries(rejected), failed: Object.fromEntries(failed), releases: [...releases.values()] }),
  };
}

function countRelease(releases: Map<string, ReleaseCount>, item: WorkItem, release: DeclassifiedRelease): void {
  const { namespace, name, version } = item.definition;
  const definition = `${namespace}.${name}@${version}`;
  const key = JSON.stringify([definition, item.state, release.pointer, release.method, release.purpose]);
  releases.set(key, { ...release, definition, state: item.state, count: (releases.get(key)?.count ?? 0) + 1 });
}
