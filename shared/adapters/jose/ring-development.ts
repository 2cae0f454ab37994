import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addKeys, startRing } from '#shared/core/protocol/ring-change.ts';
import { BOX_KEY_ALGORITHM, type KeyCard, type KeyRing, type SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import type { MessageType } from '#shared/core/protocol/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { readReleaseKey, readRingFile, signRing, writeRingFile, type ReleaseSigner } from './ring-file.ts';
import { createPrivateKeyIn, readPrivateKeys, storePrivateKey } from './signing-key-folder.ts';
import { generatePrivateKey } from './signing-key.ts';

/** What the cloud's side may sign. */
export const CLOUD_MAY: readonly MessageType[] = ['run', 'cancel', 'manifest'];
/** What a runner site may sign. */
export const SITE_MAY: readonly MessageType[] = ['result', 'stale', 'refused', 'beat', 'hello', 'credit'];

/** Where the keys of a development system are: each party's private keys in a folder of its own zone. */
export interface DevelopmentKeyFolders {
  /** The release key, which signs the ring and the manifests. */
  readonly release: string;
  /** The cloud's side: signs commands, opens results. */
  readonly cloud: string;
  /** The bank's side: signs results, opens commands. */
  readonly onPrem: string;
  /** The ring: public, read by both. */
  readonly ring: string;
}

/** Who the parties of a development system are. */
export interface DevelopmentParties {
  readonly tenant: string;
  /** `iss` and `aud` of the cloud's side. */
  readonly cloud: string;
  /** `iss` and `aud` of the runner's site. */
  readonly site: string;
}

/** Everything that both zones of a development system know each other by. */
export interface DevelopmentKeys {
  readonly ring: KeyRing;
  /** Thumbprint to pin. */
  readonly pin: string;
  readonly release: ReleaseSigner;
}

/**
 * Makes a complete set of keys and their ring on the first start, and finds them again on every later one. A party whose keys are gone gets new
 * ones, and a new version of the ring with them in use at once. Errors: `UWF-5005` when a key or the ring cannot be read or written.
 */
export async function ensureDevelopmentKeys(request: {
  readonly folders: DevelopmentKeyFolders;
  readonly parties: DevelopmentParties;
  readonly clock: Clock;
  readonly algorithm?: SigningAlgorithm;
}): Promise<DevelopmentKeys> {
  const { folders, parties, clock, algorithm = 'ES256' } = request;
  const release = await ensureReleaseKey(folders.release, algorithm);
  const { kid: pin } = release.record;
  const now = Math.floor(clock.now() / 1_000);
  const known = existsSync(folders.ring) ? await readRingFile(folders.ring, [pin]) : undefined;
  const cards = [
    ...(await missingCards({ folder: folders.cloud, iss: parties.cloud, may: CLOUD_MAY, algorithm, known })),
    ...(await missingCards({ folder: folders.onPrem, iss: parties.site, tid: parties.tenant, may: SITE_MAY, algorithm, known })),
  ];
  if (known !== undefined && cards.length === 0) return { ring: known, pin, release };
  const ring = known === undefined ? startRing(release.record, { cards, now }) : addKeys(known, { cards, now, isAtOnce: true });
  await mkdir(dirname(folders.ring), { recursive: true });
  await writeRingFile(folders.ring, await signRing(ring, release));
  return { ring, pin, release };
}

async function ensureReleaseKey(folder: string, algorithm: SigningAlgorithm): Promise<ReleaseSigner> {
  const isThere = existsSync(folder) && (await readPrivateKeys(folder)).length > 0;
  if (!isThere) await storePrivateKey(folder, generatePrivateKey(algorithm));
  return readReleaseKey(folder);
}

interface PartyKeys extends Pick<KeyCard, 'iss' | 'tid' | 'may'> {
  readonly folder: string;
  readonly algorithm: SigningAlgorithm;
  readonly known: KeyRing | undefined;
}

/** New keys of a party for each use that it has no key of the ring for. */
async function missingCards({ folder, iss, tid, may, algorithm, known }: PartyKeys): Promise<readonly KeyCard[]> {
  const held = existsSync(folder) ? (await readPrivateKeys(folder)).map(({ kid }) => kid) : [];
  const hasKey = (use: KeyCard['use']): boolean => known?.keys.some((key) => key.iss === iss && key.use === use && held.includes(key.kid) && !known.revoked.includes(key.kid)) ?? false;
  const owner = { folder, iss, ...(tid === undefined ? {} : { tid }) };
  return [
    ...(hasKey('sig') ? [] : [await createPrivateKeyIn({ ...owner, alg: algorithm, may })]),
    ...(hasKey('enc') ? [] : [await createPrivateKeyIn({ ...owner, alg: BOX_KEY_ALGORITHM, may: [] })]),
  ];
}
