import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;
/** What nobody mends by trying again: no such key, another use, a key that is disabled or being deleted, a right that is missing. */
const REFUSED: ReadonlySet<string> = new Set([
  'NotFoundException', 'DisabledException', 'KMSInvalidStateException', 'InvalidKeyUsageException', 'UnsupportedOperationException', 'AccessDeniedException',
  'InvalidArnException', 'InvalidAliasNameException', 'ValidationException', 'UnrecognizedClientException', 'InvalidSignatureException',
]);
/** What is to be unwrapped is not what was wrapped, or not by this key, or under another name. */
const DAMAGED: ReadonlySet<string> = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/** What the service calls an error; a text of our own where it is none of its. */
export function nameOf(error: unknown): string {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  return typeof name === 'string' && NAME.test(name) ? name : 'unavailable';
}

/** An error of the driver as one of ours. Only what the service calls it goes on. */
export function fromKmsError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = nameOf(error);
  if (DAMAGED.has(reason)) return new UwfError('UWF-5009', 'a data key does not unwrap');
  if (reason === 'NotFoundException') return new UwfError('UWF-5005', 'there is no such key, or no such version of it', { details: { reason } });
  if (REFUSED.has(reason)) return new UwfError('UWF-5005', `KMS refuses to use the key (${reason}): see its use, its state, its policy and the rights of this process`, { details: { reason } });
  return new UwfError('UWF-5007', `KMS cannot be asked now (${reason})`, { details: { reason } });
}

/** The answer of a call, with its failures as ours. */
export async function ask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw fromKmsError(error);
  }
}

/** The answer of a call; undefined when it fails by one of these names. */
export async function askUnless<T>(names: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.includes(nameOf(error))) return undefined;
    throw fromKmsError(error);
  }
}
