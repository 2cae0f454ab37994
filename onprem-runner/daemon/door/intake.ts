import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import type { ReadOutcome } from '#shared/application/door/read-records.ts';
import { ingestCommands, type IngestPorts } from './ingest.ts';
import { BALANCE_MS_DEFAULT, OPEN_ROWS_MAX_DEFAULT, type BankDoorSettings } from './settings.ts';

/** The consumer of the command topics of one process. */
export interface Intake {
  /** One turn; see `ingestCommands`. */
  turn(waitMs: number): Promise<ReadOutcome>;
  /** Priorities whose topics are not read now, because their steps wait already. */
  paused(): readonly Priority[];
}

/**
 * Takes commands in, and leaves the topic of a priority unread while so many of its steps wait that more would only fill the store
 * (protocol §10): the log keeps them.
 */
export function createIntake(ports: IngestPorts, settings: BankDoorSettings, consumer: LogConsumer): Intake {
  const paused = new Set<Priority>();
  let lookAgainAt = 0;
  return {
    turn: async (waitMs) => {
      const now = ports.clock.now();
      if (now >= lookAgainAt) {
        lookAgainAt = now + (settings.balanceMs ?? BALANCE_MS_DEFAULT);
        await balance(ports, settings, { consumer, paused });
      }
      return ingestCommands(ports, settings, { consumer, waitMs });
    },
    paused: () => [...paused],
  };
}

async function balance({ inbox, incarnation }: IngestPorts, settings: BankDoorSettings, intake: { readonly consumer: LogConsumer; readonly paused: Set<Priority> }): Promise<void> {
  const { consumer, paused } = intake;
  const max = settings.openRowsMax ?? OPEN_ROWS_MAX_DEFAULT;
  const counts = await inbox.counts({ rin: await incarnation.current() });
  for (const priority of PRIORITIES) {
    const waiting = counts.filter((count) => count.priority === priority && count.state === 'ready').reduce((sum, { count }) => sum + count, 0);
    const topics = [settings.topics.commandsBy[priority]];
    if (waiting > max && !paused.has(priority)) {
      paused.add(priority);
      await consumer.pause({ topics });
    } else if (waiting * 2 <= max && paused.delete(priority)) {
      await consumer.resume({ topics });
    }
  }
}
