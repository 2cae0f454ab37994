import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const CODE = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;

/** HTTP status of an answer of the vault; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

function reasonOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && CODE.test(code)) return code;
  const status = statusOf(error);
  return status === undefined ? 'unavailable' : `status-${String(status)}`;
}

/** True for an answer that another attempt would get as well. */
function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** An error of the driver for keys as one of ours. Only what the vault calls it goes on. */
export function fromKeyError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = reasonOf(error);
  const status = statusOf(error);
  if (status === 404) return new UwfError('UWF-5005', 'there is no such key, or no such version of it', { details: { reason } });
  if (isRefusal(status)) return new UwfError('UWF-5005', `Key Vault refuses to use the key (${reason}): see its use, its state and the roles of this process`, { details: { reason } });
  return new UwfError('UWF-5007', `Key Vault cannot be asked now (${reason})`, { details: { reason } });
}

/** The same of the driver for secrets. */
export function fromSecretError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = reasonOf(error);
  const status = statusOf(error);
  if (status === 404) return new UwfError('UWF-4043');
  if (isRefusal(status)) return new UwfError('UWF-5006', `Key Vault refuses it (${reason}): see the state of the secret and the roles of this process`, { details: { reason } });
  return new UwfError('UWF-5001', 'Key Vault cannot be asked now', { details: { reason } });
}

/** The answer of a call, with its failures as ours. */
export async function ask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw fromKeyError(error);
  }
}
