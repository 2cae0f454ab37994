import { CLOUD_MAY, SITE_MAY, generatePrivateKey, isSigningKey, toOpeningKey, toSigningKey, type PrivateKeyFile } from '#shared/adapters/jose/index.ts';
import { lifeSecondsMax } from '#shared/core/protocol/check-claims.ts';
import type { CancelClaims, ManifestClaims, MessageType, ResultClaims, RunClaims } from '#shared/core/protocol/message.ts';
import { startRing } from '#shared/core/protocol/ring-change.ts';
import type { KeyCard, KeyRing, SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import type { PrivateKeys } from '#shared/ports/private-keys.ts';

/** When everything of these suites happens: epoch milliseconds. */
export const NOW = 1_800_000_000_000;
export const NOW_SECONDS = NOW / 1_000;

export const CLOUD = 'dispatcher';
export const SITE = 'site-1';
export const TENANT = 'bank';
export const COMMANDS = 'uwf.test.bank.cmd.normal';
export const RESULTS = 'uwf.test.bank.res';
export const CONTROL = 'uwf.test.bank.ctl';
export const EXECUTION = '0191f2c6-8d2f-7a30-9b11-5f2d8c1f0a01';

export function cardOf(key: PrivateKeyFile, owner: Pick<KeyCard, 'iss' | 'tid' | 'may'>): KeyCard {
  const use = isSigningKey(key) ? 'sig' : 'enc';
  return { kid: key.kid, jwk: key.jwk, alg: key.alg, use, iss: owner.iss, ...(owner.tid === undefined ? {} : { tid: owner.tid }), may: use === 'sig' ? owner.may : [] };
}

export function heldKeys(files: readonly PrivateKeyFile[]): PrivateKeys {
  const signing = files.filter(isSigningKey).map(toSigningKey);
  const opening = files.filter((key) => !isSigningKey(key)).map(toOpeningKey);
  return { signing: async () => signing, opening: async () => opening };
}

/** Keys of both sides and their ring, in memory. */
export interface DoorParties {
  readonly ring: KeyRing;
  readonly release: PrivateKeyFile;
  readonly cloud: readonly PrivateKeyFile[];
  readonly site: readonly PrivateKeyFile[];
}

export function createDoorParties(algorithm: SigningAlgorithm = 'ES256'): DoorParties {
  const release = generatePrivateKey(algorithm);
  const cloud = [generatePrivateKey(algorithm), generatePrivateKey('ECDH-ES+A256KW')];
  const site = [generatePrivateKey(algorithm), generatePrivateKey('ECDH-ES+A256KW')];
  const cards = [...cloud.map((key) => cardOf(key, { iss: CLOUD, may: CLOUD_MAY })), ...site.map((key) => cardOf(key, { iss: SITE, tid: TENANT, may: SITE_MAY }))];
  const ring = startRing({ kid: release.kid, alg: algorithm, jwk: release.jwk }, { cards, now: NOW_SECONDS - 86_400 });
  return { ring, release, cloud, site };
}

let messages = 0;

/** A new message id, 128 bits in base64url. */
export function nextMid(): string {
  messages += 1;
  return Buffer.from(messages.toString(16).padStart(32, '0'), 'hex').toString('base64url');
}

function times(typ: MessageType): { readonly iat: number; readonly exp: number } {
  return { iat: NOW_SECONDS, exp: NOW_SECONDS + lifeSecondsMax(typ) };
}

const STEP = { exe: EXECUTION, stp: `${EXECUTION}-4`, itr: '', att: 1 };
export const KEY = Buffer.alloc(32, 7).toString('base64url');

export function runClaims(more: Partial<RunClaims> = {}): RunClaims {
  return {
    v: 1, typ: 'run', mid: nextMid(), iss: CLOUD, aud: SITE, tid: TENANT, top: COMMANDS, ...STEP, cin: 1, rin: 1, ...times('run'),
    act: 'function:scoring@1.2.0', wfd: 'ab'.repeat(32), key: KEY, kind: 'idempotent', ref: 'r-1', apr: [], ...more,
  };
}

export function cancelClaims(more: Partial<CancelClaims> = {}): CancelClaims {
  return { v: 1, typ: 'cancel', mid: nextMid(), iss: CLOUD, aud: SITE, tid: TENANT, top: COMMANDS, ...STEP, cin: 1, rin: 1, ...times('cancel'), key: KEY, why: 'stopped', ...more };
}

export function resultClaims(more: Partial<ResultClaims> = {}): ResultClaims {
  return { v: 1, typ: 'result', mid: nextMid(), iss: SITE, aud: CLOUD, tid: TENANT, top: RESULTS, ...STEP, cin: 1, rin: 1, ...times('result'), outcome: 'done', epoch: 1, ref: 'r-1', ...more };
}

export function manifestClaims(more: Partial<ManifestClaims> = {}): ManifestClaims {
  return { v: 1, typ: 'manifest', mid: nextMid(), iss: CLOUD, aud: SITE, tid: TENANT, top: CONTROL, cin: 1, rin: 1, ...times('manifest'), site: SITE, manifest: 'e30.e30.AA', ...more };
}

/** One of each type, in the direction that it goes. */
export function everyClaims() {
  const answer = { v: 1, iss: SITE, aud: CLOUD, tid: TENANT, top: RESULTS, ...STEP, cin: 1, rin: 2 } as const;
  const notice = { v: 1, iss: SITE, aud: CLOUD, tid: TENANT, top: CONTROL, cin: 1, rin: 2, site: SITE } as const;
  return [
    runClaims(),
    cancelClaims(),
    resultClaims(),
    { ...answer, typ: 'stale', mid: nextMid(), ...times('stale'), of: 'run' },
    { ...answer, typ: 'refused', mid: nextMid(), ...times('refused'), why: 'expired' },
    { ...answer, typ: 'beat', mid: nextMid(), ...times('beat'), epoch: 3, pct: 50 },
    { ...notice, typ: 'hello', mid: nextMid(), ...times('hello'), boot: 'b-1', keys: [KEY] },
    { ...notice, typ: 'credit', mid: nextMid(), ...times('credit'), slots: 8, lag: 0 },
    manifestClaims(),
  ] as const;
}
