import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const CODE = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;
/** Of a conditional write: there is something, or something else, or nothing where something was to be replaced. */
const REFUSED: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'BlobNotFound', 'TargetConditionNotMet']);

/** What the service calls an error; a text of our own where it is none of its. */
function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : 'unavailable';
}

/** True where the condition of a write did not hold. */
export function isRefusal(error: unknown): boolean {
  return REFUSED.has(codeOf(error));
}

/** True where there is no such blob. */
export function isAbsence(error: unknown): boolean {
  return codeOf(error) === 'BlobNotFound';
}

/** An error of the driver as one of ours. Its message can quote names, so only what the service calls it goes on. */
export function fromBlobError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = codeOf(error);
  if (reason === 'ContainerNotFound') return new UwfError('UWF-5004', 'the container of the blobs is missing: deploy the resources of this version', { details: { reason } });
  return new UwfError('UWF-5001', undefined, { details: { reason } });
}
