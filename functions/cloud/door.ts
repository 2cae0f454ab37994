import { createEnvelopeReader, createEnvelopeWriter, openPrivateKeys, openRingSource, SITE_MAY } from '#shared/adapters/jose/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';
import { collectMessages } from '#shared/application/door/collect-messages.ts';
import { dispatchDue } from '#shared/application/door/dispatch-due.ts';
import { relayMessages } from '#shared/application/door/relay-messages.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import { tellRuntime } from '#shared/application/door/tell-runtime.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { Incarnation } from '#shared/ports/incarnation.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import type { StepStore } from '#shared/ports/step-store.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import type { DoorSecret } from './door-secret.ts';
import type { CloudSettings } from './settings.ts';

/** What the cloud's side of the door is made of. */
export interface HostedDoorOptions {
  readonly settings: CloudSettings;
  /** Pins are read once; keys and ring again as they grow old, so that a rotation needs no deployment. */
  readonly secret: () => Promise<DoorSecret>;
  readonly steps: StepStore;
  readonly log: MessageLog;
  readonly completion: TaskCompletion;
  readonly incarnation: Incarnation;
  readonly logger: Logger;
}

/** Ports and settings of the door's use cases. Errors: `UWF-5005`, and those of the secret. */
export async function openHostedDoor({ settings, secret, ...ports }: HostedDoorOptions): Promise<{ readonly ports: DoorPorts; readonly settings: DoorSettings }> {
  const { environment, tenant, party, site } = settings;
  const { pins } = await secret();
  const topics = topicsOf(environment, tenant);
  const clock = systemClock;
  const ring = openRingSource({ ring: { text: async () => (await secret()).ring }, pins, clock, logger: ports.logger });
  const keys = openPrivateKeys({ read: async () => (await secret()).keys, clock });
  return {
    ports: {
      ...ports,
      clock, ids: randomIdSource, digest: nodeDigest,
      writer: createEnvelopeWriter({ ring, keys, clock }),
      reader: createEnvelopeReader({ ring, keys, role: { names: [party], tenant, accepts: SITE_MAY } }),
      deadLetters: deadLettersIn(ports.log, topics.deadLetters.cloud),
    },
    settings: { tenant, party, site, topics },
  };
}

/** Rounds of one call at most: what is left waits for the next one. */
const ROUNDS_MAX = 50;

export type HostedDoor = Awaited<ReturnType<typeof openHostedDoor>>;

/** Tells the runtime what has come, sends steps that are due and all that waits, until nothing is left. Returns how many messages left. */
export async function moveDoor({ ports, settings }: HostedDoor): Promise<number> {
  const outbox = { clock: ports.clock, logger: ports.logger, outbox: ports.steps, writer: ports.writer, log: ports.log };
  let sent = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const told = await tellRuntime(ports, settings);
    const due = await dispatchDue(ports, settings);
    const left = await relayMessages(outbox);
    sent += left;
    if (told + due + left === 0) break;
  }
  return sent;
}

/** Sends what waits already, without looking for more. */
export async function sendMessages({ ports }: HostedDoor): Promise<number> {
  return relayMessages({ clock: ports.clock, logger: ports.logger, outbox: ports.steps, writer: ports.writer, log: ports.log });
}

/** Takes records of the bank in, and then moves what they set free. Errors: then the same records have to be given again. */
export async function takeIn(door: HostedDoor, consumer: LogConsumer): Promise<void> {
  for (;;) {
    const { records } = await collectMessages(door.ports, door.settings, { consumer, waitMs: 0 });
    if (records === 0) break;
  }
  await moveDoor(door);
}
