import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** The service refuses the request as it is: another attempt is refused as well. */
const REFUSED: ReadonlySet<string> = new Set(['ValidationException', 'ItemCollectionSizeLimitExceededException', 'TransactionCanceledException', 'IdempotentParameterMismatchException', 'SerializationException']);
/** Another write of the same item is under way, or why a transaction was given up: soon again. What else is too much the driver tries again by itself. */
const PASSING: ReadonlySet<string> = new Set(['TransactionConflictException', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/;

/** What the service calls an error; undefined where it is none of its. */
export function nameOf(error: unknown): string | undefined {
  const name: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'name') : undefined;
  return typeof name === 'string' && NAME.test(name) ? name : undefined;
}

/** True for what is worth another attempt at once. */
export function isPassing(name: string | undefined): boolean {
  return name !== undefined && PASSING.has(name);
}

/** An error of the driver as one of ours. Its message can quote keys and values, so neither it nor the error goes on: only its name. */
export function fromDynamoError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = nameOf(error) ?? 'unavailable';
  if (reason === 'ResourceNotFoundException') return new UwfError('UWF-5004', 'a table of DynamoDB, or an index of it, is missing: deploy the stack of this version', { details: { reason } });
  if (REFUSED.has(reason)) return new UwfError('UWF-5000', 'DynamoDB refused a request', { details: { reason } });
  return new UwfError('UWF-5001', undefined, { details: { reason } });
}
