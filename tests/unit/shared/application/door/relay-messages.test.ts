import { beforeEach, describe, expect, test } from 'vitest';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { relayMessages, type RelayPorts } from '#shared/application/door/relay-messages.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { DOOR, openStepDoor, TOPICS, wanted, type StepDoor } from '#tests/support/steps/step-door.ts';

let door: StepDoor;
let ports: RelayPorts;
beforeEach(async () => {
  door = openStepDoor();
  ports = { ...door.cloud, outbox: door.steps };
  await dispatchTasks(door.cloud, DOOR, [wanted('a1'), { ...wanted('a2'), priority: 'high' }]);
});

const left = async () => (await door.steps.claimOutbox({ now: door.clock.now() + 1_000_000, leaseMs: 0, max: 9 })).length;

describe('relayMessages()', () => {
  test('publishes each message on its topic and settles it', async () => {
    expect(await relayMessages(ports)).toBe(2);
    expect(await door.published(TOPICS.commandsBy.normal)).toMatchObject([{ stp: 'a1' }]);
    expect(await door.published(TOPICS.commandsBy.high)).toMatchObject([{ stp: 'a2' }]);
    expect(await relayMessages(ports)).toBe(0);
    expect(await left()).toBe(0);
  });

  test('publishes again, under the same id, what was published and not settled', async () => {
    const settles = { ...door.steps, settleOutbox: async () => Promise.reject(new UwfError('UWF-5001')) };
    await expect(relayMessages({ ...ports, outbox: settles })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(await relayMessages(ports), 'it is held').toBe(0);
    door.clock.advance(10_000);
    expect(await relayMessages(ports)).toBe(2);
    const [first, second] = await door.published(TOPICS.commandsBy.normal);
    expect(first).toEqual(second);
  });

  test('keeps everything when the log or a key is not there', async () => {
    const unavailable = async () => Promise.reject(new UwfError('UWF-5002'));
    await expect(relayMessages({ ...ports, log: { ...door.log, append: unavailable } })).rejects.toMatchObject({ code: 'UWF-5002' });
    door.clock.advance(10_000);
    await expect(relayMessages({ ...ports, writer: { write: unavailable } })).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await left()).toBe(2);
  });

  test('only removes what has grown too old to be accepted', async () => {
    door.clock.advance(901_000);
    expect(await relayMessages(ports)).toBe(2);
    expect(await door.published(TOPICS.commandsBy.normal)).toEqual([]);
    expect(await left()).toBe(0);
  });

  test('lets no message that can never be written keep the others waiting', async () => {
    const writer: RelayPorts['writer'] = { write: async (message) => ('stp' in message.claims && message.claims.stp === 'a1' ? Promise.reject(new UwfError('UWF-4220')) : door.cloud.writer.write(message)) };
    expect(await relayMessages({ ...ports, writer })).toBe(2);
    expect(await door.published(TOPICS.commandsBy.high)).toHaveLength(1);
    expect(await left()).toBe(0);
    expect(door.lines.join('\n')).toContain('error message-not-written {"type":"run","code":"UWF-4220","executionId":"exe-1","attemptId":"a1"}');
  });
});
