import type { Topics } from '#shared/core/work/topics.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { ExecutionStore } from '#shared/ports/execution-store.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import type { CommitSignal } from './commit-signal.ts';
import type { ProgramCache } from './program-cache.ts';

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
  /** Told after each commit, so that the engine loop of this process need not wait for its next poll. */
  readonly commits?: CommitSignal;
}
