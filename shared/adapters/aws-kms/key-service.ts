import { createHash } from 'node:crypto';
// Imported by name and not as a whole: what a function of the cloud does not use stays out of its bundle.
import { DecryptCommand, DeriveSharedSecretCommand, EncryptCommand, GenerateMacCommand, GetPublicKeyCommand, SignCommand } from '@aws-sdk/client-kms';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyService, KeyUse, PublicPoint, WrappedKey } from '#shared/ports/key-service.ts';
import { aliasOf, openAccount, stillBelieved, type KeyAccount } from './account.ts';
import { checkOptions, type KmsOptions } from './config.ts';
import { ask } from './errors.ts';
import { describeKey, destroyVersion, ensureKey, newestVersion, rotateKey, useOf } from './key-versions.ts';
import { MAC_BYTES_MAX, POINT_KEEP_MS, WRAPPED_BYTES_MAX } from './limits.ts';
import { fromDerSignature, fromSpki, toSpki, verifyText } from './points.ts';

interface VersionOfKey {
  readonly key: string;
  readonly version: number;
}

/**
 * Keys of AWS KMS, one for each version, behind the alias `alias/<prefix>/<key>/<version>`. A data key is encrypted together with the name of its key and
 * version (encryption context), so that it opens under no other. Destroying a version ends its use at once; the service erases it after `destroyDays`.
 * A fingerprint is of at most 4,096 bytes (`UWF-4000`). Aliases and keys are seen by all a moment after they were made: a key that is new may be refused once.
 * Errors: `UWF-5005` (options).
 */
export function createKmsKeyService(options: KmsOptions): KeyService {
  checkOptions(options);
  const account = openAccount(options);
  return {
    uses: new Set<KeyUse>(['wrap', 'mac', 'sign', 'agree']),
    ensure: ({ key, use }) => ensureKey(account, key, use),
    describe: ({ key }) => describeKey(account, key),
    rotate: ({ key }) => rotateKey(account, key),
    destroy: ({ key, version }) => destroyVersion(account, key, version),
    wrap: ({ key, dataKey }) => wrap(account, key, dataKey),
    unwrap: (request) => unwrap(account, request),
    mac: (request) => mac(account, request),
    sign: ({ key, text }) => sign(account, key, text),
    verify: async ({ key, version, text, signature }) => verifyText(await publicHalf(account, { key, version }, ['sign']), text, signature),
    agree: (request) => agree(account, request),
    publicKey: ({ key, version }) => publicHalf(account, { key, version }, ['sign', 'agree']),
    close: async () => account.client.destroy(),
  };
}

function contextOf({ key, version }: VersionOfKey): Record<string, string> {
  return { 'uwf:key': key, 'uwf:version': String(version) };
}

async function wrap(account: KeyAccount, key: string, dataKey: Uint8Array): Promise<WrappedKey> {
  const version = await newestVersion(account, key);
  const request = new EncryptCommand({ KeyId: aliasOf(account, key, version), Plaintext: dataKey, EncryptionContext: contextOf({ key, version }) });
  const { CiphertextBlob } = await ask(account.client.send(request));
  assert(CiphertextBlob !== undefined, 'what was encrypted is there');
  return { version, wrapped: Buffer.from(CiphertextBlob).toString('base64url') };
}

async function unwrap(account: KeyAccount, { key, version, wrapped }: { readonly key: string } & WrappedKey): Promise<Uint8Array> {
  const CiphertextBlob = Buffer.from(wrapped, 'base64url');
  if (CiphertextBlob.length === 0 || CiphertextBlob.length > WRAPPED_BYTES_MAX) throw new UwfError('UWF-5009', 'a data key does not unwrap');
  const request = new DecryptCommand({ KeyId: aliasOf(account, key, version), CiphertextBlob, EncryptionContext: contextOf({ key, version }) });
  return copied((await ask(account.client.send(request))).Plaintext);
}

async function mac(account: KeyAccount, { key, version, text }: VersionOfKey & { readonly text: string }): Promise<string> {
  assert(text !== '', 'a fingerprint is of a text');
  const Message = Buffer.from(text, 'utf8');
  if (Message.length > MAC_BYTES_MAX) throw new UwfError('UWF-4000', `a fingerprint by KMS is of at most ${String(MAC_BYTES_MAX)} bytes`);
  const { Mac } = await ask(account.client.send(new GenerateMacCommand({ KeyId: aliasOf(account, key, version), MacAlgorithm: 'HMAC_SHA_256', Message })));
  assert(Mac !== undefined, 'a fingerprint is there');
  return Buffer.from(Mac).toString('base64url');
}

/** The digest is made here: the service takes no long texts. */
async function sign(account: KeyAccount, key: string, text: string): Promise<{ readonly version: number; readonly signature: string }> {
  const version = await newestVersion(account, key);
  const Message = createHash('sha256').update(text, 'utf8').digest();
  const request = new SignCommand({ KeyId: aliasOf(account, key, version), Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
  const { Signature } = await ask(account.client.send(request));
  assert(Signature !== undefined, 'a signature is there');
  return { version, signature: fromDerSignature(Signature) };
}

async function agree(account: KeyAccount, { key, version, publicKey }: VersionOfKey & { readonly publicKey: PublicPoint }): Promise<Uint8Array> {
  const PublicKey = toSpki(publicKey);
  const { SharedSecret } = await ask(account.client.send(new DeriveSharedSecretCommand({ KeyId: aliasOf(account, key, version), KeyAgreementAlgorithm: 'ECDH', PublicKey })));
  return copied(SharedSecret);
}

async function publicHalf(account: KeyAccount, { key, version }: VersionOfKey, uses: readonly KeyUse[]): Promise<PublicPoint> {
  const { use, point } = stillBelieved(account.points.get(aliasOf(account, key, version))) ?? (await fetchPublicHalf(account, { key, version }));
  if (!uses.includes(use)) throw new UwfError('UWF-5005', 'the key is for another use');
  return point;
}

async function fetchPublicHalf(account: KeyAccount, { key, version }: VersionOfKey): Promise<{ readonly use: KeyUse; readonly point: PublicPoint }> {
  const KeyId = aliasOf(account, key, version);
  const { PublicKey, KeyUsage } = await ask(account.client.send(new GetPublicKeyCommand({ KeyId })));
  // The service refuses to answer for a key without one; others that speak its language leave it out.
  if (PublicKey === undefined) throw new UwfError('UWF-5005', 'the key is for another use');
  const value = { use: useOf(KeyUsage), point: fromSpki(PublicKey) };
  account.points.set(KeyId, { value, until: performance.now() + POINT_KEEP_MS });
  return value;
}

/** Secret bytes, without those of the answer that they came in. */
function copied(secret: Uint8Array | undefined): Uint8Array {
  assert(secret !== undefined, 'a secret is there');
  const copy = new Uint8Array(secret);
  secret.fill(0);
  return copy;
}
