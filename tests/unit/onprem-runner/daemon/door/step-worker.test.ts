import { beforeEach, describe, expect, test, vi } from 'vitest';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import type { EffectKind } from '#shared/core/protocol/message.ts';
import { ingestCommands } from '#onprem-runner/daemon/door/ingest.ts';
import type { Performed, WorkerPorts } from '#onprem-runner/daemon/door/perform.ts';
import { createStepWorker, type HeldStep, type StepWorker } from '#onprem-runner/daemon/door/step-worker.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { BANK, keyOf, openStepDoor, RUN_BODY, runOf, START, TOPICS, type StepDoor } from '#tests/support/steps/step-door.ts';

let door: StepDoor;
let consumer: LogConsumer;
beforeEach(async () => {
  door = openStepDoor();
  consumer = await door.commands();
});

const DONE: Performed = { kind: 'done', output: { paid: true } };
const never = new AbortController().signal;
const rowOf = (attemptId = 'a1'): InboxRow | undefined => door.inbox.rows().find(({ row }) => row.key === keyOf(attemptId))?.row;
const results = async () => (await door.inbox.claimOutbox({ now: door.clock.now(), leaseMs: 0, max: 100 })).map(({ claims, body }) => ({ claims, body }));
const ingest = () => ingestCommands(door.bank, BANK, { consumer, waitMs: 0 });
const workerOf = (perform: WorkerPorts['perform'], more: Partial<WorkerPorts> = {}, settings: Partial<typeof BANK> = {}): StepWorker => createStepWorker({ ...door.bank, perform, ...more }, { ...BANK, ...settings });

async function give(kind: EffectKind = 'idempotent', more: Parameters<typeof runOf>[1] = {}): Promise<void> {
  await door.publish(runOf('a1', { kind, ...more }), RUN_BODY);
  await ingest();
}

async function claimOne(worker: StepWorker): Promise<HeldStep> {
  const [step] = await worker.claim({ normal: 1 });
  if (step === undefined) throw new Error('a step was expected');
  return step;
}

describe('work()', () => {
  test('writes the intent before the effect, and the answer after it', async () => {
    await give();
    const seen: unknown[] = [];
    const worker = workerOf(async (item, context) => {
      seen.push([item.attemptId, item.arguments, context.key, context.epoch, context.transaction, rowOf()?.state]);
      return DONE;
    });
    const step = await claimOne(worker);
    expect(step).toMatchObject({ key: keyOf('a1'), epoch: 1, kind: 'idempotent', priority: 'normal' });
    expect(rowOf()?.state).toBe('claimed');
    expect(await worker.work(step, never)).toBe('done');
    expect(seen).toEqual([['a1', { amount: 1 }, keyOf('a1'), 1, undefined, 'started']]);
    expect(rowOf()).toMatchObject({ state: 'done', answer: { outcome: 'done', body: { output: { paid: true } } } });
    expect(await results()).toMatchObject([{ claims: { typ: 'result', outcome: 'done', epoch: 1, att: 1, ref: 'ref', top: TOPICS.results }, body: { output: { paid: true } } }]);
    expect(worker.held()).toEqual([]);
  });

  test('tells a failure by its error name', async () => {
    await give();
    const worker = workerOf(async () => ({ kind: 'failed', error: 'Declined', cause: 'no' }));
    expect(await worker.work(await claimOne(worker), never)).toBe('failed');
    expect(await results()).toMatchObject([{ claims: { outcome: 'failed', code: 'Declined' }, body: { error: 'Declined', cause: 'no' } }]);
  });

  test('tells a result that is over the size of a message as a failure', async () => {
    await give();
    const worker = workerOf(async () => ({ kind: 'done', output: 'x'.repeat(150_000) }));
    expect(await worker.work(await claimOne(worker), never)).toBe('failed');
    expect(await results()).toMatchObject([{ claims: { outcome: 'failed', code: 'States.DataLimitExceeded' } }]);
  });

  test('does a local effect in the transaction that ends the step', async () => {
    await give('local');
    const worker = workerOf(async (item, { transaction }) => {
      await transaction?.query({ text: 'effect', values: [item.attemptId] });
      return DONE;
    });
    expect(await worker.work(await claimOne(worker), never)).toBe('done');
    expect(door.inbox.localStatements()).toEqual([{ text: 'effect', values: ['a1'] }]);
    expect(await results()).toMatchObject([{ claims: { outcome: 'done' } }]);
  });

  test('does not renew a step whose row a local effect has locked', async () => {
    await give('local');
    const renewed: number[] = [];
    const worker = workerOf(async () => {
      const before = door.inbox.rows()[0]?.version ?? 0;
      await worker.renew();
      renewed.push((door.inbox.rows()[0]?.version ?? 0) - before);
      return DONE;
    });
    expect(await worker.work(await claimOne(worker), never)).toBe('done');
    expect(renewed).toEqual([0]);
  });

  test('leaves nothing of a local effect that was put off or that broke, and tries it again', async () => {
    await give('local');
    const outcomes = [async (): Promise<Performed> => ({ kind: 'deferred', hasBegun: false }), async () => Promise.reject(new Error('broken')), async () => DONE];
    const worker = workerOf(async (_item, { transaction }) => {
      await transaction?.query({ text: 'effect' });
      return (outcomes.shift() ?? (async () => DONE))();
    });
    expect(await worker.work(await claimOne(worker), never)).toBe('postponed');
    door.clock.advance(1_000);
    expect(await worker.work(await claimOne(worker), never)).toBe('postponed');
    expect(door.inbox.localStatements()).toEqual([]);
    door.clock.advance(1_000);
    expect(await worker.work(await claimOne(worker), never)).toBe('done');
    expect(door.inbox.localStatements()).toHaveLength(1);
  });

  test('does not begin what nobody waits for any more', async () => {
    await give('idempotent', { ddl: START });
    const worker = workerOf(async () => DONE);
    expect(await worker.work(await claimOne(worker), never)).toBe('failed');
    expect(await results()).toMatchObject([{ claims: { code: 'States.Timeout' } }]);
  });
});

describe('a step that was started before', () => {
  const lose = async (): Promise<void> => {
    const other = workerOf(async () => new Promise(() => {}), {}, { worker: 'w0' });
    void other.work(await claimOne(other), never);
    await new Promise((resolve) => setImmediate(resolve));
    expect(rowOf()?.state).toBe('started');
    door.clock.advance(1_000);
  };

  test('is done again under its key when the far side takes one', async () => {
    await give('idempotent');
    await lose();
    const worker = workerOf(async () => DONE);
    const step = await claimOne(worker);
    expect(step.epoch).toBe(2);
    expect(await worker.work(step, never)).toBe('done');
  });

  test('is in doubt when its effect must not happen twice', async () => {
    await give('opaque');
    await lose();
    const worker = workerOf(async () => Promise.reject(new Error('is never called')));
    expect(await worker.work(await claimOne(worker), never)).toBe('in_doubt');
    expect(await results()).toMatchObject([{ claims: { outcome: 'in_doubt', epoch: 2 }, body: undefined }]);
  });

  test.each([
    ['done', { kind: 'done', output: 1 } as const, 'done', 0],
    ['failed', { kind: 'failed', error: 'X', cause: '' } as const, 'failed', 0],
    ['not done', 'not-done', 'done', 1],
    ['unknown', 'unknown', 'in_doubt', 0],
  ] as const)('is settled by asking its far side: %s', async (_what, found, end, calls) => {
    await give('opaque');
    await lose();
    let performed = 0;
    const perform = async (): Promise<Performed> => {
      performed += 1;
      return DONE;
    };
    const worker = workerOf(perform, { reconcile: async (_item, { key }) => (key === keyOf('a1') ? found : 'unknown') });
    expect(await worker.work(await claimOne(worker), never)).toBe(end);
    expect(performed).toBe(calls);
  });
});

describe('a fenced worker', () => {
  test('whose lease has ended writes nothing', async () => {
    await give();
    const slow = workerOf(async () => DONE);
    const old = await claimOne(slow);
    door.clock.advance(1_000);
    const quick = workerOf(async () => DONE, {}, { worker: 'w2' });
    expect(await quick.work(await claimOne(quick), never)).toBe('done');
    const before = door.inbox.rows();
    expect(await slow.work(old, never)).toBe('fenced');
    expect(door.inbox.rows()).toEqual(before);
    expect(await results()).toHaveLength(1);
  });

  test('whose step was cancelled does not begin it', async () => {
    await give();
    let performed = 0;
    const worker = workerOf(async () => {
      performed += 1;
      return DONE;
    });
    const step = await claimOne(worker);
    const { typ: _typ, act: _act, wfd: _wfd, kind: _kind, ref: _ref, apr: _apr, ...claims } = runOf('a1');
    await door.publish({ ...claims, typ: 'cancel', why: 'stopped' });
    await ingest();
    expect(await worker.work(step, never)).toBe('fenced');
    expect(performed).toBe(0);
  });

  test('hears of it when its holds are renewed', async () => {
    await give();
    let signal: AbortSignal | undefined;
    const worker = workerOf(async (_item, context) => {
      signal = context.signal;
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      return DONE;
    });
    const working = worker.work(await claimOne(worker), never);
    await new Promise((resolve) => setImmediate(resolve));
    await worker.renew();
    expect(signal?.aborted).toBe(false);
    expect(rowOf()?.dueAt).toBe(START + 1_000);
    door.clock.advance(1_000);
    await claimOne(workerOf(async () => DONE, {}, { worker: 'w2' }));
    await worker.renew();
    expect(await working).toBe('fenced');
  });

  test('is one that does not hold the step at all', async () => {
    await give();
    const worker = workerOf(async () => DONE);
    const step = await claimOne(worker);
    expect(await workerOf(async () => DONE).work(step, never)).toBe('fenced');
  });
});

describe('work that cannot be done now', () => {
  test('is tried again later and later, and given up in the end', async () => {
    await give();
    const worker = workerOf(async () => ({ kind: 'deferred', hasBegun: false }), {}, { retry: { minMs: 100, maxMs: 250, triesMax: 4 } });
    const pauses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await worker.work(await claimOne(worker), never)).toBe('postponed');
      pauses.push((rowOf()?.dueAt ?? 0) - door.clock.now());
      expect(rowOf()?.state).toBe('ready');
      expect(await worker.claim({ normal: 1 })).toEqual([]);
      door.clock.advance(250);
    }
    expect(pauses).toEqual([100, 200, 250]);
    expect(await worker.work(await claimOne(worker), never)).toBe('failed');
    expect(await results()).toMatchObject([{ claims: { code: 'States.Timeout' } }]);
  });

  test('stays started once it has begun, and is in doubt when it is given up', async () => {
    await give();
    const worker = workerOf(async () => Promise.reject(new UwfError('UWF-5002')), {}, { retry: { minMs: 100, maxMs: 100, triesMax: 2 } });
    expect(await worker.work(await claimOne(worker), never)).toBe('postponed');
    expect(rowOf()?.state).toBe('started');
    door.clock.advance(100);
    expect(await worker.work(await claimOne(worker), never)).toBe('in_doubt');
  });

  test('is in doubt at once when it must not happen twice and broke', async () => {
    await give('opaque');
    const worker = workerOf(async () => Promise.reject(new Error('card 4111')));
    expect(await worker.work(await claimOne(worker), never)).toBe('in_doubt');
    expect(door.lines.join('\n')).toContain('error step-broken');
    expect(door.lines.join('\n')).not.toContain('4111');
  });

  test('can be given back by who has no hand free for it', async () => {
    await give();
    const worker = workerOf(async () => DONE);
    await worker.giveBack(await claimOne(worker), START + 70);
    expect(rowOf()).toMatchObject({ state: 'ready', dueAt: START + 70 });
    expect(worker.held()).toEqual([]);
  });
});

test('a stop leaves what could not be drained to another worker, and keeps what was done', async () => {
  await give();
  const stopping = new AbortController();
  const worker = workerOf(async (_item, { signal }) => {
    stopping.abort();
    return signal.aborted ? { kind: 'failed', error: 'States.Timeout', cause: 'aborted' } : DONE;
  });
  expect(await worker.work(await claimOne(worker), stopping.signal)).toBe('left');
  expect(rowOf()?.state).toBe('started');
  door.clock.advance(1_000);
  const done = workerOf(async () => DONE);
  expect(await done.work(await claimOne(done), stopping.signal)).toBe('done');
});

describe('an end that the store could not be told', () => {
  /** The store of a worker that is away whenever it is told so. */
  function awayDoor() {
    const away = { is: false };
    const inbox: WorkerPorts['inbox'] = { ...door.bank.inbox, commit: (request) => (away.is ? Promise.reject(new UwfError('UWF-5001')) : door.bank.inbox.commit(request)) };
    const worker = workerOf(
      async () => {
        away.is = true;
        return DONE;
      },
      { inbox },
    );
    return { away, worker };
  }

  test('is kept, and told with the next renewal after the store is back: what cannot be repeated is not in doubt', async () => {
    await give('opaque');
    const { away, worker } = awayDoor();
    expect(await worker.work(await claimOne(worker), never)).toBe('untold');
    expect(worker.held()).toEqual([keyOf('a1')]);
    await expect(worker.renew()).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(rowOf()?.state).toBe('started');
    away.is = false;
    await worker.renew();
    expect(rowOf()).toMatchObject({ state: 'done', answer: { outcome: 'done' } });
    expect(await results()).toHaveLength(1);
    expect(worker.held()).toEqual([]);
  });

  test('is dropped when somebody else has the step by then', async () => {
    await give('opaque');
    const { away, worker } = awayDoor();
    await worker.work(await claimOne(worker), never);
    door.clock.advance(60_000);
    const other = workerOf(async () => DONE, {}, { worker: 'other' });
    expect(await other.work(await claimOne(other), never)).toBe('in_doubt');
    away.is = false;
    await worker.renew();
    expect(rowOf()?.state).toBe('in_doubt');
    expect(worker.held()).toEqual([]);
  });

  test('is an error where the fault does not pass', async () => {
    await give();
    const inbox: WorkerPorts['inbox'] = { ...door.bank.inbox, commit: (request) => (rowOf()?.state === 'started' ? Promise.reject(new UwfError('UWF-5007')) : door.bank.inbox.commit(request)) };
    const worker = workerOf(async () => DONE, { inbox });
    await expect(worker.work(await claimOne(worker), never)).rejects.toMatchObject({ code: 'UWF-5007' });
    expect(worker.held()).toEqual([]);
  });
});

test('beats tell the cloud what is being worked on', async () => {
  await give();
  const worker = workerOf(async () => DONE);
  await worker.beat();
  await claimOne(worker);
  await worker.beat();
  expect(await door.published(TOPICS.results)).toMatchObject([{ typ: 'beat', stp: 'a1', att: 1, epoch: 1, rin: 1, iss: 'site-1' }]);
});

test('beats say how far a step is once it has told', async () => {
  await give();
  let tell = (_percent: number): void => undefined;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const worker = workerOf(async (_item, { onProgress }) => {
    tell = onProgress;
    await ended;
    return DONE;
  });
  const working = worker.work(await claimOne(worker), new AbortController().signal);
  await vi.waitFor(async () => {
    tell(40);
    await worker.beat();
    expect((await door.published(TOPICS.results)).at(-1)).toMatchObject({ typ: 'beat', stp: 'a1', pct: 40 });
  });
  end();
  expect(await working).toBe('done');
});
