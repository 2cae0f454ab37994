import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { DoorOutbox, OutgoingMessage } from '#shared/ports/door-outbox.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { definitionNotice, manifestClaims } from './announce-definitions.ts';
import type { DoorPorts, DoorSettings } from './settings.ts';

/**
 * Announces released definitions by way of the outbox of the steps: whoever registers needs neither the log nor a key of the door, and an announcement is as
 * safe as the registration. The relay sends it, with what {@link withDefinitions} gives it. Errors of `announce`: `UWF-5001`.
 */
export function createLateAnnouncer(ports: Pick<DoorPorts, 'clock' | 'ids' | 'steps' | 'incarnation'>, settings: DoorSettings): DefinitionAnnouncer {
  return {
    announce: async ({ stored }) => {
      await ports.steps.commit({ changes: [], messages: [{ claims: await manifestClaims(ports, settings, stored), definition: stored.revision }] });
    },
  };
}

/** What the relay reads definitions from. */
export interface LateDefinitionPorts {
  readonly definitionStore: Pick<DefinitionStore, 'findByRevision'>;
  readonly logger: Logger;
}

/**
 * An outbox whose messages have their definitions as bodies. One whose definition is not there could never be sent: it is settled, and an operator is told.
 * Errors of `claimOutbox`: those of the definition store, too; the messages come again after their lease.
 */
export function withDefinitions<T extends DoorOutbox>(outbox: T, ports: LateDefinitionPorts): T {
  return {
    ...outbox,
    claimOutbox: async (request) => {
      const messages = await outbox.claimOutbox(request);
      const filled = await Promise.all(messages.map((message) => filledMessage(ports, message)));
      const lost = messages.filter((_, index) => filled[index] === undefined);
      if (lost.length > 0) await outbox.settleOutbox({ mids: lost.map(({ claims }) => claims.mid) });
      return filled.flatMap((message) => message ?? []);
    },
  };
}

async function filledMessage({ definitionStore, logger }: LateDefinitionPorts, { definition, ...message }: OutgoingMessage): Promise<OutgoingMessage | undefined> {
  if (definition === undefined) return message;
  const stored = await definitionStore.findByRevision({ revision: definition });
  if (stored !== undefined) return { ...message, body: definitionNotice(stored) };
  logger.error('definition-not-stored', { revision: definition });
  return undefined;
}
