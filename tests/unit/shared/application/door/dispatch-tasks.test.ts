import { beforeEach, describe, expect, test } from 'vitest';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { dispatchDue } from '#shared/application/door/dispatch-due.ts';
import { relayMessages } from '#shared/application/door/relay-messages.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import { DOOR, keyOf, openStepDoor, TOPICS, unwanted, wanted, type StepDoor } from '#tests/support/steps/step-door.ts';

let door: StepDoor;
beforeEach(() => {
  door = openStepDoor();
});

const stepOf = (attemptId: string, scope = ''): StepRow | undefined => door.steps.rows().find(({ row }) => row.key === keyOf(attemptId, scope))?.row;
const waiting = async () => (await door.steps.claimOutbox({ now: door.clock.now(), leaseMs: 0, max: 100 })).map(({ claims }) => claims);

describe('dispatchTasks()', () => {
  test('takes work of the engine into a step and sends it in the same transaction', async () => {
    await dispatchTasks(door.cloud, DOOR, [{ ...wanted('a1', { scope: '0.2', deadline: 99, visit: 4 }), trace: '00-0-0-00', token: 'tok' }]);
    expect(stepOf('a1', '0.2')).toMatchObject({ status: 'dispatched', att: 1, site: 'site-1', kind: 'idempotent', token: 'tok', deadline: 99 });
    const [message] = await door.steps.claimOutbox({ now: door.clock.now(), leaseMs: 0, max: 9 });
    expect(message?.claims).toMatchObject({
      typ: 'run', v: 1, iss: 'cloud', aud: 'site-1', tid: 'bank', top: TOPICS.commandsBy.normal, exe: 'exe-1', stp: 'a1', itr: '0.2', att: 1, cin: 1, rin: 1,
      act: 'uwf:function:pay:1.0.0', wfd: 'a'.repeat(64), key: keyOf('a1', '0.2'), kind: 'idempotent', ddl: 99, apr: [], trc: '00-0-0-00',
    });
    expect(message?.body).toEqual({ definition: { namespace: 'bank', name: 'payment', version: '1.0.0' }, state: 'pay', arguments: { amount: 1 }, principal: 'partner', retryCount: 0, visit: 4 });
    expect(JSON.stringify(message), 'the token stays in the cloud').not.toContain('tok');
  });

  test('changes nothing when it is given the same again', async () => {
    await dispatchTasks(door.cloud, DOOR, [wanted('a1'), wanted('a1')]);
    const before = stepOf('a1');
    await dispatchTasks(door.cloud, DOOR, [wanted('a1', { arguments: { amount: 2 } })]);
    expect(stepOf('a1')).toEqual(before);
    expect(await waiting()).toHaveLength(1);
  });

  test('sends each priority on its own topic, cancellations with their step', async () => {
    await dispatchTasks(door.cloud, DOOR, [{ ...wanted('a1'), priority: 'critical' }, { ...wanted('a2'), priority: 'low' }]);
    await dispatchTasks(door.cloud, DOOR, [unwanted('a2')]);
    expect((await waiting()).map(({ typ, top }) => [typ, top])).toEqual([['run', TOPICS.commandsBy.critical], ['run', TOPICS.commandsBy.low], ['cancel', TOPICS.commandsBy.low]]);
  });

  test('asks the runner about a cancelled step, and tells the engine nothing', async () => {
    await dispatchTasks(door.cloud, DOOR, [wanted('a1'), unwanted('a1')]);
    expect(stepOf('a1')).toMatchObject({ status: 'dispatched', cancel: 'stopped', att: 1 });
    expect((await waiting()).map((claims) => [claims.typ, 'att' in claims ? claims.att : 0])).toEqual([['run', 1], ['cancel', 1]]);
    expect(await door.steps.claimCalls({ now: door.clock.now(), leaseMs: 0, max: 9 })).toEqual([]);
  });

  test('keeps a cancellation that comes before its work, which is then never sent', async () => {
    await dispatchTasks(door.cloud, DOOR, [unwanted('a1')]);
    await dispatchTasks(door.cloud, DOOR, [wanted('a1')]);
    expect((await waiting()).map((claims) => [claims.typ, 'att' in claims ? claims.att : 9])).toEqual([['cancel', 0]]);
  });

  test('sends no more than the site has room for; the rest waits for its turn', async () => {
    await door.steps.commit({ changes: [], sites: [{ site: 'site-1', rin: 1, slots: 2, at: 1 }] });
    await dispatchTasks(door.cloud, DOOR, ['a1', 'a2', 'a3', 'a4'].map((attemptId) => wanted(attemptId)));
    expect(['a1', 'a2', 'a3', 'a4'].map((attemptId) => stepOf(attemptId)?.status)).toEqual(['dispatched', 'dispatched', 'pending', 'pending']);
    expect(await dispatchDue(door.cloud, DOOR)).toBe(0);
    await door.steps.commit({ changes: [], sites: [{ site: 'site-1', rin: 1, slots: 3, at: 1 }] });
    expect(await dispatchDue(door.cloud, DOOR)).toBe(1);
    expect(stepOf('a3')?.status).toBe('dispatched');
    expect(await dispatchDue(door.cloud, { ...DOOR, openMax: 2 }), 'the own bound holds too').toBe(0);
  });

  test('fails a step that is over the size of a message, and sends nothing of it', async () => {
    await dispatchTasks(door.cloud, DOOR, [wanted('a1', { arguments: 'ü'.repeat(80_000) })]);
    expect(stepOf('a1')).toMatchObject({ status: 'failed', body: {} });
    expect(await waiting()).toEqual([]);
    expect(await door.steps.claimCalls({ now: door.clock.now(), leaseMs: 0, max: 9 })).toMatchObject([{ call: { kind: 'fail', error: 'States.DataLimitExceeded' } }]);
  });

  test('asks an engine elsewhere about steps that a restored store does not know', async () => {
    door.cin.raise();
    door.engine.set('a1', 'closed');
    await dispatchTasks(door.cloud, DOOR, [wanted('a1'), wanted('a2')]);
    expect([stepOf('a1'), stepOf('a2')?.status]).toEqual([undefined, 'dispatched']);
    const { completion: _completion, ...same } = door.cloud;
    await dispatchTasks(same, DOOR, [wanted('a1')]);
    expect(stepOf('a1')?.status).toBe('dispatched');
  });
});

describe('dispatchDue()', () => {
  beforeEach(() => dispatchTasks(door.cloud, DOOR, [wanted('a1')]));

  test('sends a silent step again, and nothing that was heard of', async () => {
    expect(await dispatchDue(door.cloud, DOOR)).toBe(0);
    door.clock.advance(1_000);
    expect(await dispatchDue(door.cloud, DOOR)).toBe(1);
    expect(stepOf('a1')).toMatchObject({ att: 2, dueAt: door.clock.now() + 2_000 });
    expect((await waiting()).map(({ mid }) => mid)).toHaveLength(2);
  });

  test('sends everything that is open again to a site whose store was restored', async () => {
    await door.steps.commit({ changes: [], sites: [{ site: 'site-1', rin: 5, at: 1 }] });
    expect(await dispatchDue(door.cloud, DOOR)).toBe(1);
    expect((await waiting()).at(-1)).toMatchObject({ typ: 'run', att: 2, rin: 5 });
    expect(await dispatchDue(door.cloud, DOOR)).toBe(0);
  });

  test('sends everything that is open again once its own store was restored, and cancels what the engine has given up since', async () => {
    await dispatchTasks(door.cloud, DOOR, [wanted('a2')]);
    door.cin.raise();
    door.engine.set('a2', 'closed');
    expect(await dispatchDue(door.cloud, DOOR)).toBe(2);
    expect((await waiting()).slice(2)).toMatchObject([{ typ: 'run', stp: 'a1', att: 2, cin: 2 }, { typ: 'cancel', stp: 'a2', att: 1, cin: 2 }]);
    expect(door.told.map(({ call }) => call)).toEqual(['heartbeat', 'heartbeat']);
    expect(await dispatchDue(door.cloud, DOOR)).toBe(0);
  });
});

test('a relay that publishes later still finds everything', async () => {
  await dispatchTasks(door.cloud, DOOR, [wanted('a1'), wanted('a2')]);
  expect(await relayMessages({ ...door.cloud, outbox: door.steps })).toBe(2);
  expect((await door.published(TOPICS.commandsBy.normal)).map((claims) => ('stp' in claims ? claims.stp : ''))).toEqual(['a1', 'a2']);
  expect(await waiting()).toEqual([]);
});
