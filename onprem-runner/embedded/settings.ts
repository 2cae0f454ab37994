/**
 * Settings of an embedded server: small, on this machine only, and with a log that cannot hold data. Of the log's lines only the
 * server's own failures remain, since the text of an ordinary error quotes values, and its times are numbers.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  autovacuum_naptime: '10s',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%n [%p] ',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_min_duration_statement: '-1',
  log_statement: 'none',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** What was acknowledged survives a power cut. */
const DURABLE: Readonly<Record<string, string>> = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
/** For tests whose data may be lost with the machine: a killed server still loses nothing that it wrote. */
const FAST: Readonly<Record<string, string>> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Arguments of `postgres`. */
export function settingArguments(options: { readonly port: number; readonly durable: boolean }): readonly string[] {
  const settings = { ...SETTINGS, ...(options.durable ? DURABLE : FAST), port: String(options.port) };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Nothing of our own environment goes to the server. Windows programs do not start without these two. */
export const SERVER_ENVIRONMENT: Readonly<Record<string, string>> =
  process.platform === 'win32' ? { SystemRoot: String.raw`C:\Windows`, PATH: String.raw`C:\Windows\System32` } : { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
