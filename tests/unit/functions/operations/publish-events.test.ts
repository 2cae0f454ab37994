import { beforeEach, describe, expect, test } from 'vitest';
import { createApi, type Api } from '#functions/middleware/chain.ts';
import { operations } from '#functions/operations/table.ts';
import { openLoop } from '#shared/core/events/mailbox.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { send, type TestAnswer } from '#tests/support/api/requests.ts';
import { createTestPorts, issueToken, type TestPorts } from '#tests/support/api/test-api.ts';

describe('POST /api/events', () => {
  let api: Api;
  let world: TestPorts;
  beforeEach(async () => {
    world = await createTestPorts();
    api = createApi(operations, world.ports);
  });

  const publish = async (json: JsonValue, scopes?: readonly string[]): Promise<TestAnswer> =>
    send(api, { method: 'POST', target: '/api/events', token: await issueToken(scopes === undefined ? {} : { scopes }), json });

  async function published(): Promise<readonly JsonValue[]> {
    const { eventBus } = world.ports;
    await eventBus.open({ id: 's', topics: 'all', since: 0, state: { kind: 'mailbox', executionId: 'e', mailbox: openLoop({ strategy: { any: [] }, read: 'data', variables: {} }) } });
    const subscriber = await eventBus.load({ id: 's' });
    return subscriber === undefined ? [] : (await eventBus.unseen({ subscriber, max: 100 })).events;
  }

  test('publishes an event, with what it lacks filled in', async () => {
    const answer = await publish({ type: 'paid', data: { n: 1 } });
    expect(answer.status).toBe(202);
    expect(answer.value).toEqual({ events: [{ id: expect.any(String), source: 'urn:uwf:principal:partner-1', isNew: true }], count: 1 });
    expect(await published()).toEqual([{ specversion: '1.0', id: expect.any(String), source: 'urn:uwf:principal:partner-1', time: expect.any(String), type: 'paid', data: { n: 1 } }]);
  });

  test('publishes several, and each of them once', async () => {
    const event = { type: 'paid', source: 'shop', id: 'e-1', time: '2026-01-01T00:00:00Z', specversion: '1.0' };
    expect((await publish([event, { ...event, id: 'e-2' }])).value['count']).toBe(2);
    expect((await publish(event)).value).toEqual({ events: [{ id: 'e-1', source: 'shop', isNew: false }], count: 1 });
    expect(await published()).toEqual([event, { ...event, id: 'e-2' }]);
  });

  test('publishes none when one of them is wrong, and says which, without a value of it', async () => {
    const answer = await publish([{ type: 'paid' }, { type: 'paid', time: 'canary-4711' }]);
    expect(answer.status).toBe(422);
    expect(answer.value).toMatchObject({ code: 'UWF-4220', errors: [{ pointer: '/1' }] });
    expect(JSON.stringify([answer.value, world.log])).not.toContain('canary');
    expect(await published()).toEqual([]);
  });

  test.each<readonly [JsonValue]>([[[]], [{}], [{ type: 5 }], ['text'], [null], [[[]]], [{ type: 'a', specversion: '0.3' }]])('refuses %j', async (body) => {
    const { status } = await publish(body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  test('needs the scope', async () => {
    expect((await publish({ type: 'paid' }, ['workflows:run'])).status).toBe(403);
  });
});
