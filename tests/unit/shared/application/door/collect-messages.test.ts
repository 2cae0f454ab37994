import { beforeEach, describe, expect, test } from 'vitest';
import { collectMessages } from '#shared/application/door/collect-messages.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { tellRuntime } from '#shared/application/door/tell-runtime.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { DOOR, fromBank, keyOf, openStepDoor, START, TOPICS, unwanted, wanted, type StepDoor } from '#tests/support/steps/step-door.ts';

let door: StepDoor;
let consumer: LogConsumer;
beforeEach(async () => {
  door = openStepDoor();
  consumer = await door.answers();
  await dispatchTasks(door.cloud, DOOR, [{ ...wanted('a1'), token: 'tok' }, wanted('a2')]);
});

const stepOf = (attemptId: string): StepRow | undefined => door.steps.rows().find(({ row }) => row.key === keyOf(attemptId))?.row;
const collect = () => collectMessages(door.cloud, DOOR, { consumer, waitMs: 0 });
const tell = () => tellRuntime(door.cloud, DOOR);
const about = (attemptId: string) => ({ exe: 'exe-1', stp: attemptId, itr: '', att: 1 });
const result = (attemptId: string, outcome: 'done' | 'failed' | 'cancelled' | 'in_doubt' = 'done') => ({ ...fromBank(), ...about(attemptId), typ: 'result', outcome, epoch: 1 }) as const;
const standing = async () => (await door.steps.load({ keys: [], mids: [], site: 'site-1' })).standing;

describe('a result', () => {
  test('closes its step and is told to the engine, once', async () => {
    await door.publish(result('a1'), { output: { paid: true } });
    expect(await collect()).toEqual({ records: 1, refused: 0 });
    expect(stepOf('a1')).toMatchObject({ status: 'done', body: {} });
    expect(await tell()).toBe(1);
    expect(door.told).toEqual([{ executionId: 'exe-1', attemptId: 'a1', token: 'tok', call: 'complete', output: { paid: true } }]);
    await door.publish(result('a1'), { output: { paid: true } });
    await collect();
    expect(await tell()).toBe(0);
  });

  test.each([
    ['failed', { error: 'Declined', cause: 'no' }, 'Declined'],
    ['cancelled', undefined, 'Uwf.TaskCancelled'],
    ['in_doubt', undefined, 'Uwf.InDoubt'],
  ] as const)('that says %s fails the attempt with its error name', async (outcome, body, error) => {
    await door.publish(result('a1', outcome), body);
    await collect();
    await tell();
    expect(door.told).toMatchObject([{ call: 'fail', error }]);
  });

  test('that says something else than one before is an alarm, and changes nothing', async () => {
    await door.publish(result('a1'), { output: 1 });
    await door.publish(result('a1', 'in_doubt'));
    await collect();
    expect(stepOf('a1')?.status).toBe('done');
    expect(door.lines.join('\n')).toContain('error step-outcome-conflict');
  });

  test('is handled once, however often its record comes', async () => {
    const message = result('a1');
    await door.publish(message, { output: 1 });
    await door.publish(message, { output: 1 });
    expect(await collect()).toEqual({ records: 2, refused: 0 });
    await door.publish(message, { output: 1 });
    expect(await collect()).toEqual({ records: 1, refused: 0 });
    expect(door.deadLetters).toEqual([]);
  });

  test.each([
    ['done without an output', 'done', {}],
    ['done with something more', 'done', { output: 1, more: 2 }],
    ['failed without a cause', 'failed', { error: 'X' }],
    ['cancelled with a body', 'cancelled', { output: 1 }],
  ] as const)('that is malformed goes to the dead letters: %s', async (_what, outcome, body) => {
    await door.publish(result('a1', outcome), body);
    expect(await collect()).toEqual({ records: 1, refused: 1 });
    expect(door.deadLetters).toMatchObject([{ reject: 'malformed', topic: TOPICS.results, partition: 0, offset: 0 }]);
    expect(stepOf('a1')?.status).toBe('dispatched');
  });

  test('of another site than the one that has the step changes nothing', async () => {
    await door.publish({ ...result('a1'), iss: 'site-2' }, { output: 1 });
    expect(await collect()).toEqual({ records: 1, refused: 0 });
    expect(stepOf('a1')?.status).toBe('dispatched');
  });
});

describe('records that are no messages', () => {
  test('go to the dead letters with their place and digest, and the others are taken', async () => {
    await door.log.append({ topic: TOPICS.results, records: [{ key: 'exe-1', value: 'secret nonsense' }] });
    await door.publish(result('a1'), { output: 1 });
    expect(await collect()).toEqual({ records: 2, refused: 1 });
    expect(door.deadLetters).toEqual([{ topic: TOPICS.results, partition: 0, offset: 0, reject: 'signature', sha256: door.cloud.digest.sha256Hex('secret nonsense'), at: START }]);
    expect(door.lines.join('\n')).not.toContain('secret');
    expect(stepOf('a1')?.status).toBe('done');
  });

  test('that use a known message id for something else are an alarm', async () => {
    await door.publish(result('a1'), { output: 1 });
    await collect();
    const reader: StepDoor['cloud']['reader'] = {
      read: async (request) => {
        const opened = await door.cloud.reader.read(request);
        return opened.ok ? { ...opened, payloadHash: 'another' } : opened;
      },
    };
    const [first] = await door.published(TOPICS.results);
    if (first !== undefined) await door.publish(first, { output: 2 });
    expect(await collectMessages({ ...door.cloud, reader }, DOOR, { consumer, waitMs: 0 })).toEqual({ records: 1, refused: 1 });
    expect(door.deadLetters).toMatchObject([{ reject: 'mid-conflict' }]);
    expect(door.lines.join('\n')).toContain('error record-refused');
  });
});

test('records come again when they could not be committed', async () => {
  await door.publish(result('a1'), { output: 1 });
  const steps = { ...door.steps, commit: async () => Promise.reject(new UwfError('UWF-5001')) };
  await expect(collectMessages({ ...door.cloud, steps }, DOOR, { consumer, waitMs: 0 })).rejects.toMatchObject({ code: 'UWF-5001' });
  expect(await collect()).toEqual({ records: 1, refused: 0 });
  expect(stepOf('a1')?.status).toBe('done');
});

describe('what a site tells', () => {
  test('`hello` and every message tell the incarnation of its store', async () => {
    await door.publish({ ...fromBank({ rin: 3 }), top: TOPICS.control, typ: 'hello', site: 'site-1', boot: 'b', keys: [] });
    await collect();
    expect(await standing()).toEqual({ rin: 3, at: START });
    await door.publish({ ...fromBank({ rin: 4 }), ...about('a2'), typ: 'beat', epoch: 1 });
    await collect();
    expect((await standing()).rin).toBe(4);
  });

  test('`credit` tells how many steps may be open', async () => {
    await door.publish({ ...fromBank(), top: TOPICS.control, typ: 'credit', site: 'site-1', slots: 7, lag: 2 });
    await collect();
    expect(await standing()).toEqual({ rin: 1, slots: 7, lag: 2, at: START });
  });

  test('`stale` sends the step again to the new incarnation', async () => {
    await door.publish({ ...fromBank({ rin: 2 }), ...about('a1'), typ: 'stale', of: 'run' });
    await collect();
    expect(stepOf('a1')).toMatchObject({ status: 'pending', dueAt: START });
    expect((await standing()).rin).toBe(2);
  });

  test('`refused` sends the step again later, or ends it', async () => {
    await door.publish({ ...fromBank(), ...about('a1'), typ: 'refused', why: 'expired' });
    await door.publish({ ...fromBank(), ...about('a2'), typ: 'refused', why: 'not-allowed' });
    await collect();
    await tell();
    expect(stepOf('a1')).toMatchObject({ status: 'pending', dueAt: START + 1_000 });
    expect(stepOf('a2')?.status).toBe('failed');
    expect(door.told).toMatchObject([{ attemptId: 'a2', call: 'fail', error: 'Uwf.NotAllowed' }]);
  });

  test('`beat` reaches the engine as a heartbeat, one at a time', async () => {
    for (let beat = 0; beat < 3; beat += 1) await door.publish({ ...fromBank(), ...about('a1'), typ: 'beat', epoch: 1 });
    await collect();
    expect(await tell()).toBe(1);
    expect(door.told).toMatchObject([{ attemptId: 'a1', call: 'heartbeat', token: 'tok' }]);
  });
});

describe('tellRuntime()', () => {
  test('gives a step up that the engine does not wait for any more', async () => {
    door.engine.set('a1', 'closed');
    await door.publish({ ...fromBank(), ...about('a1'), typ: 'beat', epoch: 1 });
    await collect();
    await tell();
    expect(stepOf('a1')).toMatchObject({ cancel: 'timed-out', dueAt: START });
  });

  test('reads `closed` as already told', async () => {
    door.engine.set('a1', 'closed');
    await door.publish(result('a1'), { output: 1 });
    await collect();
    expect(await tell()).toBe(1);
    door.clock.advance(100_000);
    expect(await tell()).toBe(0);
  });

  test('tries a call that failed again after its lease, and keeps no other waiting', async () => {
    door.engine.set('a1', new UwfError('UWF-5001'));
    await door.publish(result('a1'), { output: 1 });
    await door.publish(result('a2'), { output: 2 });
    await collect();
    expect(await tell()).toBe(2);
    expect(door.told.map(({ attemptId }) => attemptId)).toEqual(['a2']);
    expect(await tell()).toBe(0);
    door.engine.delete('a1');
    door.clock.advance(10_000);
    expect(await tell()).toBe(1);
    expect(door.told.map(({ attemptId }) => attemptId)).toEqual(['a2', 'a1']);
    expect(door.lines.join('\n')).toContain('warn engine-call-postponed');
  });

  test('tells why a definition was never known, once the runner has given the step up', async () => {
    const settings = { ...DOOR, refusals: { pauseMs: 1, pauseMsMax: 1, unknownMsMax: 0 } };
    await door.publish({ ...fromBank(), ...about('a1'), typ: 'refused', why: 'unknown-definition' });
    await collectMessages(door.cloud, settings, { consumer, waitMs: 0 });
    expect(await tell()).toBe(0);
    await door.publish(result('a1', 'cancelled'));
    await collect();
    await tell();
    expect(door.told).toMatchObject([{ call: 'fail', error: 'Uwf.UnknownFunction' }]);
  });
});

test('a cancelled step is told to the engine when the runner says so, and not before', async () => {
  await dispatchTasks(door.cloud, DOOR, [unwanted('a1')]);
  expect(await tell()).toBe(0);
  await door.publish(result('a1', 'cancelled'));
  await collect();
  await tell();
  expect(door.told).toMatchObject([{ attemptId: 'a1', error: 'Uwf.TaskCancelled' }]);
});
