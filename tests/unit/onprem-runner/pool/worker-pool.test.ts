import { describe, expect, test } from 'vitest';
import type { AttemptEnd } from '#onprem-runner/pool/call-end.ts';
import { CIRCUIT_RULES_DEFAULT } from '#onprem-runner/pool/circuit-breaker.ts';
import { createCircuits } from '#onprem-runner/pool/circuits.ts';
import { poolLimits, type PoolLimits } from '#onprem-runner/pool/pool-limits.ts';
import { countsOf, PRIORITY_WEIGHTS_DEFAULT } from '#onprem-runner/pool/priorities.ts';
import { createWorkerPool, type PoolWork, type WorkerPool } from '#onprem-runner/pool/worker-pool.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';

const OK: AttemptEnd = { outcome: 'succeeded' };
const BROKEN: AttemptEnd = { outcome: 'failed', error: 'Uwf.HandlerFailed' };

interface Bench {
  readonly pool: WorkerPool;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly faults: unknown[];
  /** Begins an attempt that lasts until it is ended. */
  begin(handler: string, more?: Partial<PoolWork>): { readonly admission: ReturnType<WorkerPool['offer']>; end(end?: AttemptEnd): Promise<void>; readonly signal: () => AbortSignal | undefined };
}

function bench(limits: Partial<PoolLimits> = {}, handlers: ReadonlyMap<string, number | undefined> = new Map([['a:1.0.0', undefined], ['b:1.0.0', undefined]])): Bench {
  const clock = createManualClock(1_000);
  const faults: unknown[] = [];
  const circuits = createCircuits({ rules: { ...CIRCUIT_RULES_DEFAULT, faultsInRow: 3, openMs: 1_000 }, random: () => 1, targetsMax: 16 });
  const pool = createWorkerPool({ clock, circuits, limits: poolLimits(limits), weights: PRIORITY_WEIGHTS_DEFAULT, handlers, onFault: (error) => faults.push(error) });
  return {
    pool,
    clock,
    faults,
    begin: (handler, more = {}) => {
      let resolve: (end: AttemptEnd) => void = () => undefined;
      let given: AbortSignal | undefined;
      const ended = new Promise<AttemptEnd>((done) => (resolve = done));
      const perform = (signal: AbortSignal): Promise<AttemptEnd> => {
        given = signal;
        return ended;
      };
      const admission = pool.offer({ priority: 'normal', handler, perform, ...more });
      return {
        admission,
        signal: () => given,
        end: async (end = OK) => {
          resolve(end);
          await ended;
          await new Promise((done) => setImmediate(done));
        },
      };
    },
  };
}

describe('limits', () => {
  test('no more run at the same time than the limit of all', async () => {
    const { pool, begin } = bench({ total: 2, perHandler: 2 });
    const first = begin('a:1.0.0');
    begin('b:1.0.0');
    expect(begin('a:1.0.0').admission).toEqual({ kind: 'later', reason: 'total', notBefore: 1_050 });
    expect(pool.plan()).toEqual(countsOf(() => 0));
    await first.end();
    expect(begin('a:1.0.0').admission).toEqual({ kind: 'begun' });
  });

  test('a handler that has no room does not hold the others up', () => {
    const { pool, begin } = bench({ total: 8, handlers: { a: 2 } });
    begin('a:1.0.0');
    begin('a:1.0.0');
    expect(begin('a:1.0.0').admission).toMatchObject({ kind: 'later', reason: 'handler' });
    expect(begin('b:1.0.0').admission).toEqual({ kind: 'begun' });
    expect(pool.saturated()).toEqual({ handlers: ['a:1.0.0'], targets: [] });
  });

  test('without a configuration one handler leaves room for others', () => {
    const { begin } = bench({ total: 4 });
    for (let one = 0; one < 3; one += 1) expect(begin('a:1.0.0').admission.kind).toBe('begun');
    expect(begin('a:1.0.0').admission).toMatchObject({ reason: 'handler' });
    expect(begin('b:1.0.0').admission.kind).toBe('begun');
  });

  test('a limit that the handler declares holds where it is the lower one', () => {
    const { begin } = bench({ total: 8, handlers: { 'a:1.0.0': 5 } }, new Map([['a:1.0.0', 1]]));
    begin('a:1.0.0');
    expect(begin('a:1.0.0').admission).toMatchObject({ reason: 'handler' });
  });

  test('attempts of several handlers at one target share its limit', () => {
    const { begin } = bench({ total: 8, targets: { core: 1 } });
    begin('a:1.0.0', { target: 'core' });
    expect(begin('b:1.0.0', { target: 'core' }).admission).toMatchObject({ kind: 'later', reason: 'target' });
    expect(begin('b:1.0.0', { target: 'aml' }).admission.kind).toBe('begun');
  });

  test('those who find no room are told different times, at the rate at which room becomes free, and none beyond the longest', async () => {
    const { begin, clock } = bench({ total: 8, handlers: { a: 1 } });
    const running = begin('a:1.0.0');
    const times = Array.from({ length: 100 }, () => begin('a:1.0.0').admission).map((admission) => (admission.kind === 'later' ? admission.notBefore : 0));
    expect(times.slice(0, 3)).toEqual([1_250, 1_450, 1_650]);
    expect(Math.max(...times)).toBe(6_000);
    clock.advance(10);
    await running.end();
  });
});

describe('circuits', () => {
  test('faults of a target close the door to it, and to nothing else, until a probe goes well', async () => {
    const { begin, clock, pool } = bench({ total: 8 });
    for (let one = 0; one < 3; one += 1) await begin('a:1.0.0', { target: 'aml' }).end(BROKEN);
    expect(pool.read().circuits.get('aml')).toBe('open');
    expect(begin('b:1.0.0', { target: 'aml' }).admission).toEqual({ kind: 'later', reason: 'circuit', notBefore: 2_000 });
    expect(begin('a:1.0.0', { target: 'core' }).admission.kind).toBe('begun');
    clock.advance(1_000);
    const probe = begin('a:1.0.0', { target: 'aml' });
    expect(probe.admission.kind).toBe('begun');
    expect(begin('a:1.0.0', { target: 'aml' }).admission).toMatchObject({ reason: 'circuit' });
    await probe.end();
    expect(begin('a:1.0.0', { target: 'aml' }).admission.kind).toBe('begun');
  });

  test('business codes leave the door open', async () => {
    const { begin, pool } = bench({ total: 8 });
    const errors = { REFUSED: { status: 422, title: 'Refused', retryable: false } };
    for (let one = 0; one < 20; one += 1) await begin('a:1.0.0', { target: 'aml', errors }).end({ outcome: 'failed', error: 'urn:uwf:error:REFUSED#422' });
    expect(pool.read().circuits.get('aml')).toBe('closed');
  });
});

describe('drain()', () => {
  test('begins nothing new and waits for what runs', async () => {
    const { pool, begin } = bench();
    const running = begin('a:1.0.0');
    const draining = pool.drain(5_000);
    expect(begin('b:1.0.0').admission).toEqual({ kind: 'later', reason: 'draining', notBefore: 1_000 });
    expect(pool.plan()).toEqual(countsOf(() => 0));
    expect(running.signal()?.aborted).toBe(false);
    await running.end();
    expect(await draining).toEqual({ ended: 1, aborted: 0, abandoned: 0 });
    expect(pool.read()).toMatchObject({ running: 0, isDraining: true });
  });

  test('aborts what takes longer than the time given', async () => {
    const { pool } = bench();
    pool.offer({ priority: 'low', handler: 'a:1.0.0', perform: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(BROKEN), { once: true })) });
    expect(await pool.drain(10)).toEqual({ ended: 0, aborted: 1, abandoned: 0 });
  });

  test('an attempt that a stop has aborted says nothing of its target', async () => {
    const { pool } = bench();
    for (let one = 0; one < 3; one += 1) {
      pool.offer({ priority: 'low', handler: 'a:1.0.0', target: 'aml', perform: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(BROKEN), { once: true })) });
    }
    await pool.drain(5);
    expect(pool.read().circuits.get('aml')).toBe('closed');
  });
});

describe('read()', () => {
  test('counts by names of a closed set', async () => {
    const { pool, begin } = bench();
    await begin('a:1.0.0', { priority: 'critical' }).end();
    await begin('a:1.0.0').end(BROKEN);
    await begin('name-of-a-message:1.0.0').end({ outcome: 'deferred' });
    const { counts } = pool.read();
    expect(Object.fromEntries(counts.handlers)).toEqual({
      'a:1.0.0': { started: 2, succeeded: 1, failed: 1, deferred: 0, broken: 0 },
      'b:1.0.0': { started: 0, succeeded: 0, failed: 0, deferred: 0, broken: 0 },
      other: { started: 1, succeeded: 0, failed: 0, deferred: 1, broken: 0 },
    });
    expect(counts.startedBy).toEqual({ critical: 1, high: 0, normal: 2, low: 0 });
  });

  test('a fault of one attempt is told, counted, and takes nothing else down', async () => {
    const { pool, faults, begin } = bench();
    const fault = new Error('a bug');
    pool.offer({ priority: 'high', handler: 'a:1.0.0', perform: () => Promise.reject(fault) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(faults).toEqual([fault]);
    expect(pool.read()).toMatchObject({ running: 0 });
    expect(pool.read().counts.handlers.get('a:1.0.0')).toMatchObject({ broken: 1 });
    expect(begin('a:1.0.0').admission.kind).toBe('begun');
  });
});
