import { createEnvelopeReader, createEnvelopeWriter, generatePrivateKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createMemoryEnvelopeReader, createMemoryEnvelopeWriter, type MemorySigner } from '#shared/adapters/memory/envelope.ts';
import { CLOUD_MAY, SITE_MAY } from '#shared/adapters/jose/index.ts';
import type { ReadingRole } from '#shared/core/protocol/check-claims.ts';
import type { SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import { addKeys } from '#shared/core/protocol/ring-change.ts';
import { cardOf, CLOUD, createDoorParties, heldKeys, NOW, NOW_SECONDS, SITE, TENANT } from '#tests/support/door-parties.ts';
import { envelopeContract } from '../ports/envelope.contract.ts';

const SITE_ROLE: ReadingRole = { names: [SITE], tenant: TENANT, accepts: CLOUD_MAY };
const CLOUD_ROLE: ReadingRole = { names: [CLOUD], accepts: SITE_MAY };

for (const algorithm of ['ES256', 'Ed25519'] as const satisfies readonly SigningAlgorithm[]) {
  const { ring, cloud, site } = createDoorParties(algorithm);
  const stranger = generatePrivateKey(algorithm);
  const clock = createManualClock(NOW);
  const source = { current: async () => ring };
  const strange = addKeys(ring, { cards: [cardOf(stranger, { iss: CLOUD, may: CLOUD_MAY })], now: NOW_SECONDS, isAtOnce: true });
  envelopeContract(`jose with ${algorithm}`, async () => ({
    cloudWriter: createEnvelopeWriter({ ring: source, keys: heldKeys(cloud), clock }),
    siteWriter: createEnvelopeWriter({ ring: source, keys: heldKeys(site), clock }),
    strangerWriter: createEnvelopeWriter({ ring: { current: async () => strange }, keys: heldKeys([stranger]), clock }),
    siteReader: createEnvelopeReader({ ring: source, keys: heldKeys(site), role: SITE_ROLE }),
    cloudReader: createEnvelopeReader({ ring: source, keys: heldKeys(cloud), role: CLOUD_ROLE }),
  }));
}

const CLOUD_SIGNER: MemorySigner = { kid: 'cloud', secret: 'c', iss: CLOUD, may: CLOUD_MAY };
const SITE_SIGNER: MemorySigner = { kid: 'site', secret: 's', iss: SITE, tid: TENANT, may: SITE_MAY };
const SIGNERS = [CLOUD_SIGNER, SITE_SIGNER];

envelopeContract('memory', async () => ({
  cloudWriter: createMemoryEnvelopeWriter({ signer: CLOUD_SIGNER }),
  siteWriter: createMemoryEnvelopeWriter({ signer: SITE_SIGNER }),
  strangerWriter: createMemoryEnvelopeWriter({ signer: { ...CLOUD_SIGNER, kid: 'stranger' } }),
  siteReader: createMemoryEnvelopeReader({ signers: SIGNERS, role: SITE_ROLE }),
  cloudReader: createMemoryEnvelopeReader({ signers: SIGNERS, role: CLOUD_ROLE }),
}));
