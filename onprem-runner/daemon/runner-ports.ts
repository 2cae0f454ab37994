import type { Topics } from '#shared/core/work/topics.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { Inbox } from '#shared/ports/inbox.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Sealer, Unsealer } from '#shared/ports/sealer.ts';
import type { TaskQueue } from '#shared/ports/task-queue.ts';
import type { TaskPorts } from '../tasks/task-context.ts';

/** What a runner works with. The queue joins the zones; everything else lies in the on-prem zone. */
export interface RunnerPorts extends TaskPorts {
  readonly queue: TaskQueue;
  readonly inbox: Inbox;
  /** The runner's own registry, filled by `receiveDefinitions`. */
  readonly definitions: DefinitionStore;
  readonly sealer: Sealer;
  readonly unsealer: Unsealer;
  readonly logger: Logger;
  /** Takes definitions in from the control topic and says how many. Absent: someone else does. */
  readonly receiveDefinitions?: () => Promise<number>;
}

/** Settings of a runner. */
export interface RunnerOptions {
  /** Identity of the runner site: `sub` of the results that it seals. Runners that share an inbox share it. */
  readonly runnerId: string;
  /** This process, among those that share the inbox; the runner id unless given. */
  readonly worker?: string;
  readonly tenant: string;
  readonly topics: Topics;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly drainMs?: number;
}

export type RunnerSettings = Required<RunnerOptions>;
