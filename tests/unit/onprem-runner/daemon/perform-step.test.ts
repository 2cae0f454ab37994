import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCounters } from '#onprem-runner/daemon/counters.ts';
import type { PerformContext } from '#onprem-runner/daemon/door/perform.ts';
import { createStepPerformer, type StepPerformer } from '#onprem-runner/daemon/perform-step.ts';
import type { RunnerPorts } from '#onprem-runner/daemon/runner-ports.ts';
import { createPrograms } from '#onprem-runner/daemon/programs.ts';
import { defineHandler, type Handler, type RunnerContext } from '#onprem-runner/handlers/define-handler.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { nodeDigest, systemClock } from '#shared/adapters/node/index.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { visitKey } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { createRunnerBench, RUNNER_ID, TENANT, workItem, type RunnerBench } from '#tests/support/onprem/runner-bench.ts';

const DOCUMENT = `
document: { dsl: 1.0.3, namespace: tests, name: performed, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - check: { call: 'check:1.0.0', with: { n: 1 } }
`;

type Handle = (context: RunnerContext) => unknown;
let handle: Handle;
const CHECK: Handler = {
  ...defineHandler<JsonValue, unknown>({
    name: 'check', version: '1.0.0', input: {}, output: { type: 'object', additionalProperties: false, properties: { resolution: { type: 'string', enum: ['PASS'] } } },
    errors: {}, declassify: [{ path: '/resolution', to: 2, purpose: 'branching', method: 'enum' }], effect: 'local', handle: () => 1,
  }),
  handle: (_input, context) => handle(context),
};

let bench: RunnerBench;
let item: WorkItem;
beforeAll(async () => {
  bench = await createRunnerBench([CHECK]);
  item = workItem(await bench.register(DOCUMENT), 'check', { n: 1 });
});
beforeEach(() => {
  handle = () => ({ resolution: 'PASS' });
});

function openPerformer(more: Partial<RunnerPorts> = {}): { readonly performer: StepPerformer; readonly counters: ReturnType<typeof createCounters>; readonly log: string[] } {
  const log: string[] = [];
  const write = (event: string, fields?: object) => void log.push(`${event} ${JSON.stringify(fields)}`);
  const counters = createCounters();
  const { find } = createPrograms({ definitions: bench.stores.definitions, manifests: bench.stores.release.verifier, digest: nodeDigest, clock: systemClock });
  const ports = { ...bench.ports, handlers: createHandlerRegistry([CHECK]), logger: { info: write, warn: write, error: write }, ...more };
  return { performer: createStepPerformer({ ports, settings: { tenant: TENANT, runnerId: RUNNER_ID }, counters, find }), counters, log };
}

function contextOf(more: Partial<PerformContext> = {}): PerformContext {
  return { key: 'step-key', epoch: 1, signal: new AbortController().signal, onProgress: () => undefined, ...more };
}

describe('a step that is performed', () => {
  test('is done with what may leave; counters, log and pool hear of it', async () => {
    const { performer, counters, log } = openPerformer();
    expect(await performer.perform(item, contextOf())).toEqual({ kind: 'done', output: { resolution: 'PASS' } });
    expect(counters.read()).toMatchObject({ succeeded: 1, releases: [{ state: 'check', pointer: '/resolution', count: 1 }] });
    expect(log).toEqual([`work-succeeded ${JSON.stringify({ attemptId: item.attemptId, executionId: 'run-1', state: 'check', releases: 1 })}`]);
    expect(performer.endOf('step-key')).toEqual({ outcome: 'succeeded' });
  });

  test('tells how far it is, as a percentage and nothing else', async () => {
    const told: number[] = [];
    handle = ({ heartbeat }) => {
      [12.4, 250, Number.NaN].forEach(heartbeat);
      return { resolution: 'PASS' };
    };
    await openPerformer().performer.perform(item, contextOf({ onProgress: (percent) => void told.push(percent) }));
    expect(told).toEqual([12, 100]);
  });

  test('says how it ended once: later it is as if nothing had been tried', async () => {
    const { performer } = openPerformer();
    expect(performer.endOf('step-key')).toEqual({ outcome: 'deferred' });
    await performer.perform(item, contextOf());
    await performer.perform(item, contextOf({ key: 'other' }));
    expect([performer.endOf('step-key').outcome, performer.endOf('step-key').outcome, performer.endOf('other').outcome]).toEqual(['succeeded', 'deferred', 'succeeded']);
  });

  test('fails by its name, without what the handler says', async () => {
    const { performer, counters, log } = openPerformer();
    handle = () => {
      throw new TypeError('canary-4711');
    };
    expect(await performer.perform(item, contextOf())).toEqual({ kind: 'failed', error: 'Uwf.HandlerFailed', cause: 'the function failed with something outside of its catalogue of errors' });
    expect(performer.endOf('step-key')).toEqual({ outcome: 'failed', error: 'Uwf.HandlerFailed' });
    expect(counters.read()).toMatchObject({ succeeded: 0, failed: { 'Uwf.HandlerFailed': 1 } });
    expect(log.join()).toContain('work-failed');
    expect(log.join()).not.toContain('canary');
  });

  test('is put off while its program is not here, and nothing has begun', async () => {
    const { performer, counters } = openPerformer();
    expect(await performer.perform({ ...item, revision: 'f'.repeat(64) }, contextOf())).toEqual({ kind: 'deferred', hasBegun: false });
    expect(performer.endOf('step-key')).toEqual({ outcome: 'deferred' });
    expect(counters.read()).toMatchObject({ succeeded: 0, failed: {} });
  });

  test('is put off, as begun, when something that it needs fails for a while after it was called', async () => {
    const shut = { ...bench.ports.egress, result: async () => { throw new UwfError('UWF-5001'); } };
    expect(await openPerformer({ egress: shut }).performer.perform(item, contextOf())).toEqual({ kind: 'deferred', hasBegun: true });
  });

  test('gives the far side one key over the retries of a visit, and that of the step where there is no visit', async () => {
    const keys: string[] = [];
    handle = (context) => {
      keys.push(context.idempotencyKey);
      return {};
    };
    const { performer } = openPerformer();
    await performer.perform({ ...item, visit: 4, attemptId: 'a:1' }, contextOf({ key: 'one' }));
    await performer.perform({ ...item, visit: 4, attemptId: 'a:2', retryCount: 1 }, contextOf({ key: 'two' }));
    await performer.perform({ ...item, visit: 5 }, contextOf());
    await performer.perform({ ...item, visit: 4, scope: 'Map/0' }, contextOf());
    await performer.perform(item, contextOf());
    const expected = visitKey(TENANT, { exe: 'run-1', itr: '', visit: 4 });
    expect(keys).toEqual([expected, expected, visitKey(TENANT, { exe: 'run-1', itr: '', visit: 5 }), visitKey(TENANT, { exe: 'run-1', itr: 'Map/0', visit: 4 }), 'step-key']);
    expect(new Set(keys).size).toBe(4);
  });

  test('has the transaction of the runner where it is given one', async () => {
    const seen: unknown[] = [];
    handle = (context) => {
      seen.push(context.transaction);
      return {};
    };
    const { performer } = openPerformer();
    const transaction = { query: async () => [] };
    await performer.perform(item, contextOf());
    await performer.perform(item, contextOf({ transaction }));
    expect(seen).toEqual([undefined, transaction]);
  });

  test('is given up at its deadline, and when its hold is lost', async () => {
    const signals: AbortSignal[] = [];
    handle = (context) => {
      signals.push(context.signal);
      return new Promise(() => undefined);
    };
    const { performer } = openPerformer();
    expect(await performer.perform({ ...item, deadline: Date.now() + 30 }, contextOf())).toMatchObject({ kind: 'failed', error: 'States.Timeout' });
    const hold = new AbortController();
    const lost = performer.perform({ ...item, deadline: Date.now() + 60_000 }, contextOf({ signal: hold.signal }));
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    hold.abort();
    expect(await lost).toMatchObject({ kind: 'failed', error: 'States.Timeout' });
    assert(signals.every(({ aborted }) => aborted), 'the handler was told');
  });

  test('is given up at once when nobody waits any more', async () => {
    const { performer } = openPerformer();
    handle = () => new Promise(() => undefined);
    expect(await performer.perform({ ...item, deadline: 1 }, contextOf())).toMatchObject({ kind: 'failed', error: 'States.Timeout' });
  });
});
