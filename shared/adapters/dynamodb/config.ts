import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** Where the tables are, and how they are called. */
export interface DynamoOptions {
  /** Beginning of the names of all tables, which are made by the deployment. */
  readonly tablePrefix: string;
  readonly region: string;
  /** Elsewhere than at the region's usual address: DynamoDB Local, a private endpoint. */
  readonly endpoint?: string;
  /** As the process has them from its role, unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How long idempotency keys and closed steps are kept at least; 7 days unless given. */
  readonly keepMs?: number;
  /** Epoch milliseconds, for the order of what is on its way out. The machine's clock unless given. */
  readonly now?: () => number;
}

/** Of the service: 3 to 255 characters, and the longest suffix needs some. */
const TABLE_PREFIX = /^[A-Za-z0-9_.-]{1,200}$/;

/** Errors: `UWF-5005`. */
export function checkOptions({ tablePrefix, region, keepMs = 1 }: DynamoOptions): void {
  if (!TABLE_PREFIX.test(tablePrefix)) throw new UwfError('UWF-5005', 'tablePrefix: letters, digits, _, . and -, at most 200 characters');
  if (region === '') throw new UwfError('UWF-5005', 'region: the name of a region');
  if (!Number.isSafeInteger(keepMs) || keepMs < 1) throw new UwfError('UWF-5005', 'keepMs: a whole number from 1');
}
