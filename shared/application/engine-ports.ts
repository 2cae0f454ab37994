import type { Topics } from '#shared/core/work/topics.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DefinitionAnnouncer, ManifestSigner } from '#shared/ports/definition-release.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { ResourceFetcher } from '#shared/ports/resource-fetcher.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import type { CommitSignal } from './commit-signal.ts';
import type { RoutedTask } from './door/dispatch-tasks.ts';
import type { ProgramCache } from './program-cache.ts';
import type { ScheduleFollower } from './schedules/schedule-follower.ts';

/** Everything that the engine's use cases are given; each one names the part that it needs. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly digest: Digest;
  readonly executionStore: ExecutionStore;
  readonly definitionStore: DefinitionStore;
  readonly taskQueue: TaskQueue;
  readonly topics: Topics;
  /** One per process, see `createProgramCache`. */
  readonly programs: ProgramCache;
  /** Fetches what definitions need from outside while they are registered. Absent: nothing is fetched. */
  readonly resourceFetcher?: ResourceFetcher;
  /** Told after each commit, so that the engine loop of this process need not wait for its next poll. */
  readonly commits?: CommitSignal;
  /** Where tasks go whose zone is not the target's. Absent: there is no other zone; such tasks stay in the outbox. */
  readonly door?: TaskDoor;
  /** Vouches for registered versions. Absent: nothing is released to another zone. */
  readonly manifests?: ManifestSigner;
  /** Tells the other zone of versions that have tasks there. */
  readonly announcer?: DefinitionAnnouncer;
  /** Told of each registered version; absent: this process keeps no schedules. */
  readonly schedules?: ScheduleFollower;
}

/** The way to the other zone. */
export interface TaskDoor {
  /** Takes tasks and cancellations over. Idempotent by attempt id. Errors: `UWF-5001`; then the same tasks have to be given again. */
  dispatch(tasks: readonly RoutedTask[]): Promise<void>;
}
