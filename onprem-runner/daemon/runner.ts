import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { createCounters, type Counters, type RunnerCounts } from './counters.ts';
import { ingestCommands } from './ingest.ts';
import { keepOpened } from './keep-opened.ts';
import { CONCURRENCY_DEFAULT, DRAIN_MS_DEFAULT, LEASE_MS_DEFAULT, OPENED_KEEP_MS, OPENED_VALUES_MAX, POLL_MS_DEFAULT } from './limits.ts';
import { startLoop, type Loop } from './loop.ts';
import { createPrograms } from './programs.ts';
import { relayAnswers } from './relay-answers.ts';
import type { RunnerOptions, RunnerPorts, RunnerSettings } from './runner-ports.ts';
import { workAttempt, type AttemptContext } from './work-attempt.ts';

/** The process inside the bank that pulls work items, performs them where their data may be in the clear, and lets out what the compiler proved. */
export interface Runner {
  start(): void;
  /** Takes nothing new in, lets running attempts end (or gives them up after the drain time), sends their answers. */
  stop(): Promise<void>;
  /** Looks for work at once instead of at the next poll. */
  wake(): void;
  counts(): RunnerCounts;
}

/** A runner that has not started yet. */
export function createRunner(given: RunnerPorts, options: RunnerOptions): Runner {
  const settings = withDefaults(options);
  const ports: RunnerPorts = { ...given, unsealer: keepOpened(given.unsealer, { clock: given.clock, keepMs: OPENED_KEEP_MS, valuesMax: OPENED_VALUES_MAX }) };
  const counters = createCounters();
  const crew = createCrew({ ports, settings, counters, find: createPrograms(ports.definitions).find, deferred: new Map() });
  let loops: RunnerLoops | undefined;
  return {
    start: () => {
      loops ??= startLoops(ports, settings, { counters, crew });
    },
    stop: async () => {
      const running = loops;
      loops = undefined;
      if (running === undefined) return;
      await stopLoops(running, crew, settings.drainMs);
      await sendRemaining(ports, settings);
    },
    wake: () => loops?.all.forEach((loop) => loop.wake()),
    counts: counters.read,
  };
}

function withDefaults(options: RunnerOptions): RunnerSettings {
  return {
    worker: options.runnerId,
    concurrency: CONCURRENCY_DEFAULT,
    leaseMs: LEASE_MS_DEFAULT,
    pollMs: POLL_MS_DEFAULT,
    drainMs: DRAIN_MS_DEFAULT,
    ...options,
  };
}

interface RunnerLoops {
  /** Those that bring work in; they stop first. */
  readonly intake: readonly Loop[];
  readonly relay: Loop;
  readonly all: readonly Loop[];
}

function startLoops(ports: RunnerPorts, settings: RunnerSettings, parts: { readonly counters: Counters; readonly crew: Crew }): RunnerLoops {
  const { counters, crew } = parts;
  const start = (name: string, turn: () => Promise<boolean>): Loop =>
    startLoop({ idleMs: settings.pollMs, turn, onError: (error) => ports.logger.error('loop-failed', { loop: name, code: codeOf(error) }) });
  const relay = start('relay', () => relayAnswers(ports, settings));
  const claim = start('claim', () => crew.claim(() => [relay, claim].forEach((loop) => loop.wake())));
  const ingest = start('ingest', async () => {
    const hasMore = await ingestCommands(ports, settings, counters);
    if (hasMore) claim.wake();
    return hasMore;
  });
  const { receiveDefinitions } = ports;
  const definitions = receiveDefinitions === undefined ? [] : [start('definitions', async () => (await receiveDefinitions()) > 0)];
  const intake = [ingest, claim, ...definitions];
  return { intake, relay, all: [...intake, relay] };
}

async function stopLoops(loops: RunnerLoops, crew: Crew, drainMs: number): Promise<void> {
  await Promise.all(loops.intake.map((loop) => loop.stop()));
  await crew.drain(drainMs);
  await loops.relay.stop();
}

/** The answers of the attempts that were drained. What cannot be sent now stays in the outbox for the next start. */
async function sendRemaining(ports: RunnerPorts, settings: RunnerSettings): Promise<void> {
  try {
    while (await relayAnswers(ports, settings));
  } catch (error) {
    ports.logger.warn('answers-remain', { code: codeOf(error) });
  }
}

/** A code and nothing more: messages of drivers quote what they were given. */
function codeOf(error: unknown): string {
  return error instanceof UwfError ? error.code : 'fault';
}

interface Crew {
  /** Claims as much work as there are free hands and begins it; calls back after each attempt. */
  claim(onEnded: () => void): Promise<boolean>;
  /** Waits for the attempts that run; after the time given, aborts them and waits for their end. */
  drain(milliseconds: number): Promise<void>;
}

function createCrew(context: AttemptContext): Crew {
  const { ports, settings } = context;
  const running = new Set<Promise<void>>();
  let stopping = new AbortController();
  const begin = (work: Parameters<typeof workAttempt>[1], onEnded: () => void): void => {
    const attempt = workAttempt(context, work, stopping.signal)
      .catch((error: unknown) => ports.logger.error('attempt-failed', { attemptId: work.attemptId, code: codeOf(error) }))
      .finally(() => {
        running.delete(attempt);
        onEnded();
      });
    running.add(attempt);
  };
  return {
    claim: async (onEnded) => {
      const free = settings.concurrency - running.size;
      if (free <= 0) return false;
      const claimed = await ports.inbox.claim({ worker: settings.worker, max: free, leaseMs: settings.leaseMs, now: ports.clock.now() });
      for (const work of claimed) begin(work, onEnded);
      return claimed.length === free && settings.concurrency > running.size;
    },
    drain: async (milliseconds) => {
      const timer = setTimeout(() => stopping.abort(), milliseconds);
      await Promise.all(running);
      clearTimeout(timer);
      stopping = new AbortController();
    },
  };
}
