import { describe, expect, test } from 'vitest';
import { CIRCUIT_RULES_DEFAULT } from '#onprem-runner/pool/circuit-breaker.ts';
import { createCircuits } from '#onprem-runner/pool/circuits.ts';
import { poolLimits } from '#onprem-runner/pool/pool-limits.ts';
import { countsOf, PRIORITIES, PRIORITY_WEIGHTS_DEFAULT, sumOf } from '#onprem-runner/pool/priorities.ts';
import { createWorkerPool, type PoolWork, type WorkerPool } from '#onprem-runner/pool/worker-pool.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createRandom } from '#shared/core/kernel/random.ts';
import { collectGarbage } from '#tests/support/collect-garbage.ts';

const TASKS = 100_000;
/** What the heap may grow by between the first tenth and the end. */
const GROWTH_BYTES_MAX = 8 * 1024 * 1024;

interface Waiting {
  readonly work: Omit<PoolWork, 'perform'>;
  readonly durationMs: number;
}

/**
 * A runner's life on a clock that jumps: work of all priorities and many targets, slow and failing ones among them, claimed by fair share, given back
 * where there is no room. Nothing but the pool is under test.
 */
async function live(tasks: number, onTenth: (pool: WorkerPool) => void): Promise<{ readonly pool: WorkerPool; readonly given: number; readonly runningMax: number }> {
  const random = createRandom('soak');
  const clock = createManualClock(0);
  const handlers = new Map(Array.from({ length: 12 }, (_, index) => [`handler-${index}:1.0.0`, undefined] as const));
  const circuits = createCircuits({ rules: CIRCUIT_RULES_DEFAULT, random, targetsMax: 32 });
  const pool = createWorkerPool({ clock, circuits, limits: poolLimits({ total: 16, handlers: { 'handler-0': 2 } }), weights: PRIORITY_WEIGHTS_DEFAULT, handlers });
  const queues = countsOf(() => 0);
  const ready: Record<string, Waiting[]> = Object.fromEntries(PRIORITIES.map((priority) => [priority, []]));
  const later: { readonly at: number; readonly one: Waiting }[] = [];
  const endings: { readonly at: number; readonly end: () => void }[] = [];
  let made = 0;
  let ended = 0;
  let given = 0;
  let runningMax = 0;
  const make = (): void => {
    const priority = PRIORITIES[Math.floor(random() * 4)] ?? 'low';
    made += 1;
    ready[priority]?.push({ work: { priority, handler: `handler-${Math.floor(random() * 13)}:1.0.0`, target: `host-${Math.floor(random() * (random() < 0.7 ? 10 : 500))}` }, durationMs: 1 + Math.floor(random() * 40) });
  };
  const begin = (one: Waiting): void => {
    const isFaulty = one.work.target?.endsWith('7') === true;
    const admission = pool.offer({
      ...one.work,
      perform: () => new Promise((resolve) => endings.push({ at: clock.now() + one.durationMs, end: () => resolve(isFaulty ? { outcome: 'failed', error: 'States.Timeout' } : { outcome: 'succeeded' }) })),
    });
    if (admission.kind === 'begun') return;
    given += 1;
    later.push({ at: Math.max(admission.notBefore, clock.now() + 1), one });
  };
  while (ended < tasks) {
    while (made < tasks && made - ended < 200) make();
    for (let index = later.length - 1; index >= 0; index -= 1) {
      const entry = later[index];
      if (entry === undefined || entry.at > clock.now()) continue;
      later.splice(index, 1);
      ready[entry.one.work.priority]?.push(entry.one);
    }
    const take = pool.plan({ ...queues, ...countsOf((priority) => ready[priority]?.length ?? 0) });
    for (const priority of PRIORITIES) for (const one of ready[priority]?.splice(0, take[priority]) ?? []) begin(one);
    runningMax = Math.max(runningMax, endings.length);
    // What was begun lasts until its time: the promise's own turn comes after all of them.
    const next = Math.min(...endings.map(({ at }) => at), ...later.map(({ at }) => at));
    clock.advance(Math.max(1, next - clock.now()));
    for (let index = endings.length - 1; index >= 0; index -= 1) {
      const ending = endings[index];
      if (ending === undefined || ending.at > clock.now()) continue;
      endings.splice(index, 1);
      ending.end();
      ended += 1;
      if (ended % (tasks / 10) === 0) onTenth(pool);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { pool, given, runningMax };
}

describe('a pool that runs for long', () => {
  test('performs 100,000 tasks within its limits, and its heap is flat', { timeout: 120_000 }, async () => {
    const heap: number[] = [];
    const { pool, given, runningMax } = await live(TASKS, () => {
      collectGarbage();
      heap.push(process.memoryUsage().heapUsed);
    });
    const { counts, running, handlers, targets, circuits } = pool.read();
    const ends = [...counts.handlers.values()];
    expect(running).toBe(0);
    expect(runningMax).toBeLessThanOrEqual(16);
    expect(ends.reduce((sum, one) => sum + one.started, 0)).toBe(TASKS);
    expect(ends.reduce((sum, one) => sum + one.succeeded + one.failed, 0)).toBe(TASKS);
    expect(sumOf(counts.startedBy)).toBe(TASKS);
    expect(given).toBe(Object.values(counts.later).reduce((sum, count) => sum + count, 0));
    expect(counts.later.circuit).toBeGreaterThan(0);
    // What it remembers has bounds of its own, whatever the garbage collector does.
    expect(handlers.size).toBeLessThanOrEqual(256);
    expect(targets.size).toBeLessThanOrEqual(256 + 16);
    expect(circuits.size).toBeLessThanOrEqual(32);
    // The lowest of the last tenths against the highest of the first: what is only not collected yet is no growth.
    const growth = Math.min(...heap.slice(-3)) - Math.max(...heap.slice(0, 2));
    expect(growth).toBeLessThan(GROWTH_BYTES_MAX);
  });
});
