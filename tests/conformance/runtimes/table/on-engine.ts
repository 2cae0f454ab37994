import { createManualClock, type ManualClock } from '#shared/adapters/memory/index.ts';
import { createEngineCompletion } from '#shared/application/door/engine-completion.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { fireTimers } from '#shared/application/fire-timers.ts';
import { relayOutbox } from '#shared/application/relay-outbox.ts';
import { createLocalWorker, type LocalWorker } from '#shared/application/work-locally.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { createDiary, type Diary } from './diary.ts';
import { PRINCIPAL, TURNS_MAX, type Bench, type Course, type LogEntry, type StartableTrial, type Verdict } from './model.ts';
import { ranOf } from './ran.ts';
import { refusalOf } from './refusal.ts';
import { VirtualWork } from './virtual-work.ts';

/** How a trial went on our engine, for those that are to go the same way: who races elsewhere gets the same race. */
export interface EngineRun {
  readonly verdict: Verdict;
  /** In which order it asked and was answered. */
  readonly log: readonly LogEntry[];
  /** By its own clock. */
  readonly tookMs: number;
}

/** Our engine on stores in memory, by a clock that jumps to what is due next. */
export const engineBench: Bench = { name: 'engine', run: async (trial, course) => (await runOnEngine(trial, course)).verdict, close: () => Promise.resolve() };

/** An engine with one execution. */
interface EngineParts {
  readonly ports: EnginePorts;
  readonly runtime: Runtime;
  readonly clock: ManualClock;
  readonly diary: Diary;
  readonly work: VirtualWork;
  readonly worker: LocalWorker;
}

/** Runs a trial on our engine through its port. */
export async function runOnEngine(trial: StartableTrial, { executionId, startAt }: Course): Promise<EngineRun> {
  const { stored, input } = trial.program;
  const parts = openParts(trial, startAt);
  const { ports, runtime, clock, work } = parts;
  const began = performance.now();
  try {
    await ports.definitionStore.put({ stored });
    await runtime.publish({ stored });
    await runtime.start({ stored, input, principal: PRINCIPAL, executionId });
  } catch (thrown) {
    return { verdict: refusalOf(thrown), log: [], tookMs: 0 };
  }
  await drive(parts, executionId);
  const milliseconds = performance.now() - began;
  return { verdict: { kind: 'ran', ran: await ranOf({ runtime, executionId, work: work.script, milliseconds }) }, log: work.script.log, tookMs: clock.now() - startAt };
}

function openParts({ openWorld }: StartableTrial, startAt: number): EngineParts {
  const clock = createManualClock(startAt);
  const diary = createDiary();
  const work: VirtualWork = new VirtualWork(openWorld(), { completion: () => completion, after: (milliseconds, act) => diary.add(clock.now() + milliseconds, act) });
  const { ports, looking } = openEngine({ clock, door: work.door });
  const completion = createEngineCompletion(ports);
  // One after the other, so that each run goes the same way.
  const worker = createLocalWorker(ports, { executor: work.executor, concurrency: 1 });
  return { ports, runtime: looking.runtime, clock, diary, work, worker };
}

/** To its end, or to where nothing comes any more. */
async function drive(parts: EngineParts, executionId: string): Promise<void> {
  const { ports, runtime, clock, diary, work } = parts;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    await settle(parts);
    if ((await runtime.load({ executionId }))?.record.status !== 'running') return;
    if (work.script.idle()) continue;
    const [timer] = await ports.executionStore.dueTimers({ now: Number.MAX_SAFE_INTEGER, max: 1 });
    const at = Math.min(diary.next(), timer?.dueAt ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(at)) return;
    clock.advance(Math.max(at - clock.now(), 0));
    diary.act(clock.now());
  }
}

async function settle({ ports, work, worker }: EngineParts): Promise<void> {
  for (let moved = 1; moved > 0; ) {
    moved = (await relayOutbox(ports)) + (await fireTimers(ports)) + (await worker.work());
    await worker.drain();
    moved += await work.settle();
  }
}
