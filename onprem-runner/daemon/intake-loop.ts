import { keepSubscribed } from '#shared/application/door/keep-subscribed.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import { createIntake, type Intake } from './door/intake.ts';
import type { ReadOutcome } from '#shared/application/door/read-records.ts';
import type { IngestPorts } from './door/ingest.ts';
import type { BankDoorSettings } from './door/settings.ts';

/** The intake of one process over all subscriptions that it will have. */
export interface SteadyIntake {
  turn(waitMs: number): Promise<ReadOutcome>;
  close(): Promise<void>;
}

/** Reads the four topics of commands; joins the group again after a failure. */
export function createSteadyIntake(ports: IngestPorts & { readonly log: MessageLog }, settings: BankDoorSettings, { group }: { readonly group: string }): SteadyIntake {
  const topics = PRIORITIES.map((priority) => settings.topics.commandsBy[priority]);
  const member = keepSubscribed(ports.log, { topics, group, consumer: `${settings.worker}.commands` });
  let current: { readonly consumer: LogConsumer; readonly intake: Intake } | undefined;
  // What is paused belongs to a subscription.
  const intakeOf = (consumer: LogConsumer): Intake => {
    if (current?.consumer !== consumer) current = { consumer, intake: createIntake(ports, settings, consumer) };
    return current.intake;
  };
  return { turn: (waitMs) => member.use((consumer) => intakeOf(consumer).turn(waitMs)), close: member.close };
}
