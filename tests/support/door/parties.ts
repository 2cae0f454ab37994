import { CLOUD_MAY, SITE_MAY } from '#shared/adapters/jose/index.ts';
import { createMemoryEnvelopeReader, createMemoryEnvelopeWriter, type MemorySigner } from '#shared/adapters/memory/envelope.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';
import type { EnvelopeReader, EnvelopeWriter } from '#shared/ports/envelope.ts';

export const TENANT = 'bank';
export const CLOUD = 'cloud';
export const SITE = 'runner-1';
export const TOPICS = topicsOf('test', TENANT);
export const GROUPS = groupsOf('test', TENANT);

const CLOUD_SIGNER: MemorySigner = { kid: 'cloud-key', secret: 'cloud-secret', iss: CLOUD, may: CLOUD_MAY };
const SITE_SIGNER: MemorySigner = { kid: 'site-key', secret: 'site-secret', iss: SITE, tid: TENANT, may: SITE_MAY };
/** Uses the name of the cloud's key without its secret. */
const FORGER: MemorySigner = { ...CLOUD_SIGNER, secret: 'guessed' };
const SIGNERS = [CLOUD_SIGNER, SITE_SIGNER];

/** How one party writes and reads, with every check of the protocol. */
export interface Party {
  readonly writer: EnvelopeWriter;
  readonly reader: EnvelopeReader;
}

export function cloudParty(): Party {
  return { writer: createMemoryEnvelopeWriter({ signer: CLOUD_SIGNER }), reader: createMemoryEnvelopeReader({ signers: SIGNERS, role: { names: [CLOUD], accepts: SITE_MAY } }) };
}

export function siteParty(): Party {
  return { writer: createMemoryEnvelopeWriter({ signer: SITE_SIGNER }), reader: createMemoryEnvelopeReader({ signers: SIGNERS, role: { names: [SITE], tenant: TENANT, accepts: CLOUD_MAY } }) };
}

/** Writes what nobody may believe. */
export function forger(): EnvelopeWriter {
  return createMemoryEnvelopeWriter({ signer: FORGER });
}
