import { isKeyName } from '#shared/core/kernel/key-name.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyUse } from '#shared/ports/key-service.ts';
import * as pkcs11 from './constants.ts';
import type { Handle, Template } from './driver.ts';
import { FOUND_OBJECTS_MAX } from './limits.ts';
import type { Session } from './session-pool.ts';

/** What the objects of this system are found by among others of the token. */
const LABEL_PREFIX = 'uwf:';
/** Object identifier of the curve P-256, DER (RFC 5480 §2.1.1.1). */
const P_256 = Buffer.from('06082a8648ce3d030107', 'hex');
const VERSION_LENGTH = 4;

/** A version of a key in the token. */
export interface KeyObject {
  readonly version: number;
  readonly handle: Handle;
}

/** Label of a key. Errors: `UWF-5005`. */
export function labelOf(key: string): string {
  if (isKeyName(key)) return LABEL_PREFIX + key;
  throw new UwfError('UWF-5005', 'a key has a name of lower-case letters, digits and -');
}

/** The secret halves of all versions of a key, in their order. Errors: `UWF-5005` when two claim to be the same version: nobody can tell which is right. */
export function findVersions(session: Session, key: string): readonly KeyObject[] {
  const found = [pkcs11.CKO_SECRET_KEY, pkcs11.CKO_PRIVATE_KEY].flatMap((objectClass) => find(session, [{ type: pkcs11.CKA_CLASS, value: objectClass }, { type: pkcs11.CKA_LABEL, value: labelOf(key) }]));
  const versions = found.map((handle) => ({ handle, version: versionOf(attribute(session, handle, pkcs11.CKA_ID)) })).sort((left, right) => left.version - right.version);
  const repeated = versions.find(({ version }, index) => versions[index + 1]?.version === version);
  if (repeated !== undefined) throw new UwfError('UWF-5005', `the token has two objects for version ${repeated.version} of the key ${key}: remove the one that was made by mistake`);
  return versions;
}

/** What the handle of a version is kept by. */
export function handleName(key: string, version: number): string {
  return `${key}.${version}`;
}

/** One version of a key. Errors: `UWF-5005` when the token is there and has none, `UWF-5007` when it has gone. */
export function findVersion(session: Session, { key, version, use }: { readonly key: string; readonly version: number; readonly use: KeyUse }): Handle {
  const name = handleName(key, version);
  const known = session.handles.get(name);
  if (known !== undefined) return known;
  const handle = findVersions(session, key).find((one) => one.version === version)?.handle;
  if (handle === undefined) throw absent(session, `there is no version ${version} of a key ${key}`);
  if (useOf(session, handle) !== use) throw new UwfError('UWF-5005', 'the key is for another use');
  session.handles.set(name, handle);
  return handle;
}

/** What an empty search means: the key is not there, or the token is not. */
export function absent(session: Session, detail: string): UwfError {
  return session.isPresent() ? new UwfError('UWF-5005', detail) : new UwfError('UWF-5007', 'the token has gone', { details: { reason: 'CKR_TOKEN_NOT_PRESENT' } });
}

/** The public half of a version. */
export function findPublicHalf(session: Session, key: string, version: number): Handle | undefined {
  return find(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PUBLIC_KEY }, { type: pkcs11.CKA_LABEL, value: labelOf(key) }, { type: pkcs11.CKA_ID, value: idOf(version) }])[0];
}

/** What a key is for, told by its kind and its permissions. */
export function useOf(session: Session, handle: Handle): KeyUse {
  const kind = attribute(session, handle, pkcs11.CKA_KEY_TYPE);
  if (kind[0] === pkcs11.CKK_AES) return 'wrap';
  if (kind[0] === pkcs11.CKK_EC) return attribute(session, handle, pkcs11.CKA_SIGN)[0] === 1 ? 'sign' : 'agree';
  return 'mac';
}

/** Makes a version of a key in the token, which never gives it out. */
export async function generateVersion(session: Session, { key, version, use }: { readonly key: string; readonly version: number; readonly use: KeyUse }): Promise<void> {
  const { cryptoki, handle } = session;
  const name: Template = [{ type: pkcs11.CKA_TOKEN, value: true }, { type: pkcs11.CKA_LABEL, value: labelOf(key) }, { type: pkcs11.CKA_ID, value: idOf(version) }];
  const secret: Template = [...name, { type: pkcs11.CKA_PRIVATE, value: true }, { type: pkcs11.CKA_SENSITIVE, value: true }, { type: pkcs11.CKA_EXTRACTABLE, value: false }, ...PERMISSIONS[use]];
  if (use === 'wrap') await cryptoki.C_GenerateKeyAsync(handle, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [...secret, { type: pkcs11.CKA_VALUE_LEN, value: 32 }]);
  else if (use === 'mac') await cryptoki.C_GenerateKeyAsync(handle, { mechanism: pkcs11.CKM_GENERIC_SECRET_KEY_GEN }, [...secret, { type: pkcs11.CKA_VALUE_LEN, value: 32 }]);
  else await cryptoki.C_GenerateKeyPairAsync(handle, { mechanism: pkcs11.CKM_EC_KEY_PAIR_GEN }, [...name, { type: pkcs11.CKA_EC_PARAMS, value: P_256 }, { type: pkcs11.CKA_VERIFY, value: use === 'sign' }], secret);
}

const no = (...types: readonly number[]): Template => types.map((type) => ({ type, value: false }));
const yes = (...types: readonly number[]): Template => types.map((type) => ({ type, value: true }));

/** One use for each key: a key that wraps data keys must not decrypt them before everybody's eyes. */
const PERMISSIONS: { readonly [use in KeyUse]: Template } = {
  wrap: [...yes(pkcs11.CKA_WRAP, pkcs11.CKA_UNWRAP), ...no(pkcs11.CKA_ENCRYPT, pkcs11.CKA_DECRYPT, pkcs11.CKA_SIGN, pkcs11.CKA_VERIFY, pkcs11.CKA_DERIVE)],
  mac: [...yes(pkcs11.CKA_SIGN, pkcs11.CKA_VERIFY), ...no(pkcs11.CKA_ENCRYPT, pkcs11.CKA_DECRYPT, pkcs11.CKA_WRAP, pkcs11.CKA_UNWRAP, pkcs11.CKA_DERIVE)],
  sign: [...yes(pkcs11.CKA_SIGN), ...no(pkcs11.CKA_DECRYPT, pkcs11.CKA_UNWRAP, pkcs11.CKA_DERIVE)],
  agree: [...yes(pkcs11.CKA_DERIVE), ...no(pkcs11.CKA_DECRYPT, pkcs11.CKA_UNWRAP, pkcs11.CKA_SIGN)],
};

/** A data key as an object of the session: it lives for one call. */
export const SESSION_SECRET: Template = [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY }, { type: pkcs11.CKA_TOKEN, value: false },
  { type: pkcs11.CKA_SENSITIVE, value: false }, { type: pkcs11.CKA_EXTRACTABLE, value: true },
];

/** The bytes of an attribute. */
export function attribute({ cryptoki, handle }: Session, object: Handle, type: number): Buffer {
  return cryptoki.C_GetAttributeValue(handle, object, [{ type }])[0]?.value ?? Buffer.alloc(0);
}

function find({ cryptoki, handle }: Session, template: Template): readonly Handle[] {
  cryptoki.C_FindObjectsInit(handle, template);
  try {
    return cryptoki.C_FindObjects(handle, FOUND_OBJECTS_MAX);
  } finally {
    cryptoki.C_FindObjectsFinal(handle);
  }
}

function idOf(version: number): Buffer {
  const id = Buffer.alloc(VERSION_LENGTH);
  id.writeUInt32BE(version);
  return id;
}

function versionOf(id: Buffer): number {
  return id.length === VERSION_LENGTH ? id.readUInt32BE() : 0;
}
