import { UwfError } from '#shared/core/kernel/uwf-error.ts';

const RETURN_VALUE = /^CKR_[A-Z0-9_]+/u;

/** Return values after which the connection, or what is known of its objects, is worth nothing: begin anew. */
const LOST: ReadonlySet<string> = new Set([
  'CKR_SESSION_HANDLE_INVALID', 'CKR_SESSION_CLOSED', 'CKR_DEVICE_ERROR', 'CKR_DEVICE_REMOVED', 'CKR_TOKEN_NOT_PRESENT', 'CKR_TOKEN_NOT_RECOGNIZED',
  'CKR_USER_NOT_LOGGED_IN', 'CKR_OBJECT_HANDLE_INVALID', 'CKR_KEY_HANDLE_INVALID', 'CKR_WRAPPING_KEY_HANDLE_INVALID', 'CKR_UNWRAPPING_KEY_HANDLE_INVALID',
  'CKR_CRYPTOKI_NOT_INITIALIZED', 'CKR_SLOT_ID_INVALID', 'CKR_GENERAL_ERROR', 'CKR_FUNCTION_FAILED',
]);
/** What nobody mends by trying again; a wrong PIN that is tried again locks the token. */
const REFUSED: ReadonlySet<string> = new Set(['CKR_PIN_INCORRECT', 'CKR_PIN_LOCKED', 'CKR_PIN_EXPIRED', 'CKR_PIN_INVALID', 'CKR_PIN_LEN_RANGE', 'CKR_USER_PIN_NOT_INITIALIZED', 'CKR_TOKEN_WRITE_PROTECTED']);
/** What is wrapped is not what was wrapped, or not by this key. */
const DAMAGED: ReadonlySet<string> = new Set(['CKR_WRAPPED_KEY_INVALID', 'CKR_WRAPPED_KEY_LEN_RANGE', 'CKR_ENCRYPTED_DATA_INVALID', 'CKR_ENCRYPTED_DATA_LEN_RANGE']);

/** The name of a return value, for example `CKR_PIN_INCORRECT`; `CKR_UNKNOWN` for whatever else went wrong. Messages of the driver go no further. */
export function returnValueOf(error: unknown): string {
  return (error instanceof Error ? RETURN_VALUE.exec(error.message)?.[0] : undefined) ?? 'CKR_UNKNOWN';
}

export function isLost(error: unknown): boolean {
  return LOST.has(returnValueOf(error));
}

export function isDamaged(error: unknown): boolean {
  return DAMAGED.has(returnValueOf(error));
}

/** A failure of the token as one of ours: `UWF-5005` where only an operator can help, `UWF-5007` otherwise. */
export function fromCryptokiError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  const reason = returnValueOf(error);
  if (REFUSED.has(reason)) return new UwfError('UWF-5005', `the token refuses the login (${reason}); it is not tried again, so that the token is not locked`, { details: { reason } });
  return new UwfError('UWF-5007', `the token cannot be used now (${reason})`, { details: { reason } });
}
