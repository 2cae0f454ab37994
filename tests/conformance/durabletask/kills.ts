import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { driveExecution, type FakeAnswer, type ScheduledTask } from '#tests/support/asl-driver.ts';
import type { HostProcess } from '#tests/support/faults/host-process.ts';
import { findDurableTask } from '#tests/support/durabletask/install.ts';
import { openDurableTask, type DurableScript, type DurableTaskRig } from '#tests/support/durabletask/index.ts';
import { violationsOf, type ObservedExecution } from '#tests/support/durabletask/oracle.ts';
import { factsOf, machineOf, programOf } from '#tests/support/machines.ts';
import { describeNotRun } from '#tests/support/not-run.ts';

export interface KillPlan {
  readonly kills: number;
  /** All choices follow from it. */
  readonly seed: number;
}

/** One of the machines that run while processes are killed; a task function is made anew for each execution, because some count. */
interface Load {
  readonly machine: AslMachine;
  readonly bank: readonly string[];
  readonly input: JsonValue;
  readonly task: () => (task: ScheduledTask) => FakeAnswer;
}

const WORKERS = 2;
const IN_FLIGHT_MAX = 8;
/** Work lasts as long as a turn or two, so that it is killed as well. */
const WORK_MS = 25;
const SPEED = 20;
const ENDED_MS_MAX = 120_000;
/** Every third is of the sidecar, the others are of a worker. */
const SIDECAR_EVERY = 3;

function work(more: object): AslState {
  return { Type: 'Task', Resource: 'work', ...more } as AslState;
}

const echo = (task: ScheduledTask): FakeAnswer => ({ kind: 'succeeded', output: task.arguments });

/** Every state fails once, then it succeeds. */
function failingOnce(): (task: ScheduledTask) => FakeAnswer {
  return (task) => (task.retryCount === 0 ? { kind: 'failed', error: 'Busy', cause: 'try later' } : echo(task));
}

const RETRY = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 3 }];
/** Far away: it only sees to it that each wait has a timer beside it. */
const TimeoutSeconds = 1_000_000;

const LOADS: readonly Load[] = [
  {
    machine: machineOf({ a: work({ Retry: RETRY, Next: 'b' }), b: work({ Retry: RETRY, Next: 'later' }), later: { Type: 'Wait', Seconds: 10, Next: 'c' } as AslState, c: work({ Arguments: '{% $states.input & "!" %}', Retry: RETRY, End: true }) }, { TimeoutSeconds }),
    bank: ['b'],
    input: 'in',
    task: failingOnce,
  },
  {
    machine: machineOf({
      both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'left', States: { left: work({ Next: 'more' }), more: work({ End: true }) } },
          { StartAt: 'map', States: { map: { Type: 'Map', Items: [1, 2, 3, 4], MaxConcurrency: 3, ItemProcessor: { StartAt: 'one', States: { one: work({ Next: 'two' }), two: work({ End: true }) } }, Output: '{% $sum($states.result) %}', End: true } } },
        ],
        Next: 'after',
      } as AslState,
      after: work({ End: true }),
    }, { TimeoutSeconds }),
    bank: ['more', 'two'],
    input: 7,
    task: () => echo,
  },
  {
    machine: machineOf({
      count: work({ Arguments: '{% $states.input + 1 %}', Next: 'enough' }),
      enough: { Type: 'Choice', Choices: [{ Condition: '{% $states.input < 80 %}', Next: 'count' }], Default: 'end' } as AslState,
      end: { Type: 'Succeed' } as AslState,
    }),
    bank: [],
    input: 0,
    task: () => echo,
  },
  {
    machine: machineOf({
      large: { Type: 'Pass', Output: '{% $pad("x", 60000, "x") %}', Next: 'one' } as AslState,
      one: work({ Next: 'two' }),
      two: work({ Output: '{% $length($states.result) %}', End: true }),
    }),
    bank: ['two'],
    input: {},
    task: () => echo,
  },
];

/** Equal seeds give equal choices (mulberry32); what the machine makes of them is its own. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Started {
  readonly executionId: string;
  readonly load: Load;
}

/** Starts executions one after the other, as many at a time as may be, until it is told to end. */
async function keepBusy(rig: DurableTaskRig, isOver: () => boolean): Promise<readonly Started[]> {
  const started: Started[] = [];
  const running = new Set<string>();
  while (!isOver() || started.length < LOADS.length) {
    for (const id of running) if ((await rig.outcome(id)) !== undefined) running.delete(id);
    const load = LOADS[started.length % LOADS.length];
    assert(load !== undefined, 'there is a load');
    if (running.size >= IN_FLIGHT_MAX) {
      await sleep(25);
      continue;
    }
    const executionId = `k-${String(started.length)}`;
    const script: DurableScript = { machine: load.machine, bank: load.bank, task: load.task(), way: { skewed: true, duplicates: started.length % 2 === 1 }, workMs: WORK_MS, speed: SPEED };
    await rig.start(executionId, script, load.input);
    started.push({ executionId, load });
    running.add(executionId);
  }
  return started;
}

/** Kills a process at a random moment and starts it again at another. The next one is killed while it comes up. */
async function killAll(rig: DurableTaskRig, { kills, seed }: KillPlan): Promise<{ readonly workers: number; readonly sidecars: number }> {
  const random = randomOf(seed);
  const comingUp = rig.workers.map(() => Promise.resolve());
  let sidecars = 0;
  for (let number = 1; number <= kills; number += 1) {
    await sleep(50 + random() * 450);
    const index = Math.floor(random() * rig.workers.length);
    const pauseMs = random() * 150;
    const isSidecar = number % SIDECAR_EVERY === 0;
    sidecars += isSidecar ? 1 : 0;
    if (isSidecar) await killAndStart(rig.sidecar, pauseMs);
    else {
      await comingUp[index];
      comingUp[index] = killAndStart(rig.workers[index], pauseMs);
    }
  }
  await Promise.all(comingUp);
  return { workers: kills - sidecars, sidecars };
}

async function killAndStart(killed: Pick<HostProcess, 'kill' | 'start'> | undefined, pauseMs: number): Promise<void> {
  assert(killed !== undefined, 'there is a process');
  await killed.kill();
  await sleep(pauseMs);
  await killed.start();
}

async function observe(rig: DurableTaskRig, { executionId, load }: Started): Promise<ObservedExecution> {
  const outcome = await rig.ended(executionId, ENDED_MS_MAX);
  const { snapshot, history } = driveExecution(programOf(load.machine), factsOf(load.input), { task: load.task() });
  const engineOutcome = { status: snapshot.status, ...(snapshot.output === undefined ? {} : { output: snapshot.output }) };
  const begun = rig.far.effects.map(({ attemptId }) => attemptId).filter((attemptId) => attemptId.startsWith(`${executionId}:`));
  return { executionId, outcome, engineOutcome, history: await rig.far.journal.read({ executionId, after: 0, max: 10_000 }), engineHistory: history, begun };
}

/** Kills workers and the sidecar under load, and asks the oracle. */
export async function describeKills(plan: KillPlan): Promise<void> {
  const found = await findDurableTask();
  if (!found.ok) return describeNotRun('kill -9 on the Durable Task Framework', found.reason);
  describe('kill -9 on the Durable Task Framework: durabletask-js over its sidecar for Go', () => {
    test(`nothing is lost and nothing is answered twice when workers and the sidecar are killed ${String(plan.kills)} times`, { timeout: 3_000_000 }, async () => {
      const opened = await openDurableTask(WORKERS);
      assert(opened.ok, 'it was there just now');
      const rig = opened.value;
      try {
        let isOver = false;
        const busy = keepBusy(rig, () => isOver);
        const killed = await killAll(rig, plan);
        const calmAt = Date.now();
        isOver = true;
        const started = await busy;
        const observed: ObservedExecution[] = [];
        for (const one of started) observed.push(await observe(rig, one));
        const violations = observed.flatMap(violationsOf);
        print({ plan, killed, observed, violations: violations.length, settledMs: Date.now() - calmAt });
        expect(violations).toEqual([]);
        expect(rig.far.faults).toEqual([]);
      } finally {
        await rig.close();
      }
    });
  });
}

interface Verdict {
  readonly plan: KillPlan;
  readonly killed: { readonly workers: number; readonly sidecars: number };
  readonly observed: readonly ObservedExecution[];
  readonly violations: number;
  readonly settledMs: number;
}

function print({ plan, killed, observed, violations, settledMs }: Verdict): void {
  const begun = observed.flatMap((one) => one.begun);
  const attempts = new Set(begun).size;
  process.stdout.write(
    `durabletask: seed ${String(plan.seed)}, ${String(killed.workers)} workers and ${String(killed.sidecars)} sidecars killed, ${String(observed.length)} executions, ` +
      `${String(attempts)} attempts, ${String(begun.length - attempts)} of them begun again, ${String(violations)} violations; over ${String(settledMs)} ms after the last\n`,
  );
}
