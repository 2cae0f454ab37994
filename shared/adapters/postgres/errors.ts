import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** What a caller of the store or of the queue is told when the server cannot be used now. */
export type UnavailableCode = 'UWF-5001' | 'UWF-5002';

/** SQLSTATE classes of a server that cannot serve now: connection, resources, operator intervention, system errors. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '53', '57', '58']);
/** Serialisation failure, deadlock, lock not available: another transaction was in the way. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);
/** Wrong password, unknown user, unknown database: no attempt will help until somebody changes something. */
const REFUSED: ReadonlySet<string> = new Set(['28000', '28P01', '3D000']);
const SQL_STATE = /^[0-9A-Z]{5}$/;

/**
 * A driver's error as one of ours. The driver's message and detail quote values, so neither they nor the error itself go on:
 * only its code and, for a violated constraint, its name.
 */
export function fromPostgresError(error: unknown, unavailable: UnavailableCode): UwfError {
  if (error instanceof UwfError) return error;
  const code = stringProperty(error, 'code');
  if (code === undefined || !SQL_STATE.test(code)) return new UwfError(unavailable, undefined, { details: { reason: code ?? 'connection-lost' } });
  const constraint = stringProperty(error, 'constraint');
  const details = { sqlState: code, ...(constraint === undefined ? {} : { constraint }) };
  if (REFUSED.has(code)) return new UwfError(unavailable, 'the database refuses the connection', { details });
  if (UNAVAILABLE_CLASSES.has(code.slice(0, 2)) || CONFLICTS.has(code)) return new UwfError(unavailable, undefined, { details });
  return new UwfError('UWF-5000', 'the database refused a statement', { details });
}

/** True when the same transaction may succeed if it is tried again at once. */
export function isConflict(error: unknown): boolean {
  const code = error instanceof UwfError ? error.details['sqlState'] : stringProperty(error, 'code');
  return code === '40001' || code === '40P01';
}

function stringProperty(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
