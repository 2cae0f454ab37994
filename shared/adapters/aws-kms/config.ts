import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { DESTROY_DAYS_DEFAULT, DESTROY_DAYS_MAX, DESTROY_DAYS_MIN } from './limits.ts';

/** Where the keys are, and how their aliases begin. */
export interface KmsOptions {
  readonly region: string;
  /** Elsewhere than at the region's usual address: a private endpoint. */
  readonly endpoint?: string;
  /** As the process has them from its role, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Aliases are `alias/<prefix>/<key>/<version>`; `uwf` unless given. */
  readonly prefix?: string;
  /** How long the service keeps a destroyed version, so that an operator can rescue it: 7 to 30 days, 30 unless given. */
  readonly destroyDays?: number;
}

/** `aws` is the service's own. */
const PREFIX = /^(?!aws(?:\/|$))[A-Za-z0-9_-]{1,64}(?:\/[A-Za-z0-9_-]{1,64})?$/u;

/** Errors: `UWF-5005`. */
export function checkOptions({ region, prefix = 'uwf', destroyDays = DESTROY_DAYS_DEFAULT }: KmsOptions): void {
  if (region === '') throw new UwfError('UWF-5005', 'region: the name of a region');
  if (!PREFIX.test(prefix)) throw new UwfError('UWF-5005', 'prefix: letters, digits, _ and -, in at most two parts joined by /; not aws');
  if (!Number.isSafeInteger(destroyDays) || destroyDays < DESTROY_DAYS_MIN || destroyDays > DESTROY_DAYS_MAX) throw new UwfError('UWF-5005', 'destroyDays: a whole number from 7 to 30');
}
