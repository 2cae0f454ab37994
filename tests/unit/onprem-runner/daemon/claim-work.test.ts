import { describe, expect, test } from 'vitest';
import { claimWork } from '#onprem-runner/daemon/claim-work.ts';
import type { HeldStep, StepWorker } from '#onprem-runner/daemon/door/step-worker.ts';
import type { WorkEnd } from '#onprem-runner/daemon/door/work-step.ts';
import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import type { AttemptEnd } from '#onprem-runner/pool/call-end.ts';
import { CIRCUIT_RULES_DEFAULT } from '#onprem-runner/pool/circuit-breaker.ts';
import { createCircuits } from '#onprem-runner/pool/circuits.ts';
import { poolLimits, type PoolLimits } from '#onprem-runner/pool/pool-limits.ts';
import { PRIORITY_WEIGHTS_DEFAULT, sumOf, type PriorityCounts } from '#onprem-runner/pool/priorities.ts';
import { createWorkerPool } from '#onprem-runner/pool/worker-pool.ts';
import { createManualClock } from '#shared/adapters/memory/index.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';

const handlers = createHandlerRegistry(['slow', 'quick'].map((name) => defineHandler({ name, version: '1.0.0', input: {}, output: {}, errors: {}, effect: 'local', handle: () => null })));

function stepOf(n: number, handler: string, priority: Priority = 'normal'): HeldStep {
  const item = { kind: 'run', attemptId: `a-${n}`, executionId: `e-${n}`, definition: { namespace: 'n', name: 'm', version: '1.0.0' }, revision: 'r', state: 's', resource: `uwf:function:${handler}:1.0.0`, arguments: null, principal: 'p', retryCount: 0 } as const;
  return { item, priority, kind: 'idempotent', key: `key-${n}`, epoch: 1 };
}

/** Hands over a pool whose store has these steps, and ends each attempt when it is told to. */
function openCrew(waiting: HeldStep[], limits: Partial<PoolLimits> = {}) {
  const clock = createManualClock(1_000);
  const plans: PriorityCounts[] = [];
  const givenBack: string[] = [];
  const logged: string[] = [];
  const ending = new Map<string, (end: WorkEnd) => void>();
  const ends = new Map<string, AttemptEnd>();
  let answers = 0;
  const pool = createWorkerPool({
    clock, limits: poolLimits(limits), weights: PRIORITY_WEIGHTS_DEFAULT, handlers: new Map([['slow:1.0.0', undefined], ['quick:1.0.0', undefined]]),
    circuits: createCircuits({ rules: CIRCUIT_RULES_DEFAULT, random: () => 0.5, targetsMax: 8 }),
  });
  const worker: StepWorker = {
    claim: async (take) => {
      plans.push({ critical: 0, high: 0, normal: 0, low: 0, ...take });
      return Object.entries(take).flatMap(([priority, count]) => waiting.filter((step) => step.priority === priority).slice(0, count).map((step) => (waiting.splice(waiting.indexOf(step), 1), step)));
    },
    work: (step) => new Promise((resolve) => ending.set(step.key, resolve)),
    giveBack: async (step, dueAt) => void givenBack.push(`${step.key} ${dueAt > clock.now() ? 'later' : 'now'}`),
    renew: async () => undefined,
    beat: async () => undefined,
    held: () => [],
  };
  const write = (event: string): void => void logged.push(event);
  const performer = { perform: async () => ({ kind: 'deferred', hasBegun: false }) as const, endOf: (key: string): AttemptEnd => ends.get(key) ?? { outcome: 'deferred' } };
  const claim = () => claimWork({ ports: { handlers, logger: { info: write, warn: write, error: write } }, pool, worker, performer, onEnded: () => (answers += 1) });
  const end = async (key: string, how: WorkEnd, attempt?: AttemptEnd): Promise<void> => {
    if (attempt !== undefined) ends.set(key, attempt);
    ending.get(key)?.(how);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { claim, pool, plans, givenBack, logged, end, begun: () => [...ending.keys()], answers: () => answers };
}

describe('claiming work', () => {
  test('takes as much as there are free hands, and no more until one is free again', async () => {
    const crew = openCrew([1, 2, 3].map((n) => stepOf(n, 'quick', 'low')), { total: 2, perHandler: 2 });
    expect(await crew.claim()).toBe(false);
    expect(crew.begun()).toEqual(['key-1', 'key-2']);
    const asked = crew.plans.length;
    expect(await crew.claim()).toBe(false);
    expect(crew.plans).toHaveLength(asked);
    await crew.end('key-1', 'done', { outcome: 'succeeded' });
    await crew.claim();
    expect(crew.begun()).toEqual(['key-1', 'key-2', 'key-3']);
    expect(Math.max(...crew.plans.map(sumOf))).toBeLessThanOrEqual(2);
  });

  test('gives back what finds no room at its handler, to be claimed later, and begins the rest', async () => {
    const crew = openCrew([stepOf(1, 'slow', 'critical'), stepOf(2, 'slow', 'critical'), stepOf(3, 'quick', 'high')], { total: 8, handlers: { slow: 1 } });
    await crew.claim();
    expect(crew.begun().sort()).toEqual(['key-1', 'key-3']);
    expect(crew.givenBack).toEqual(['key-2 later']);
    expect(crew.pool.read().counts.later).toMatchObject({ handler: 1 });
  });

  test('counts an attempt as its performer saw it, and one that did not get that far as nothing', async () => {
    const crew = openCrew([1, 2, 3, 4].map((n) => stepOf(n, 'quick', 'critical')), { total: 8, perHandler: 8 });
    await crew.claim();
    await crew.end('key-1', 'done', { outcome: 'succeeded' });
    await crew.end('key-2', 'failed', { outcome: 'failed', error: 'Uwf.HandlerFailed' });
    await crew.end('key-3', 'in_doubt', { outcome: 'succeeded' });
    await crew.end('key-4', 'postponed');
    expect(crew.pool.read().counts.handlers.get('quick:1.0.0')).toEqual({ started: 4, succeeded: 1, failed: 1, deferred: 2, broken: 0 });
    expect(crew.answers()).toBe(4);
    expect(crew.logged).toEqual([]);
  });

  test('says when somebody else had taken over', async () => {
    const crew = openCrew([stepOf(1, 'quick', 'critical')]);
    await crew.claim();
    await crew.end('key-1', 'fenced', { outcome: 'succeeded' });
    expect(crew.logged).toEqual(['work-fenced']);
    expect(crew.pool.read().counts.handlers.get('quick:1.0.0')).toMatchObject({ succeeded: 0, deferred: 1 });
  });
});
