import { randomUUID } from 'node:crypto';
import { receiveDefinitions } from '#shared/application/receive-definitions.ts';
import { keepSubscribed } from '#shared/application/door/keep-subscribed.ts';
import { relayMessages } from '#shared/application/door/relay-messages.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CIRCUIT_RULES_DEFAULT } from '../pool/circuit-breaker.ts';
import { createCircuits } from '../pool/circuits.ts';
import { POOL_TARGETS_MAX } from '../pool/limits.ts';
import { poolLimits } from '../pool/pool-limits.ts';
import { PRIORITY_WEIGHTS_DEFAULT } from '../pool/priorities.ts';
import { createWorkerPool, type PoolReading, type WorkerPool } from '../pool/worker-pool.ts';
import { claimWork } from './claim-work.ts';
import { createCounters, type RunnerCounts } from './counters.ts';
import { sayHello, tellCredit } from './door/notices.ts';
import { createStepWorker, type StepWorker } from './door/step-worker.ts';
import { createSteadyIntake } from './intake-loop.ts';
import { judgeRun } from './judge-run.ts';
import { keepOpened } from './keep-opened.ts';
import { BEAT_MS_DEFAULT, CREDIT_MS_DEFAULT, DRAIN_MS_DEFAULT, LEASE_MS_DEFAULT, LEASE_RENEWALS_DEFAULT, OPENED_KEEP_MS, OPENED_VALUES_MAX, POLL_MS_DEFAULT, READ_WAIT_MS_DEFAULT } from './limits.ts';
import { startLoop, type Loop } from './loop.ts';
import { createStepPerformer } from './perform-step.ts';
import { createPrograms } from './programs.ts';
import type { RunnerOptions, RunnerPorts } from './runner-ports.ts';

/** The process inside the bank that pulls work items, performs them where their data may be in the clear, and lets out what the compiler proved. */
export interface Runner {
  start(): void;
  /** Takes nothing new in, lets running attempts end (or gives them up after the drain time), sends their answers. */
  stop(): Promise<void>;
  /** Looks for work at once instead of at the next poll. What is told by the clock (beats, credit) keeps its time: telling it would wake again. */
  wake(): void;
  counts(): RunnerCounts;
  pool(): PoolReading;
}

/** A runner that has not started yet. It can be started and stopped once. */
export function createRunner(given: RunnerPorts, options: RunnerOptions): Runner {
  const parts = createParts(given, options);
  let loops: RunnerLoops | undefined;
  return {
    start: () => {
      loops ??= startLoops(parts);
    },
    stop: async () => {
      const running = loops;
      loops = undefined;
      if (running !== undefined) await stopLoops(parts, running);
    },
    wake: () => loops?.inward.forEach((loop) => loop.wake()),
    counts: parts.counters.read,
    pool: () => parts.pool.read(),
  };
}

interface Parts {
  readonly ports: RunnerPorts;
  readonly options: RunnerOptions;
  readonly settings: ReturnType<typeof doorSettings>;
  readonly counters: ReturnType<typeof createCounters>;
  readonly pool: WorkerPool;
  readonly worker: StepWorker;
  readonly performer: ReturnType<typeof createStepPerformer>;
  readonly intake: ReturnType<typeof createSteadyIntake>;
  readonly definitions: ReturnType<typeof keepSubscribed>;
  /** Set once the loops run. */
  onFree: () => void;
}

function createParts(given: RunnerPorts, options: RunnerOptions): Parts {
  const counters = createCounters();
  const ports: RunnerPorts = { ...given, unsealer: keepOpened(given.unsealer, { clock: given.clock, keepMs: OPENED_KEEP_MS, valuesMax: OPENED_VALUES_MAX }), deadLetters: counted(given, counters) };
  const settings = doorSettings(options);
  const { find } = createPrograms(ports);
  const judge = (run: Parameters<typeof judgeRun>[1]) => judgeRun({ handlers: ports.handlers, find, ...pick(options) }, run);
  const performer = createStepPerformer({ ports, settings: options, counters, find });
  const parts: Parts = {
    ports,
    options,
    settings,
    counters,
    performer,
    pool: createWorkerPool({
      clock: ports.clock,
      circuits: createCircuits({ rules: CIRCUIT_RULES_DEFAULT, random: Math.random, targetsMax: POOL_TARGETS_MAX }),
      limits: poolLimits(options.limits),
      weights: options.weights ?? PRIORITY_WEIGHTS_DEFAULT,
      handlers: options.handlerLimits ?? new Map(),
      onFree: () => parts.onFree(),
      onFault: (error) => ports.logger.error('attempt-failed', { code: codeOf(error) }),
    }),
    worker: createStepWorker({ ...ports, perform: performer.perform }, settings),
    intake: createSteadyIntake({ ...ports, judge }, settings, { group: options.group }),
    definitions: keepSubscribed(ports.log, { topics: [options.topics.definitions], group: options.group, consumer: `${settings.worker}.definitions` }),
    onFree: () => undefined,
  };
  return parts;
}

function pick({ isTransactional, isAllowed }: RunnerOptions): Pick<RunnerOptions, 'isTransactional' | 'isAllowed'> {
  return { ...(isTransactional === undefined ? {} : { isTransactional }), ...(isAllowed === undefined ? {} : { isAllowed }) };
}

function doorSettings({ tenant, runnerId, cloud, topics, worker = runnerId, leaseMs = LEASE_MS_DEFAULT }: RunnerOptions) {
  return { tenant, site: runnerId, cloud, topics, worker, leaseMs };
}

/** Records that are refused are counted by their codes. */
function counted({ deadLetters }: RunnerPorts, counters: Parts['counters']): RunnerPorts['deadLetters'] {
  return {
    append: async (request) => {
      await deadLetters.append(request);
      for (const { reject } of request.letters) counters.rejected(reject);
    },
  };
}

interface RunnerLoops {
  /** Those that bring work in; they stop first. */
  readonly inward: readonly Loop[];
  /** Those that are needed until the last attempt has ended. */
  readonly upkeep: readonly Loop[];
}

function startLoops(parts: Parts): RunnerLoops {
  const { ports, options, settings, worker } = parts;
  const { pollMs = POLL_MS_DEFAULT, readWaitMs = READ_WAIT_MS_DEFAULT, beatMs = BEAT_MS_DEFAULT, creditMs = CREDIT_MS_DEFAULT } = options;
  const start = (name: string, idleMs: number, turn: () => Promise<boolean>): Loop =>
    startLoop({ idleMs, turn, onError: (error) => ports.logger.error('loop-failed', { loop: name, code: codeOf(error) }) });
  const every = (name: string, intervalMs: number, work: () => Promise<void>): Loop => start(name, intervalMs, () => work().then(() => false));
  const relay = start('relay', pollMs, () => relayAnswers(parts));
  const claim = start('claim', pollMs, () => claimWork({ ...parts, onEnded: relay.wake }));
  parts.onFree = claim.wake;
  let isKnown = false;
  const notices = every('notices', creditMs, async () => {
    if (!isKnown) await sayHello(ports, settings, { boot: randomUUID(), keys: options.keys ?? [] });
    isKnown = true;
    await tellCredit(ports, settings);
  });
  const ingest = start('ingest', 1, async () => {
    const { records, refused } = await parts.intake.turn(readWaitMs);
    parts.counters.accepted(records - refused);
    if (records > 0) [claim, relay].forEach((loop) => loop.wake());
    return records > 0;
  });
  const definitions = start('definitions', 1, async () => (await parts.definitions.use((consumer) => receiveDefinitions({ ...ports, definitionStore: ports.definitions }, { catalogue: options.catalogue, consumer, waitMs: readWaitMs }))) > 0);
  const renew = every('renew', settings.leaseMs / LEASE_RENEWALS_DEFAULT, () => worker.renew());
  const beat = every('beat', beatMs, () => worker.beat());

  return { inward: [ingest, claim, definitions], upkeep: [relay, renew, beat, notices] };
}

async function relayAnswers({ ports, settings }: Parts): Promise<boolean> {
  return (await relayMessages({ ...ports, outbox: ports.inbox }, { leaseMs: settings.leaseMs })) > 0;
}

async function stopLoops(parts: Parts, loops: RunnerLoops): Promise<void> {
  await Promise.all(loops.inward.map((loop) => loop.stop()));
  await Promise.all([parts.intake.close(), parts.definitions.close()]);
  await parts.pool.drain(parts.options.drainMs ?? DRAIN_MS_DEFAULT);
  await Promise.all(loops.upkeep.map((loop) => loop.stop()));
  await tellRemaining(parts);
  await sendRemaining(parts);
}

/** The ends that the store could not be told so far; one that cannot be told now is found by whoever takes the step next. */
async function tellRemaining({ ports, worker }: Parts): Promise<void> {
  await worker.renew().catch((error: unknown) => ports.logger.warn('ends-remain', { code: codeOf(error) }));
}

/** The answers of the attempts that were drained. What cannot be sent now stays in the outbox for the next start. */
async function sendRemaining(parts: Parts): Promise<void> {
  try {
    while (await relayAnswers(parts));
  } catch (error) {
    parts.ports.logger.warn('answers-remain', { code: codeOf(error) });
  }
}

/** A code and nothing more: messages of drivers quote what they were given. */
function codeOf(error: unknown): string {
  return error instanceof UwfError ? error.code : 'fault';
}
