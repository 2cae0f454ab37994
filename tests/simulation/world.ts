import { collectMessages } from '#shared/application/door/collect-messages.ts';
import { dispatchDue } from '#shared/application/door/dispatch-due.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { relayMessages } from '#shared/application/door/relay-messages.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import { tellRuntime } from '#shared/application/door/tell-runtime.ts';
import { createCountingIdSource } from '#shared/adapters/memory/id-source.ts';
import { createMemoryIncarnation } from '#shared/adapters/memory/incarnation.ts';
import { createMemoryMessageLog } from '#shared/adapters/memory/message-log.ts';
import { createMemoryStepInbox, type StepInboxSnapshot } from '#shared/adapters/memory/step-inbox.ts';
import { createMemoryStepStore, type StepStoreSnapshot } from '#shared/adapters/memory/step-store.ts';
import { createRandom } from '#shared/core/kernel/random.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import { ingestCommands } from '#onprem-runner/daemon/door/ingest.ts';
import { sayHello } from '#onprem-runner/daemon/door/notices.ts';
import type { PerformContext, Performed } from '#onprem-runner/daemon/door/perform.ts';
import type { BankDoorPorts, BankDoorSettings } from '#onprem-runner/daemon/door/settings.ts';
import { createStepWorker } from '#onprem-runner/daemon/door/step-worker.ts';
import { createCodec } from './codec.ts';
import { createEngine, type Engine } from './engine.ts';
import { createFarSide, type FarSide } from './far-side.ts';
import type { FaultPlan } from './faults.ts';
import { createScheduler, type ProcessLife, type Scheduler } from './scheduler.ts';

/** Everything of one run. */
export interface World {
  readonly scheduler: Scheduler;
  readonly engine: Engine;
  readonly farSide: FarSide;
  readonly steps: ReturnType<typeof createMemoryStepStore>;
  readonly inbox: ReturnType<typeof createMemoryStepInbox>;
  readonly faults: { readonly cloudRestores: number; readonly bankRestores: number; readonly crashes: number };
  /** Lets the world go on for one operation. */
  step(): Promise<boolean>;
  key(attempt: { readonly executionId: string; readonly attemptId: string }): string;
  rin(): Promise<number>;
}

/** Ways in which a test takes a rule out; see mutants.ts. */
export interface WorldChanges {
  readonly cloud?: (ports: DoorPorts) => DoorPorts;
  readonly bank?: (ports: BankDoorPorts) => BankDoorPorts;
  readonly settings?: Partial<DoorSettings>;
  /** A consumer as the processes see it. */
  readonly consumer?: (consumer: LogConsumer) => LogConsumer;
  /** The idempotency key that the far side sees. */
  readonly farKey?: (key: string, attempt: number) => string;
}

const TENANT = 'bank';
const SITE = 'site-1';
const CLOUD = 'cloud';
const EPOCH_MS = 1_700_000_000_000;
const KINDS: readonly EffectKind[] = ['idempotent', 'opaque', 'local', 'idempotent', 'opaque', 'idempotent'];
const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {} };
const TOPICS = topicsOf('sim', TENANT);
const COMMANDS = Object.values(TOPICS.commandsBy);
const ANSWERS = [TOPICS.results, TOPICS.control];

const LEASE_TICKS = 60;
/** Short: a worker that takes several steps at once is often too late for the last of them. */
const WORK_LEASE_TICKS = 30;
const IDLE_TICKS = 24;
const RESTART_TICKS = 40;
const RELIST_TICKS_MAX = 120;

const DOOR: DoorSettings = { tenant: TENANT, party: CLOUD, site: SITE, topics: TOPICS, silenceMs: 150, leaseMs: LEASE_TICKS, refusals: { pauseMs: 20, pauseMsMax: 80, unknownMsMax: 400 } };

type Main = (life: ProcessLife) => Promise<void>;

/** A world with one cloud, one bank and the log between them, as the seed and the plan of its faults make it. */
export function createWorld(seed: string, plan: FaultPlan, changes: WorldChanges = {}): World {
  const random = createRandom(seed);
  const scheduler = createScheduler({
    random,
    fate: (life, point) => plan.fate(life, point, random),
    onCrash: (life) => {
      counts.crashes += 1;
      restart(life.name);
    },
    failure: () => new UwfError('UWF-5001'),
  });
  const counts = { cloudRestores: 0, bankRestores: 0, crashes: 0 };
  const clock = { now: () => EPOCH_MS + scheduler.now() };
  const ids = createCountingIdSource();
  const { writer, reader } = createCodec();
  const log = createMemoryMessageLog({ now: clock.now, partitions: 1 });
  const consumers = new Map<string, LogConsumer>();
  const engine = createEngine(KINDS);
  const steps = createMemoryStepStore();
  const inbox = createMemoryStepInbox();
  const cin = createMemoryIncarnation();
  const rin = createMemoryIncarnation();
  const key = (attempt: { readonly executionId: string; readonly attemptId: string }): string => stepKey(TENANT, { exe: attempt.executionId, stp: attempt.attemptId, itr: '' });
  const failing = key(engine.attempts[5] ?? { executionId: '', attemptId: '' });
  const farSide = createFarSide((effectKey) => effectKey.startsWith(failing));
  const appended: { readonly topic: string; readonly key: string; readonly value: string }[] = [];

  const common = { clock, ids, logger: SILENT, digest: { sha256Hex: () => '0'.repeat(64) }, reader, writer, deadLetters: { append: async () => {} } };
  const logOf = (life: ProcessLife): MessageLog => ({
    ...log,
    append: (request) =>
      scheduler.io(life, () => {
        for (const record of request.records) appended.push({ topic: request.topic, ...record });
        return log.append(request);
        // What was sent may arrive although its sender is gone.
      }, true),
  });
  /** Every call of a port is an operation of the scheduler. */
  const throughScheduler = <T extends object>(life: ProcessLife, port: T): T => {
    const wrapped: Record<string, unknown> = {};
    for (const [name, method] of Object.entries(port)) {
      if (typeof method === 'function') wrapped[name] = (request: unknown) => scheduler.io(life, () => Reflect.apply(method, port, [request]));
    }
    return wrapped as T;
  };
  const cloudPorts = (life: ProcessLife): DoorPorts => {
    const ports: DoorPorts = { ...common, steps: throughScheduler(life, steps), incarnation: cin, log: logOf(life), completion: throughScheduler(life, engine) };
    return changes.cloud?.(ports) ?? ports;
  };
  const bankPorts = (life: ProcessLife): BankDoorPorts => {
    const ports: BankDoorPorts = { ...common, inbox: throughScheduler(life, inbox), incarnation: rin, log: logOf(life), judge: async ({ claims }) => ({ kind: claims.kind }) };
    return changes.bank?.(ports) ?? ports;
  };
  const consumerOf = async (life: ProcessLife, topics: readonly string[]): Promise<LogConsumer> => {
    const own = await log.subscribe({ topics, group: life.name, consumer: life.name });
    consumers.set(life.name, own);
    const consumer = throughScheduler(life, own);
    return changes.consumer?.(consumer) ?? consumer;
  };
  const door: DoorSettings = { ...DOOR, ...changes.settings };
  const bankDoor = (worker: string): BankDoorSettings => ({ tenant: TENANT, site: SITE, cloud: CLOUD, topics: TOPICS, worker, leaseMs: WORK_LEASE_TICKS, retry: { minMs: 10, maxMs: 60, triesMax: 50 } });

  /** A turn again and again; it rests when there was nothing to do. What fails is tried again. */
  const loop = async (life: ProcessLife, turn: () => Promise<number>): Promise<void> => {
    while (life.isAlive) {
      let found = 0;
      try {
        found = await turn();
      } catch (error) {
        if (!(error instanceof UwfError)) throw error;
      }
      if (found === 0) await scheduler.sleep(life, IDLE_TICKS);
    }
  };

  const deferred = new Set<string>();
  const performIn =
    (life: ProcessLife) =>
    async (item: WorkItem, context: PerformContext): Promise<Performed> => {
      const attempt = engine.attempts.find(({ attemptId }) => attemptId === item.attemptId);
      const { key: stepName, transaction } = context;
      if (!deferred.has(stepName) && random() < 0.15) {
        deferred.add(stepName);
        return { kind: 'deferred', hasBegun: false };
      }
      if (transaction !== undefined) {
        await transaction.query({ text: 'effect', values: [stepName] });
        return { kind: 'done', output: null };
      }
      const farKey = changes.farKey?.(stepName, context.epoch) ?? stepName;
      const outcome = await scheduler.io(life, () => (attempt?.effect === 'opaque' ? farSide.opaque(stepName) : farSide.idempotent(farKey)), true);
      return outcome === 'done' ? { kind: 'done', output: null } : { kind: 'failed', error: 'Declined', cause: '' };
    };

  const worker = async (life: ProcessLife): Promise<void> => {
    const ports = bankPorts(life);
    const stopping = new AbortController();
    const own = createStepWorker({ ...ports, perform: performIn(life) }, bankDoor(life.name));
    await loop(life, async () => {
      const held = await own.claim({ critical: 1, high: 1, normal: 1, low: 1 });
      for (const step of held) await own.work(step, stopping.signal);
      return held.length;
    });
  };

  const mains: Readonly<Record<string, { readonly side: 'cloud' | 'bank'; readonly main: Main }>> = {
    dispatcher: {
      side: 'cloud',
      main: async (life) => {
        const ports = cloudPorts(life);
        await loop(life, async () => {
          const tasks = await scheduler.io(life, () => engine.outbox());
          if (tasks.length > 0) {
            await dispatchTasks(ports, door, tasks);
            await scheduler.io(life, () => engine.settle(tasks));
          }
          return (await dispatchDue(ports, door)) + tasks.length;
        });
      },
    },
    sender: {
      side: 'cloud',
      main: async (life) => {
        const ports = cloudPorts(life);
        const relay = { ...ports, outbox: ports.steps };
        await loop(life, () => relayMessages(relay, { leaseMs: LEASE_TICKS }));
      },
    },
    collector: {
      side: 'cloud',
      main: async (life) => {
        const consumer = await consumerOf(life, ANSWERS);
        const ports = cloudPorts(life);
        await loop(life, async () => (await collectMessages(ports, door, { consumer, waitMs: 0 })).records);
      },
    },
    teller: {
      side: 'cloud',
      main: async (life) => {
        const ports = cloudPorts(life);
        await loop(life, () => tellRuntime(ports, door));
      },
    },
    ingest: {
      side: 'bank',
      main: async (life) => {
        const consumer = await consumerOf(life, COMMANDS);
        const ports = bankPorts(life);
        let isHeard = false;
        await loop(life, async () => {
          if (!isHeard) await sayHello(ports, bankDoor(life.name), { boot: life.name, keys: [] });
          isHeard = true;
          return (await ingestCommands(ports, bankDoor(life.name), { consumer, waitMs: 0 })).records;
        });
      },
    },
    answerer: {
      side: 'bank',
      main: async (life) => {
        const ports = bankPorts(life);
        const relay = { ...ports, outbox: ports.inbox };
        await loop(life, () => relayMessages(relay, { leaseMs: LEASE_TICKS }));
      },
    },
    worker1: { side: 'bank', main: worker },
    worker2: { side: 'bank', main: worker },
  };

  const lives = new Map<string, ProcessLife>();
  const begin = (name: string, afterTicks: number): void => {
    const life: ProcessLife = { name, isAlive: true, waiting: 0 };
    lives.set(name, life);
    const { main } = mains[name] ?? { main: async () => {} };
    void scheduler.sleep(life, afterTicks).then(() => main(life)).catch((error: unknown) => {
      broken.push(error);
    });
  };
  const restart = (name: string): void => begin(name, 1 + Math.floor(random() * RESTART_TICKS));
  const broken: unknown[] = [];
  const later: { readonly at: number; readonly act: () => void }[] = [];
  const killSide = (side: 'cloud' | 'bank'): void => {
    for (const [name, life] of lives) {
      if (mains[name]?.side !== side) continue;
      scheduler.kill(life);
      restart(name);
    }
  };

  const backups: { readonly cloud: StepStoreSnapshot[]; readonly bank: StepInboxSnapshot[] } = { cloud: [steps.snapshot()], bank: [inbox.snapshot()] };
  const outside = {
    backup: () => {
      backups.cloud.push(steps.snapshot());
      backups.bank.push(inbox.snapshot());
    },
    replay: () => {
      const record = appended[Math.floor(random() * appended.length)];
      if (record !== undefined) void log.append({ topic: record.topic, records: [record] });
    },
    rewind: () => {
      const [name, topics] = random() < 0.5 ? (['ingest', COMMANDS] as const) : (['collector', ANSWERS] as const);
      const consumer = consumers.get(name);
      const back = Math.floor(random() * 4);
      for (const topic of topics) void log.bounds({ topic }).then((bounds) => consumer?.seek({ topic, to: { offset: Math.max((bounds[0]?.end ?? 0) - back, 0) } })).catch(() => {});
    },
    cancel: () => {
      const open = engine.attempts.filter(({ isCancelled, told }) => !isCancelled && told === undefined);
      const attempt = open[Math.floor(random() * open.length)];
      if (attempt !== undefined) engine.cancel(attempt);
    },
    restoreCloud: () => {
      const backup = backups.cloud[Math.floor(random() * backups.cloud.length)];
      if (backup === undefined) return;
      counts.cloudRestores += 1;
      killSide('cloud');
      cin.raise();
      steps.restore(backup);
      // The engine's list is read after the restore, and its cancellations apart from what it waits for.
      for (const list of [engine.relistWanted, engine.relistUnwanted]) later.push({ at: scheduler.now() + Math.floor(random() * RELIST_TICKS_MAX), act: list });
    },
    restoreBank: () => {
      const backup = backups.bank[Math.floor(random() * backups.bank.length)];
      if (backup === undefined) return;
      counts.bankRestores += 1;
      killSide('bank');
      rin.raise();
      inbox.restore(backup);
    },
  };

  for (const name of Object.keys(mains)) begin(name, 0);
  return {
    scheduler,
    engine,
    farSide,
    steps,
    inbox,
    faults: counts,
    key,
    rin: rin.current,
    step: async () => {
      if (broken.length > 0) throw broken[0];
      plan.outside(outside, { now: scheduler.now(), random });
      while (later.some(({ at }) => at <= scheduler.now())) later.splice(later.findIndex(({ at }) => at <= scheduler.now()), 1).forEach(({ act }) => act());
      return scheduler.step();
    },
  };
}
