import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateAliasCommand, CreateKeyCommand, DeleteAliasCommand, DescribeKeyCommand, paginateListAliases, ScheduleKeyDeletionCommand, type KeySpec, type KeyUsageType,
} from '@aws-sdk/client-kms';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyDescription, KeyUse } from '#shared/ports/key-service.ts';
import { aliasesOf, aliasOf, stillBelieved, type KeyAccount } from './account.ts';
import { ask, askUnless, fromKmsError } from './errors.ts';
import { ALIAS_PAGES_MAX, CREATE_ATTEMPTS_MAX, CREATE_DELAY_MS, DESTROY_DAYS_MIN, NEWEST_KEEP_MS } from './limits.ts';

const VERSION = /^[1-9]\d{0,8}$/u;

/** What the service calls each use, and the kind of key that it takes. */
const KINDS: { readonly [use in KeyUse]: { readonly KeyUsage: KeyUsageType; readonly KeySpec: KeySpec } } = {
  wrap: { KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'SYMMETRIC_DEFAULT' },
  mac: { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' },
  sign: { KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' },
  agree: { KeyUsage: 'KEY_AGREEMENT', KeySpec: 'ECC_NIST_P256' },
};
const USES: readonly KeyUse[] = ['wrap', 'mac', 'sign', 'agree'];

/** Our word for a use of the service. */
export function useOf(usage: string | undefined): KeyUse {
  const use = USES.find((one) => KINDS[one].KeyUsage === usage);
  if (use === undefined) throw new UwfError('UWF-5005', 'the key is for another use');
  return use;
}

/** A key as it is now. */
export async function describeKey(account: KeyAccount, key: string): Promise<KeyDescription | undefined> {
  const versions = await listVersions(account, key);
  const current = versions.at(-1);
  if (current === undefined) return undefined;
  const { KeyMetadata } = await ask(account.client.send(new DescribeKeyCommand({ KeyId: aliasOf(account, key, current) })));
  account.newest.set(key, { value: current, until: performance.now() + NEWEST_KEEP_MS });
  return { key, use: useOf(KeyMetadata?.KeyUsage), current, versions };
}

/** The same where there must be one. Errors: `UWF-5005`. */
export async function requireKey(account: KeyAccount, key: string): Promise<KeyDescription> {
  const description = await describeKey(account, key);
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${key}`);
  return description;
}

/** The newest version. To list all aliases for every data key would cost more than the wrapping, so it is believed for a moment. */
export async function newestVersion(account: KeyAccount, key: string): Promise<number> {
  return stillBelieved(account.newest.get(key)) ?? (await requireKey(account, key)).current;
}

/** The service lists aliases of the whole account only. */
async function listVersions(account: KeyAccount, key: string): Promise<readonly number[]> {
  const beginning = aliasesOf(account, key);
  const versions: number[] = [];
  let pages = 0;
  try {
    for await (const { Aliases = [] } of paginateListAliases({ client: account.client, pageSize: 100 }, {})) {
      if ((pages += 1) > ALIAS_PAGES_MAX) throw new UwfError('UWF-5005', 'the account has too many aliases to find a key among them');
      versions.push(...Aliases.flatMap(({ AliasName = '' }) => (AliasName.startsWith(beginning) ? versionIn(AliasName.slice(beginning.length)) : [])));
    }
  } catch (error) {
    throw fromKmsError(error);
  }
  return withMade(versions.sort((left, right) => left - right), account.made.get(key));
}

function versionIn(text: string): readonly number[] {
  return VERSION.test(text) ? [Number(text)] : [];
}

/** The newest version is never destroyed: one that this process made above those that are listed is only not listed yet. */
function withMade(listed: readonly number[], made: number | undefined): readonly number[] {
  return made !== undefined && made > (listed.at(-1) ?? 0) ? [...listed, made] : listed;
}

/** The key, made with version 1 when there is none. */
export async function ensureKey(account: KeyAccount, key: string, use: KeyUse): Promise<KeyDescription> {
  const found = await describeKey(account, key);
  if (found === undefined) await makeVersion(account, { key, version: 1, use });
  const description = found ?? (await untilSeen(account, key));
  if (description.use !== use) throw new UwfError('UWF-5005', 'the key is for another use');
  return description;
}

/** What somebody else has made a moment ago is seen soon. */
async function untilSeen(account: KeyAccount, key: string): Promise<KeyDescription> {
  for (let attempt = 1; attempt < CREATE_ATTEMPTS_MAX; attempt += 1) {
    const description = await describeKey(account, key);
    if (description !== undefined) return description;
    await sleep(CREATE_DELAY_MS * 2 ** attempt);
  }
  return requireKey(account, key);
}

/** Adds a version; of several that do so at once each adds one. */
export async function rotateKey(account: KeyAccount, key: string): Promise<KeyDescription> {
  for (let attempt = 1; attempt <= CREATE_ATTEMPTS_MAX; attempt += 1) {
    const { use, current } = await requireKey(account, key);
    if (await makeVersion(account, { key, version: current + 1, use })) return requireKey(account, key);
    await sleep(CREATE_DELAY_MS * 2 ** attempt * Math.random());
  }
  throw new UwfError('UWF-5007', 'others make versions of this key all the time');
}

/** Makes a key of the service and gives it the alias, which only one key can have: who comes second throws its key away. */
async function makeVersion(account: KeyAccount, { key, version, use }: { readonly key: string; readonly version: number; readonly use: KeyUse }): Promise<boolean> {
  const { client } = account;
  const { KeyMetadata } = await ask(client.send(new CreateKeyCommand({ ...KINDS[use], Description: `Unified Workflow System: ${key}, version ${String(version)}` })));
  const TargetKeyId = KeyMetadata?.KeyId;
  assert(TargetKeyId !== undefined, 'a new key has an id');
  try {
    await client.send(new CreateAliasCommand({ AliasName: aliasOf(account, key, version), TargetKeyId }));
    account.made.set(key, version);
    return true;
  } catch (error) {
    await askUnless(['NotFoundException'], client.send(new ScheduleKeyDeletionCommand({ KeyId: TargetKeyId, PendingWindowInDays: DESTROY_DAYS_MIN })));
    if (error instanceof Error && error.name === 'AlreadyExistsException') return false;
    throw fromKmsError(error);
  }
}

/** Lets the service destroy a version: nothing can be done with it from now on. The alias goes last, so that a call that breaks off can be repeated. */
export async function destroyVersion(account: KeyAccount, key: string, version: number): Promise<void> {
  const { client, destroyDays } = account;
  if ((await requireKey(account, key)).current === version) throw new UwfError('UWF-5005', `version ${String(version)} of the key ${key} is the newest: it is in use`);
  const AliasName = aliasOf(account, key, version);
  account.points.delete(AliasName);
  const found = await askUnless(['NotFoundException'], client.send(new DescribeKeyCommand({ KeyId: AliasName })));
  if (found?.KeyMetadata?.KeyId === undefined) return;
  // It is being deleted already, or has been.
  const gone = ['KMSInvalidStateException', 'NotFoundException'];
  await askUnless(gone, client.send(new ScheduleKeyDeletionCommand({ KeyId: found.KeyMetadata.KeyId, PendingWindowInDays: destroyDays })));
  await askUnless(gone, client.send(new DeleteAliasCommand({ AliasName })));
}
