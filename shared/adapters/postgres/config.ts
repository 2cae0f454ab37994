import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CONNECTIONS_MAX_DEFAULT, LOG_LEASE_MS, LOG_PARTITIONS_DEFAULT, LOG_PARTITIONS_MAX } from './limits.ts';

/** Where the server is: one connection string, or its parts. */
export type PostgresServer =
  | { readonly connectionString: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly password?: string; readonly database: string };

export type PostgresOptions = PostgresServer & {
  /** Schema of all tables; `uwf` unless given. Two zones in one server have two schemas. */
  readonly schema?: string;
  /** Connections of the pool, without the listener's. */
  readonly maxConnections?: number;
  /** As it appears in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** False: the schema is as new as this program already. Bring it up to date otherwise. */
  readonly migrate?: boolean;
  /**
   * Told the topic when something was published, by this process or by another one: a hint to poll at once. It can be missed
   * (while the connection is lost) and can come without a message, so polling goes on beside it. Takes one more connection.
   */
  readonly onPublished?: (topic: string) => void;
  /** Partitions of each topic of the message log that is made from now on; those that are there keep theirs. */
  readonly logPartitions?: number;
  /** How long a consumer of the message log that is not heard of keeps its partitions. */
  readonly logLeaseMs?: number;
};

export const SCHEMA_DEFAULT = 'uwf';

/** Lower case, so that it needs no quotes; short enough for names made from it. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,40}$/;

interface CheckedOptions {
  readonly schema: string;
  readonly maxConnections: number;
  readonly applicationName: string;
  readonly logPartitions: number;
  readonly logLeaseMs: number;
}

/** The options with their defaults. Errors: `UWF-5005`. */
export function checkOptions(options: PostgresOptions): CheckedOptions {
  const schema = options.schema ?? SCHEMA_DEFAULT;
  if (!SCHEMA_NAME.test(schema) || schema.startsWith('pg_')) throw new UwfError('UWF-5005', 'schema: lower-case letters, digits and _, at most 41 characters, not pg_…');
  const maxConnections = options.maxConnections ?? CONNECTIONS_MAX_DEFAULT;
  if (!Number.isInteger(maxConnections) || maxConnections < 1) throw new UwfError('UWF-5005', 'maxConnections: a whole number from 1');
  const { applicationName = 'uwf', logPartitions = LOG_PARTITIONS_DEFAULT, logLeaseMs = LOG_LEASE_MS } = options;
  if (!Number.isInteger(logPartitions) || logPartitions < 1 || logPartitions > LOG_PARTITIONS_MAX) throw new UwfError('UWF-5005', `logPartitions: a whole number from 1 to ${String(LOG_PARTITIONS_MAX)}`);
  if (!Number.isInteger(logLeaseMs) || logLeaseMs < 1) throw new UwfError('UWF-5005', 'logLeaseMs: a whole number from 1');
  return { schema, maxConnections, applicationName, logPartitions, logLeaseMs };
}
