import type { LogRole, TopicNumbers } from '#shared/core/work/topic-plan.ts';
import type { FieldReader } from './field-reader.ts';

/** The cluster that joins the zones, as `uwf.config.yaml` says. Paths are as written: relative to the folder of the file. */
export interface KafkaSettings extends TopicNumbers {
  /** `host:port`; empty where only the plan of the topics is wanted. */
  readonly brokers: readonly string[];
  /** Absent: no TLS, for one machine only. */
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string };
  /** SASL/SCRAM-SHA-512; the password is in a file for its owner alone. */
  readonly sasl?: { readonly user: string; readonly passwordFile: string };
  readonly principals: Readonly<Record<LogRole, string>>;
}

const DAY_MS = 86_400_000;
/** Protocol §2: at least a week. */
const RETENTION_DAYS = { min: 7, max: 365 } as const;
const NUMBERS_DEFAULT: TopicNumbers = { partitions: 6, replication: 3, minInSyncReplicas: 2, retentionMs: RETENTION_DAYS.min * DAY_MS };
const PARTITIONS = { min: 1, max: 1_000 } as const;
const REPLICAS = { min: 1, max: 9 } as const;

const BROKER = { form: /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/i, expected: 'a host and its port, host:9093' } as const;
const PATH = { form: /^[^\0]+$/, expected: 'a path' } as const;
const USER = { form: /^[A-Za-z0-9_.-]{1,128}$/, expected: 'a user name of letters, digits, dots, hyphens and _' } as const;
const PRINCIPAL = { form: /^User:[A-Za-z0-9_.@=-]{1,200}$/, expected: 'a principal without spaces or commas, User:name' } as const;

const PRINCIPALS_DEFAULT: KafkaSettings['principals'] = {
  dispatcher: 'User:uwf-dispatcher',
  collector: 'User:uwf-collector',
  runner: 'User:uwf-runner',
  cloudOperator: 'User:uwf-cloud-operator',
  onPremOperator: 'User:uwf-on-prem-operator',
};

/** What holds where the file says nothing. */
export function defaultKafkaSettings(): KafkaSettings {
  return { brokers: [], ...NUMBERS_DEFAULT, principals: PRINCIPALS_DEFAULT };
}

/** Reads `kafka` of `uwf.config.yaml`. */
export function readKafka(reader: FieldReader): KafkaSettings {
  const [tls, sasl] = [reader.object('tls', readTls), reader.object('sasl', readSasl)];
  const replication = reader.integer('replication', REPLICAS) ?? NUMBERS_DEFAULT.replication;
  const settings: KafkaSettings = {
    brokers: reader.texts('brokers', BROKER) ?? [],
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
    partitions: reader.integer('partitions', PARTITIONS) ?? NUMBERS_DEFAULT.partitions,
    replication,
    minInSyncReplicas: reader.integer('minInSyncReplicas', REPLICAS) ?? Math.min(NUMBERS_DEFAULT.minInSyncReplicas, replication),
    retentionMs: (reader.integer('retentionDays', RETENTION_DAYS) ?? RETENTION_DAYS.min) * DAY_MS,
    principals: reader.object('principals', readPrincipals) ?? PRINCIPALS_DEFAULT,
  };
  reader.refuseOthers();
  if (settings.minInSyncReplicas > settings.replication) reader.report('minInSyncReplicas', 'at most as many as replication');
  if (sasl !== undefined && tls === undefined) reader.report('sasl', 'only beside tls: a password is not sent in the clear');
  return settings;
}

function readTls(reader: FieldReader): NonNullable<KafkaSettings['tls']> {
  const [ca, certificate, key] = [reader.text('ca', PATH, 'required') ?? '', reader.text('certificate', PATH), reader.text('key', PATH)];
  reader.refuseOthers();
  if (certificate !== undefined && key === undefined) reader.report('key', 'the key of the certificate');
  if (key !== undefined && certificate === undefined) reader.report('certificate', 'the certificate of the key');
  return { ca, ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) };
}

function readSasl(reader: FieldReader): NonNullable<KafkaSettings['sasl']> {
  const sasl = { user: reader.text('user', USER, 'required') ?? '', passwordFile: reader.text('passwordFile', PATH, 'required') ?? '' };
  reader.refuseOthers();
  return sasl;
}

function readPrincipals(reader: FieldReader): KafkaSettings['principals'] {
  const principal = (role: LogRole): string => reader.text(role, PRINCIPAL) ?? PRINCIPALS_DEFAULT[role];
  const principals = { dispatcher: principal('dispatcher'), collector: principal('collector'), runner: principal('runner'), cloudOperator: principal('cloudOperator'), onPremOperator: principal('onPremOperator') };
  reader.refuseOthers();
  // One name for two sides would let one of them do what the other may.
  if ([principals.dispatcher, principals.collector].includes(principals.runner)) reader.report('runner', 'another principal than those of the cloud side');
  return principals;
}
