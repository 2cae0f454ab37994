import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;
/** Of a conditional write: there is something, or something else, or nothing where something was to be replaced. */
const REFUSED: ReadonlySet<string> = new Set(['PreconditionFailed', 'NoSuchKey', 'NotFound']);
const ABSENT: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound']);

/** What the service calls an error; a text of our own where it is none of its. */
export function nameOf(error: unknown): string {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  return typeof name === 'string' && NAME.test(name) ? name : 'unavailable';
}

/** True where the condition of a write did not hold. */
export function isRefusal(error: unknown): boolean {
  return REFUSED.has(nameOf(error));
}

/** True where there is no such blob. Without the right to list the bucket the service says that access is denied instead. */
export function isAbsence(error: unknown): boolean {
  return ABSENT.has(nameOf(error));
}

/** True where another write was under way, and the same one may succeed or be refused soon. */
export function isConflict(error: unknown): boolean {
  return nameOf(error) === 'ConditionalRequestConflict' || nameOf(error) === 'OperationAborted';
}

/** An error of the driver as one of ours. Its message can quote names, so only what the service calls it goes on. */
export function fromS3Error(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = nameOf(error);
  if (reason === 'NoSuchBucket') return new UwfError('UWF-5004', 'the bucket of the blobs is missing: deploy the stack of this version', { details: { reason } });
  return new UwfError('UWF-5001', undefined, { details: { reason } });
}
