import { describe, expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { createCloudDoor } from '#shared/application/door/door-lanes.ts';
import { commonClaims } from '#shared/application/door/message-claims.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { MessageClaims, RefusedClaims, ResultClaims } from '#shared/core/protocol/message.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { BANK_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import { openCloudSide } from '#tests/support/door/cloud-side.ts';
import { CLOUD, GROUPS, SITE, siteParty, TENANT, TOPICS } from '#tests/support/door/parties.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine } from '#tests/support/engine-harness.ts';

/** The door of a cloud whose engine writes down what it is told. */
async function openLanes() {
  const told: string[] = [];
  const announced: string[] = [];
  const cloud = openEngine({ manifests: createTestRelease().signer });
  const { clock, ids, logger, definitionStore } = cloud.ports;
  const registered = await registerDefinition(cloud.ports, registrationOf(BANK_DOCUMENT));
  assert(registered.ok, 'the document is accepted');
  const log = createMemoryMessageLog({ now: clock.now, partitions: 1 });
  const completion = {
    complete: async ({ attemptId, output }: { readonly attemptId: string; readonly output: unknown }) => (told.push(`${attemptId} ${JSON.stringify(output)}`), 'told' as const),
    fail: async ({ attemptId, error }: { readonly attemptId: string; readonly error: string }) => (told.push(`${attemptId} ${error}`), 'told' as const),
    heartbeat: async () => 'told' as const,
  };
  const side = openCloudSide({ log, clock, ids, logger, completion });
  const announcer = { announce: async ({ stored }: { readonly stored: StoredDefinition }) => void announced.push(stored.revision) };
  const door = createCloudDoor(side.ports, side.settings, { group: GROUPS.cloud, consumer: 'collector', definitions: { definitionStore, announcer } });
  const lane = async (name: string): Promise<number> => {
    const found = door.lanes.find((one) => one.name === `door-${name}`);
    assert(found !== undefined, 'the door has such a lane');
    return found.work();
  };
  /** What the runner says of a step. */
  const say = async (message: Pick<ResultClaims, 'typ' | 'outcome'> | Pick<RefusedClaims, 'typ' | 'why'>, item: WorkItem, body?: JsonObject): Promise<void> => {
    const route = { iss: SITE, aud: CLOUD, tid: TENANT, top: TOPICS.results, cin: 1, rin: 1 };
    const about = { ...commonClaims(ids, route, { now: clock.now(), life: 'fact' }), exe: item.executionId, stp: item.attemptId, itr: '', att: 1 };
    const claims: MessageClaims = message.typ === 'result' ? { ...about, ...message, epoch: 1 } : { ...about, ...message };
    await log.append({ topic: TOPICS.results, records: [{ key: item.executionId, value: await siteParty().writer.write({ claims, ...(body === undefined ? {} : { body }) }) }] });
  };
  return { ...cloud, side, door, lane, say, told, announced, messages: log, stored: registered.stored };
}

function itemOf({ identity, revision }: StoredDefinition, n: number): WorkItem {
  return { kind: 'run', attemptId: `run-${n}:1`, executionId: `run-${n}`, definition: identity, revision, state: 'rate', resource: 'uwf:function:rate-client:1.0.0', arguments: { kind: 'fast' }, principal: 'alice', retryCount: 0 };
}

describe('the lanes of the cloud side', () => {
  test('bring a task to the log, and its answer to the engine', async () => {
    const { door, lane, say, told, messages, side, stored } = await openLanes();
    const item = itemOf(stored, 1);
    await door.door.dispatch([{ item, effect: 'idempotent', priority: 'high' }]);
    expect(await lane('relay')).toBe(1);
    expect(await lane('relay')).toBe(0);
    expect(await messages.bounds({ topic: TOPICS.commandsBy.high })).toEqual([{ partition: 0, begin: 0, end: 1 }]);
    await say({ typ: 'result', outcome: 'done' }, item, { output: { grade: 'A' } });
    expect(await lane('collect')).toBe(1);
    expect(told).toEqual([]);
    expect(await lane('tell')).toBe(1);
    expect(told).toEqual(['run-1:1 {"grade":"A"}']);
    expect([await lane('collect'), await lane('tell'), await lane('due')]).toEqual([0, 0, 0]);
    expect(side.steps.rows()).toMatchObject([{ row: { status: 'done', body: {} } }]);
  });

  test('send a step again that was silent for too long', async () => {
    const { door, lane, clock, messages, stored } = await openLanes();
    await door.door.dispatch([{ item: itemOf(stored, 1), effect: 'idempotent', priority: 'normal' }]);
    await lane('relay');
    expect(await lane('due')).toBe(0);
    clock.advance(60_000);
    expect(await lane('due')).toBe(1);
    await lane('relay');
    expect(await messages.bounds({ topic: TOPICS.commandsBy.normal })).toMatchObject([{ end: 2 }]);
  });

  test('look for steps that had no room as soon as something was heard', async () => {
    const { door, lane, say, stored } = await openLanes();
    const due = door.lanes.find(({ name }) => name === 'door-due')?.own;
    let looks = 0;
    due?.signal.subscribe(() => (looks += 1));
    await lane('collect');
    expect(looks).toBe(0);
    await door.door.dispatch([{ item: itemOf(stored, 1), effect: 'idempotent', priority: 'normal' }]);
    await say({ typ: 'result', outcome: 'cancelled' }, itemOf(stored, 1));
    await lane('collect');
    expect(looks).toBe(1);
  });

  test('announce a definition again that the runner does not know, and send the step again', async () => {
    const { door, lane, say, announced, clock, stored, side } = await openLanes();
    const items = [itemOf(stored, 1), itemOf(stored, 2)] as const;
    const own = door.lanes.find(({ name }) => name === 'door-announce')?.own;
    let signals = 0;
    own?.signal.subscribe(() => (signals += 1));
    await door.door.dispatch(items.map((item) => ({ item, effect: 'idempotent', priority: 'normal' })));
    for (const item of items) await say({ typ: 'refused', why: 'unknown-definition' }, item);
    expect(await lane('collect')).toBe(2);
    expect(signals).toBe(1);
    expect(await lane('announce')).toBe(1);
    expect(announced).toEqual([stored.revision]);
    clock.advance(1_000);
    expect(await lane('due')).toBe(2);
    expect(side.steps.rows().map(({ row }) => [row.att, row.status])).toEqual([[2, 'dispatched'], [2, 'dispatched']]);
  });

  test('announce nothing for other refusals, for what has ended, and for what nobody sent', async () => {
    const { door, lane, say, announced, stored } = await openLanes();
    const [first, second, never] = [itemOf(stored, 1), itemOf(stored, 2), itemOf(stored, 3)];
    await door.door.dispatch([first, second].map((item) => ({ item, effect: 'idempotent', priority: 'normal' })));
    await say({ typ: 'result', outcome: 'done' }, first, { output: 1 });
    await lane('collect');
    await say({ typ: 'refused', why: 'unknown-definition' }, first);
    await say({ typ: 'refused', why: 'expired' }, second);
    await say({ typ: 'refused', why: 'unknown-definition' }, never);
    expect(await lane('collect')).toBe(3);
    expect(await lane('announce')).toBe(0);
    expect(announced).toEqual([]);
  });

  test('leave the rest of the door alone when a definition cannot be announced', async () => {
    const { door, lane, say, side, stored } = await openLanes();
    const broken = createCloudDoor(side.ports, side.settings, { group: 'other', consumer: 'collector', definitions: { definitionStore: openEngine().ports.definitionStore, announcer: { announce: async () => { throw new UwfError('UWF-5002'); } } } });
    await door.door.dispatch([{ item: itemOf(stored, 1), effect: 'idempotent', priority: 'normal' }]);
    await say({ typ: 'refused', why: 'unknown-definition' }, itemOf(stored, 1));
    expect(await broken.lanes.find(({ name }) => name === 'door-collect')?.work()).toBe(1);
    expect(await lane('tell')).toBe(0);
  });

  test('are without announcements where there is nothing to announce from', async () => {
    const { side } = await openLanes();
    const plain = createCloudDoor(side.ports, side.settings, { group: GROUPS.cloud, consumer: 'collector' });
    expect(plain.lanes.map(({ name }) => name)).toEqual(['door-relay', 'door-tell', 'door-due', 'door-collect']);
  });

  test('leave the group of collectors when they close', async () => {
    const { door, lane, messages } = await openLanes();
    await lane('collect');
    const other = await messages.subscribe({ topics: [TOPICS.results], group: GROUPS.cloud, consumer: 'other' });
    await messages.append({ topic: TOPICS.results, records: [{ key: 'k', value: 'v' }] });
    expect(await other.poll({ max: 1, waitMs: 0 })).toEqual([]);
    await door.close();
    expect(await other.poll({ max: 1, waitMs: 0 })).toMatchObject([{ value: 'v' }]);
  });
});
