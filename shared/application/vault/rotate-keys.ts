import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { VAULT_REWRAP_KEYS_DEFAULT } from '#shared/core/vault/limits.ts';
import type { KeyDescription, KeyService } from '#shared/ports/key-service.ts';
import type { Rewrapping, StoredDataKey, VaultStore } from '#shared/ports/vault-store.ts';
import { checkActor } from './check-entries.ts';
import { record, type RecordPorts } from './record.ts';

/** What a change of the key-encryption key works with. */
export interface RotationPorts extends RecordPorts {
  readonly store: VaultStore;
  readonly keys: KeyService;
}

/** Which key-encryption key, and who asks. */
export interface RotationRequest {
  readonly actor: string;
  readonly kek: string;
}

/** How far a re-wrap has come. */
export interface RewrapCounts {
  readonly rewrapped: number;
  /** Data keys that were destroyed or re-wrapped by somebody else meanwhile. */
  readonly skipped: number;
  /** Data keys that do not unwrap: changed in the store. They stay as they are. */
  readonly damaged: number;
}

/** A new version of the key-encryption key, used from now on; what is wrapped under the old ones goes on working. Errors: `UWF-4000`, `UWF-5005`, `UWF-5007`, `UWF-5008`. */
export async function rotateKey(ports: RotationPorts, { actor, kek }: RotationRequest): Promise<KeyDescription> {
  checkActor(actor);
  const before = await describeKey(ports, kek);
  await record(ports, 'key-rotating', actor, { key: kek, from: before.current });
  const after = await ports.keys.rotate({ key: kek });
  await record(ports, 'key-rotated', actor, { key: kek, to: after.current });
  return after;
}

/** How a re-wrap goes about it. */
export interface RewrapOptions {
  /** Data keys in one step. */
  readonly batch?: number;
  /** Called after each step; waits for as long as it likes, which is how the work is throttled. */
  readonly onStep?: (counts: RewrapCounts) => Promise<void>;
  /** Stops between two steps; beginning again later goes on where it stopped. */
  readonly signal?: AbortSignal;
}

/**
 * Wraps every data key under the newest version of the key-encryption key, while the vault is in use: values are not touched, and each data
 * key opens at any moment. Works on what is still under an older version, so it can be stopped, fail and begin again at any time.
 * Errors: `UWF-4000`, `UWF-5001`, `UWF-5007`, `UWF-5008`.
 */
export async function rewrapDataKeys(ports: RotationPorts, { actor, kek }: RotationRequest, options: RewrapOptions = {}): Promise<RewrapCounts> {
  checkActor(actor);
  const { current } = await describeKey(ports, kek);
  const max = options.batch ?? VAULT_REWRAP_KEYS_DEFAULT;
  await record(ports, 'keys-rewrapping', actor, { key: kek, to: current });
  const counts = { rewrapped: 0, skipped: 0, damaged: 0 };
  let after = '';
  while (options.signal?.aborted !== true) {
    const keys = await ports.store.dataKeysBelow({ kek, version: current, after, max });
    const last = keys.at(-1);
    if (last === undefined) break;
    after = last.keyId;
    await rewrapStep(ports, { kek, keys }, counts);
    await options.onStep?.({ ...counts });
  }
  await record(ports, 'keys-rewrapped', actor, { key: kek, to: current, ...counts });
  return counts;
}

async function rewrapStep(ports: RotationPorts, { kek, keys }: { readonly kek: string; readonly keys: readonly StoredDataKey[] }, counts: { rewrapped: number; skipped: number; damaged: number }): Promise<void> {
  const changes: Rewrapping[] = [];
  for (const stored of keys) {
    const change = await rewrapOne(ports.keys, stored);
    if (change === undefined) counts.damaged += 1;
    else changes.push(change);
  }
  const done = changes.length === 0 ? 0 : await ports.store.rewrap({ kek, changes });
  counts.rewrapped += done;
  counts.skipped += changes.length - done;
}

async function rewrapOne(keys: KeyService, { keyId, kek, version: from, wrapped: old }: StoredDataKey): Promise<Rewrapping | undefined> {
  const dataKey = await unwrapOrUndefined(keys, { kek, version: from, wrapped: old });
  if (dataKey === undefined) return undefined;
  try {
    return { keyId, from, ...(await keys.wrap({ key: kek, dataKey })) };
  } finally {
    dataKey.fill(0);
  }
}

async function unwrapOrUndefined(keys: KeyService, { kek, version, wrapped }: { readonly kek: string; readonly version: number; readonly wrapped: string }): Promise<Uint8Array | undefined> {
  try {
    return await keys.unwrap({ key: kek, version, wrapped });
  } catch (error) {
    if (error instanceof UwfError && error.code === 'UWF-5009') return undefined;
    throw error;
  }
}

/**
 * Destroys every version of the key-encryption key but the newest: copies of the data keys that were made before their re-wrap (backups, old
 * pages of the disk) open nothing any more. From the first step on no data key is written under an old version.
 * Errors: `UWF-4095` when data keys still rest on an old version, and those of {@link rotateKey}.
 */
export async function destroyOldKeys(ports: RotationPorts, { actor, kek }: RotationRequest): Promise<readonly number[]> {
  checkActor(actor);
  const { current, versions } = await describeKey(ports, kek);
  const left = await ports.store.retire({ kek, below: current });
  if (left > 0) throw new UwfError('UWF-4095', `${left} data keys are wrapped under old versions of ${kek}`, { details: { dataKeys: left } });
  const old = versions.filter((version) => version < current);
  const about: JsonObject = { key: kek, versions: old };
  await record(ports, 'key-destroying', actor, about);
  for (const version of old) await ports.keys.destroy({ key: kek, version });
  await record(ports, 'key-destroyed', actor, about);
  return old;
}

async function describeKey({ keys }: RotationPorts, key: string): Promise<KeyDescription> {
  const description = await keys.describe({ key });
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${key}`);
  return description;
}
