import { createCronCalendar } from '#shared/adapters/croner/index.ts';
import { nodeDigest, systemClock } from '#shared/adapters/node/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createCommitSignal, type CommitSignal } from '#shared/application/commit-signal.ts';
import { createScheduleFollower } from '#shared/application/schedules/follow-schedule.ts';
import { createDurableAttempts } from '#shared/application/system-attempts.ts';
import type { SystemPorts, SystemRuntime } from '#shared/application/system-ports.ts';
import { createSystemRounds, type SystemRounds } from '#shared/application/system-rounds.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { CloudSettings } from '../../cloud/settings.ts';

/** What events, schedules and workflows that run workflows are made of here. */
export interface SystemParts {
  readonly settings: Pick<CloudSettings, 'tenant' | 'sealingKeys'>;
  readonly logger: Logger;
  readonly validator: SchemaValidator;
  readonly stores: Pick<PostgresPorts, 'definitionStore' | 'eventBus' | 'endedExecutions' | 'scheduleStore'>;
  readonly journal: Pick<DurableJournal, 'read'>;
  readonly index: Pick<ExecutionIndex, 'load'>;
  readonly completion: SystemRuntime['completion'];
  readonly runtime: SystemRuntime['runtime'];
  /** Told of each end that this process notes. */
  readonly ends: CommitSignal;
}

/** The ports of the system's own tasks, and what moves them: by the clock, and at once after what happened in this process. */
export interface AzureSystem {
  readonly ports: SystemPorts;
  readonly rounds: SystemRounds;
}

/** What happens starts a move that nobody waits for: should the process end over it, the clock makes up for it. */
export function composeSystem({ settings, logger, validator, stores, journal, index, completion, runtime, ends }: SystemParts): AzureSystem {
  const { definitionStore, eventBus, endedExecutions, scheduleStore } = stores;
  const [calendar, news] = [createCronCalendar(), createCommitSignal()];
  const clockwork = { clock: systemClock, digest: nodeDigest, calendar, definitionStore, scheduleStore, eventBus, news };
  const ports: SystemPorts = {
    ...clockwork, logger, validator, endedExecutions, runtime, completion,
    schedules: createScheduleFollower(clockwork),
    attempts: createDurableAttempts({ journal, index }),
    inputRules: { tenant: settings.tenant, knownKeys: new Set(settings.sealingKeys.map(({ kid }) => kid)) },
  };
  const rounds = createSystemRounds(ports);
  news.subscribe(() => void rounds.soon('events'));
  ends.subscribe(() => void rounds.soon('ended'));
  return { ports, rounds };
}
