import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyTopics, openKafka } from '#shared/adapters/kafka/index.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import { answers } from '#onprem-runner/embedded/kafka/process.ts';
import { freePort } from '#onprem-runner/embedded/ping.ts';
import { plainOptions, startKafka, type KafkaServer } from '#tests/support/kafka/index.ts';
import { openLine, type BrokenLine } from './broken-line.ts';
import { openDatabase, type KillableDatabase } from './database.ts';
import { openFarSide, type FarSide } from './far-side.ts';
import { createHostProcess, type HostProcess } from './host-process.ts';
import { createSteadyClient, type SteadyClient } from './load.ts';
import type { Effect, EndedStep } from './oracle.ts';
import { buildPrograms, type Programs } from './programs.ts';
import { ENVIRONMENT, TENANT, WORKFLOW, writeProjects } from './project.ts';

/** Both zones in processes of their own, between them a real broker, beneath them real databases: all of it can be killed. */
export interface FaultRig {
  readonly cloud: HostProcess;
  /** Two processes of one site. */
  readonly runners: readonly [HostProcess, HostProcess];
  readonly cloudDatabase: KillableDatabase;
  readonly bankDatabase: KillableDatabase;
  readonly broker: KafkaServer;
  /** Once it was killed or stopped. */
  restartBroker(): Promise<void>;
  /** Between the clients of both zones and the broker. */
  readonly line: BrokenLine;
  readonly client: SteadyClient;
  readonly farSide: FarSide;
  /** Of everything: logs, databases, projects. Removed in the end, unless it is kept for somebody to look into. */
  readonly folder: string;
  steps(): Promise<readonly EndedStep[]>;
  effects(): Promise<readonly Effect[]>;
  /** What is not done yet in either zone, and what was not accepted. */
  leftovers(): Promise<Readonly<Record<string, number>>>;
  close(options?: { readonly isKept: boolean }): Promise<void>;
}

const PORT_LOOK_MS = 20;
const NUMBERS = { partitions: 6, replication: 1, minInSyncReplicas: 1, retentionMs: 7 * 86_400_000 };
const TOPICS = topicsOf(ENVIRONMENT, TENANT);

/** Starts everything, with the workflow registered. What was started ends when a later part cannot be. */
export async function openRig(): Promise<FaultRig> {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-faults-'));
  const closers: (() => Promise<void>)[] = [];
  const close: FaultRig['close'] = async ({ isKept } = { isKept: false }) => {
    for (const one of closers.toReversed()) await one();
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  };
  const keep: Keep = (opened, end) => {
    closers.push(() => end(opened));
    return opened;
  };
  try {
    return { ...(await openParts(folder, keep)), folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Keep = <T>(opened: T, end: (one: T) => Promise<void>) => T;

async function openParts(folder: string, keep: Keep): Promise<Omit<FaultRig, 'folder' | 'close'>> {
  const line = keep(await openLine(), (one) => one.close());
  const open = async (name: string, isDurable: boolean): Promise<KillableDatabase> => keep(await openDatabase(join(folder, name), { isDurable }), (database) => database.close());
  const [programs, broker, cloudDatabase, bankDatabase, farDatabase] = await Promise.all([
    buildPrograms(), startBroker(line.port, keep), open('cloud-postgres', true), open('bank-postgres', true), open('far-postgres', false),
  ]);
  line.leadTo(portOf(broker));
  await applyTopics(plainOptions(broker), planTopics(ENVIRONMENT, TENANT, NUMBERS));
  await bankDatabase.rows('CREATE SCHEMA bank; CREATE TABLE bank.booked (run text NOT NULL, attempt text NOT NULL)');
  const farSide = keep(await openFarSide(farDatabase.connectionString), (one) => one.close());
  const projects = await writeProjects(folder, { broker: `127.0.0.1:${String(line.port)}`, farDatabase: farDatabase.connectionString, farPort: farSide.port });
  const cloud = keep(await cloudProcess({ programs, folder: projects.cloud, database: cloudDatabase }), (one) => one.kill());
  const runnerOf = async (worker: string): Promise<HostProcess> => keep(runnerProcess({ programs, folder: await projects.runner(worker), database: bankDatabase, worker }), (one) => one.stop());
  const runners = [await runnerOf('runner-a'), await runnerOf('runner-b')] as const;
  await Promise.all([cloud, ...runners].map((one) => one.start()));
  const client = createSteadyClient(projects.cloud);
  await client.insist(({ definitions }) => definitions.register(WORKFLOW, 'application/yaml'));
  return {
    cloud, runners, cloudDatabase, bankDatabase, broker, line, client, farSide,
    restartBroker: () => restart(broker),
    steps: () => stepsOf(cloudDatabase),
    effects: () => effectsOf(bankDatabase, farSide),
    leftovers: () => leftoversOf({ cloudDatabase, bankDatabase, broker }),
  };
}

async function startBroker(advertisedPort: number, keep: Keep): Promise<KafkaServer> {
  const started = await startKafka({ advertisedPort });
  if (!started.ok) throw new Error(started.reason);
  return keep(started.value, (server) => server.close());
}

/** A process that was killed goes before its sockets do: what still answers would be taken for the new broker. */
async function restart(broker: KafkaServer): Promise<void> {
  while (await answers(portOf(broker))) await sleep(PORT_LOOK_MS);
  await broker.start();
}

function portOf({ plain }: KafkaServer): number {
  return Number(plain.split(':')[1]);
}

interface ProcessPlace {
  readonly programs: Programs;
  readonly folder: string;
  readonly database: KillableDatabase;
}

async function cloudProcess({ programs, folder, database }: ProcessPlace): Promise<HostProcess> {
  const port = await freePort(undefined);
  const isReady = async (output: string): Promise<boolean> => output.includes('ready') && (await fetch(`http://127.0.0.1:${String(port)}/health`)).ok;
  return createHostProcess({ name: 'cloud', args: [programs.cloud, folder, String(port), database.connectionString], cwd: folder, isReady });
}

function runnerProcess({ programs, folder, database, worker }: ProcessPlace & { readonly worker: string }): HostProcess {
  const place = new URL(database.connectionString);
  const env = { UWF_WORKER: worker, UWF_ON_PREM_DATABASE_URL: `postgresql://${place.host}${place.pathname}`, PGUSER: place.username, PGPASSWORD: place.password };
  const isReady = async (output: string): Promise<boolean> => {
    const health = /health (http:\S+)/u.exec(output)?.[1];
    return health !== undefined && (await fetch(new URL('/readyz', health))).ok;
  };
  return createHostProcess({ name: worker, args: [programs.uwf, 'runner', 'start'], cwd: folder, env, isReady });
}

/** The cloud does not know the kinds, what a step does is the bank's own business: they are told by what was asked for. */
const KINDS: Readonly<Record<string, EndedStep['kind']>> = { '': 'unknown', 'uwf:function:book:1.0.0': 'local', 'uwf:function:post:1.0.0': 'idempotent', 'uwf:function:append:1.0.0': 'opaque' };

async function stepsOf(database: KillableDatabase): Promise<readonly EndedStep[]> {
  const rows = await database.rows<{ readonly exe: string; readonly stp: string; readonly act: string; readonly status: string }>("SELECT step::json->>'exe' AS exe, step::json->>'stp' AS stp, step::json->>'act' AS act, step::json->>'status' AS status FROM uwf.door_steps");
  return rows.map(({ exe, stp, act, status }) => {
    const kind = KINDS[act];
    if (kind === undefined) throw new Error(`a step of an unknown kind: ${act}`);
    return { runId: exe, attemptId: stp, kind, status };
  });
}

async function effectsOf(database: KillableDatabase, farSide: FarSide): Promise<readonly Effect[]> {
  const booked = await database.rows<{ readonly run: string; readonly attempt: string }>('SELECT run, attempt FROM bank.booked');
  const [keyed, plain] = [await farSide.keyed(), await farSide.plain()];
  return [
    ...booked.map(({ run, attempt }): Effect => ({ runId: run, attemptId: attempt, kind: 'local' })),
    ...keyed.map((effect): Effect => ({ ...effect, kind: 'idempotent' })),
    ...plain.map((effect): Effect => ({ ...effect, kind: 'opaque' })),
  ];
}

/** By what they are called in a report. The first group goes on its own; records that were refused stay. */
async function leftoversOf({ cloudDatabase, bankDatabase, broker }: Pick<FaultRig, 'cloudDatabase' | 'bankDatabase' | 'broker'>): Promise<Readonly<Record<string, number>>> {
  const counted = async (database: KillableDatabase, from: string): Promise<number> => (await database.rows<{ readonly count: number }>(`SELECT count(*)::int AS count FROM uwf.${from}`))[0]?.count ?? 0;
  const log = await openKafka(plainOptions(broker, 'uwf-oracle'));
  const records = async (topic: string): Promise<number> => (await log.bounds({ topic })).reduce((sum, { begin, end }) => sum + end - begin, 0);
  try {
    return {
      'open steps in the cloud': await counted(cloudDatabase, 'door_steps WHERE closed_at IS NULL'),
      'messages in the outbox of the cloud': await counted(cloudDatabase, 'door_messages'),
      'calls of the engine that wait': await counted(cloudDatabase, 'door_calls'),
      'open steps in the bank': await counted(bankDatabase, 'bank_steps WHERE open'),
      'messages in the outbox of the bank': await counted(bankDatabase, 'bank_messages'),
      'dead letters of the cloud': await records(TOPICS.deadLetters.cloud),
      'dead letters of the bank': await records(TOPICS.deadLetters.onPrem),
    };
  } finally {
    await log.close();
  }
}
