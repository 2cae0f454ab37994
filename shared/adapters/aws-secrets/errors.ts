import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;
/** What nobody mends by trying again: a right that is missing, a secret that is being deleted, one that its key does not open. */
const REFUSED: ReadonlySet<string> = new Set([
  'AccessDeniedException', 'DecryptionFailure', 'InvalidRequestException', 'InvalidParameterException', 'ValidationException', 'UnrecognizedClientException', 'InvalidSignatureException',
]);

/** An error of the driver as one of ours. Only what the service calls it goes on. */
export function fromSecretsError(error: unknown): UwfError {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  const reason = typeof name === 'string' && NAME.test(name) ? name : 'unavailable';
  if (reason === 'ResourceNotFoundException') return new UwfError('UWF-4043');
  if (REFUSED.has(reason)) return new UwfError('UWF-5006', `Secrets Manager refuses it (${reason})`, { details: { reason } });
  return new UwfError('UWF-5001', 'Secrets Manager cannot be asked now', { details: { reason } });
}
