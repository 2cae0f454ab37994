import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';
import { applyTopics, openKafka } from '#shared/adapters/kafka/index.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import { startKafka, type KafkaServer } from '#tests/support/kafka/server.ts';
import { startBank, type Bank, type BankOptions } from './bank.ts';
import type { BankMode } from './bank-messages.ts';
import { openBenchCloud } from './cloud.ts';
import { cpuOf, measure, percentile, type Measured } from './measure.ts';
import { ENVIRONMENT, foldersIn, RAW_TOPICS, TENANT, TOPICS } from './parties.ts';
import { meanBytes, openRawLoop } from './raw.ts';

export interface ReportOptions {
  /** Module of the bank's process. */
  readonly bank: string;
  readonly handlers: string;
  readonly write: (text: string) => void;
}

const NUMBERS = { partitions: 6, replication: 1, minInSyncReplicas: 1, retentionMs: 7 * 86_400_000 } as const;
/** At the same time, where the door is full. */
const CONCURRENCY = 64;
const SECONDS = { alone: 8, full: 12 } as const;
const WARM_UP = { alone: 30, full: 256 } as const;

/** Latency of one step after the other, and steps per second of many. */
interface Figures {
  readonly alone: Measured;
  readonly full: Measured;
}

interface Place {
  readonly kafka: KafkaServer;
  readonly databases: readonly [EmbeddedPostgres, EmbeddedPostgres];
  readonly bank: Omit<BankOptions, 'pin'>;
}

/** Prints the door's figures beside those of the client alone; 1 where Kafka cannot be had. */
export async function reportDoor({ bank, handlers, write }: ReportOptions): Promise<number> {
  const started = await startKafka();
  if (!started.ok || started.value.kind !== 'apache') {
    write(`not run: no Apache Kafka (${started.ok ? 'only the stand-in' : started.reason})\n`);
    if (started.ok) await started.value.close();
    return 1;
  }
  const root = join(tmpdir(), `uwf-bench-door-${randomUUID()}`);
  mkdirSync(root, { recursive: true });
  const kafka = started.value;
  const databases = await Promise.all([openDatabase(root, 'cloud'), openDatabase(root, 'on-prem')]);
  try {
    await run({ kafka, databases, bank: { module: bank, broker: kafka.plain, database: databases[1].connectionString, folder: root, handlers } }, write);
    return 0;
  } finally {
    await Promise.all([kafka.close(), ...databases.map((database) => database.stop())]);
    rmSync(root, { recursive: true, force: true });
    databases.forEach(({ dataDirectory }) => rmSync(dataDirectory, { recursive: true, force: true }));
  }
}

function openDatabase(root: string, name: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDirectory: join(root, 'postgres', name), name });
}

async function run(place: Place, write: (text: string) => void): Promise<void> {
  const { kafka, databases, bank } = place;
  const folders = foldersIn(bank.folder);
  const raw = Object.values(RAW_TOPICS).map((name) => ({ name, partitions: NUMBERS.partitions, replication: 1, settings: {} }));
  await applyTopics({ brokers: [kafka.plain], clientId: 'bench-topics' }, [...planTopics(ENVIRONMENT, TENANT, NUMBERS), ...raw]);
  const cloud = await openBenchCloud({ broker: kafka.plain, database: databases[0].connectionString, folders, handlers: bank.handlers });
  const own = await withBank('runner', { ...place, pin: cloud.pin }, cloud.step);
  const isolated = await withBank('isolated', { ...place, pin: cloud.pin }, cloud.step);
  await cloud.stop();
  const log = await openKafka({ brokers: [kafka.plain], clientId: 'bench-sizes' });
  const bytes = await meanBytes(log, [TOPICS.commandsBy.normal, TOPICS.results]);
  await log.close();
  const loop = await openRawLoop({ broker: kafka.plain, bytes });
  const alone = await withBank('echo', { ...place, pin: cloud.pin }, loop.step);
  await loop.stop();
  print({ own, isolated, alone, bytes }, write);
}

/** Measures steps against a process of the bank's side. */
async function withBank(mode: BankMode, { kafka, databases, bank, pin }: Place & { readonly pin: string }, step: () => Promise<void>): Promise<Figures> {
  const other = await startBank(mode, { ...bank, pin });
  const cpu = (): Promise<Readonly<Record<string, number>>> => cpuParts({ kafka, databases, other });
  const phase = (name: keyof typeof SECONDS, concurrency: number): Promise<Measured> => measure({ concurrency, seconds: SECONDS[name], warmUp: WARM_UP[name], cpu, step });
  try {
    const alone = await phase('alone', 1);
    return { alone, full: await phase('full', CONCURRENCY) };
  } finally {
    await other.stop();
  }
}

async function cpuParts({ kafka, databases, other }: Pick<Place, 'kafka' | 'databases'> & { readonly other: Bank }): Promise<Readonly<Record<string, number>>> {
  const { user, system } = process.cpuUsage();
  return {
    cloud: (user + system) / 1_000,
    bank: await other.cpu(),
    handlers: Math.max(cpuOf(other.pid) - (await other.cpu()), 0),
    databases: databases.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
    broker: cpuOf(kafka.pid() ?? 0),
  };
}

function print({ own, isolated, alone, bytes }: { readonly own: Figures; readonly isolated: Figures; readonly alone: Figures; readonly bytes: number }, write: (text: string) => void): void {
  const columns = [own, isolated, alone];
  const row = (what: string, cell: (figures: Figures) => string, ratio: (figures: Figures) => number): void =>
    write(`| ${what} | ${columns.map(cell).join(' | ')} | ${asRatio(ratio(own) / ratio(alone))} |\n`);
  const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
  const latency = (hundredths: number) => (figures: Figures): number => percentile(figures.alone.latencies, hundredths);
  // Ticks and microseconds are counted in two places.
  const cpu = (part: string) => (figures: Figures): number => Math.max(figures.full.cpu[part] ?? 0, 0);
  write(`A body of 1 KB with two sealed fields; its messages have ${String(bytes)} bytes in the mean, as have the records of the client alone.\n\n`);
  write('| what | door | handler in a process of its own | client alone, there and back | door : client |\n| --- | --- | --- | --- | --- |\n');
  for (const hundredths of [50, 95]) row(`one step after the other, p${String(hundredths)}`, (figures) => milliseconds(latency(hundredths)(figures)), latency(hundredths));
  row(`${String(CONCURRENCY)} at a time, per second`, ({ full }) => String(Math.round(full.perSecond)), ({ full }) => full.perSecond);
  for (const hundredths of [50, 95]) row(`${String(CONCURRENCY)} at a time, p${String(hundredths)}`, ({ full }) => milliseconds(percentile(full.latencies, hundredths)), ({ full }) => percentile(full.latencies, hundredths));
  for (const part of ['cloud', 'bank', 'broker']) row(`CPU per step, ${part}`, (figures) => milliseconds(cpu(part)(figures)), cpu(part));
  for (const part of ['handlers', 'databases']) write(`| CPU per step, ${part} | ${columns.map((figures) => milliseconds(cpu(part)(figures))).join(' | ')} | – |\n`);
}

function asRatio(value: number): string {
  return value.toFixed(value < 1 ? 2 : 1);
}
