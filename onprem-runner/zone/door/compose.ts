import { createEnvelopeReader, createEnvelopeWriter, createManifestVerifier, openKeyFolder, openRingSource } from '#shared/adapters/jose/index.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import type { MessageType } from '#shared/core/protocol/message.ts';
import type { Logger } from '#shared/ports/logger.ts';

export interface DoorEnvelopeOptions {
  /** The zone's own private keys. */
  readonly keys: string;
  readonly ring: string;
  /** Thumbprints of the release keys. */
  readonly pins: readonly string[];
  readonly floorFile: string;
  readonly party: string;
  readonly tenant: string;
  readonly accepts: readonly MessageType[];
  readonly logger: Logger;
}

/** How one zone writes and reads messages, and checks manifests. */
export function openDoorEnvelopes({ keys, ring, pins, floorFile, party, tenant, accepts, logger }: DoorEnvelopeOptions) {
  const source = openRingSource({ ring: { file: ring, floorFile }, pins, clock: systemClock, logger });
  const own = openKeyFolder({ folder: keys, clock: systemClock });
  return {
    writer: createEnvelopeWriter({ ring: source, keys: own, clock: systemClock }),
    reader: createEnvelopeReader({ ring: source, keys: own, role: { names: [party], tenant, accepts } }),
    manifests: createManifestVerifier({ ring: source }),
    thumbprints: async () => (await own.signing()).map(({ kid }) => kid),
  };
}
