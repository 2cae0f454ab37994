import { describe, expect, test } from 'vitest';
import { receiveDefinitions } from '#shared/application/receive-definitions.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { BANK_DOCUMENT, OUTSIDE_DOCUMENT, OUTSIDE_RESOURCES, RATE_CLIENT, registrationOf } from '#tests/support/definitions.ts';
import { openEngine, type EngineHarness } from '#tests/support/engine-harness.ts';

const catalogue = [RATE_CLIENT];

/** The bank's side: its own registry, and the queue of the cloud's side. */
function openBank(cloud: EngineHarness): EngineHarness {
  return openEngine({ taskQueue: cloud.ports.taskQueue, clock: cloud.clock });
}

async function announced(more: { readonly inline?: boolean } = {}) {
  const cloud = openEngine();
  const registered = await registerDefinition(cloud.ports, registrationOf(BANK_DOCUMENT, more));
  assert(registered.ok, 'the document is accepted');
  return { cloud, bank: openBank(cloud), revision: registered.stored.revision };
}

/** Puts a changed copy of the notice in place of the first one. */
async function tamper({ ports }: EngineHarness, change: (body: JsonObject) => JsonObject): Promise<void> {
  const topic = ports.topics.control;
  const [notice] = await ports.taskQueue.receive({ topic, consumer: 'test', max: 1, leaseMs: 1_000, now: ports.clock.now() });
  assert(notice !== undefined, 'there is a notice');
  await ports.taskQueue.acknowledge({ topic, receipts: [notice.receipt] });
  await ports.taskQueue.publish({ topic, messages: [{ id: 'tampered', key: notice.key, body: change(notice.body) }] });
}

async function depth({ ports }: EngineHarness) {
  return ports.taskQueue.depth({ topic: ports.topics.control });
}

describe('receiveDefinitions()', () => {
  test('compiles the definition again and takes it when it comes to the same revision', async () => {
    const { bank, revision } = await announced();
    expect(await receiveDefinitions(bank.ports, { catalogue })).toBe(1);
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toMatchObject({ revision, registeredBy: 'author', inline: false });
    expect(await depth(bank)).toEqual({ waiting: 0, held: 0, dead: 0 });
    expect(bank.log).toEqual([{ level: 'info', event: 'definition-received', fields: { revision, outcome: 'stored' } }]);
  });

  test('compiles from the texts that came with it, and keeps them', async () => {
    const cloud = openEngine();
    const registered = await registerDefinition(cloud.ports, registrationOf(OUTSIDE_DOCUMENT, { resources: new Map(Object.entries(OUTSIDE_RESOURCES)), optimisation: 1 }));
    assert(registered.ok, 'the document is accepted');
    const bank = openBank(cloud);
    await receiveDefinitions(bank.ports, { catalogue });
    const { revision, pinned } = registered.stored;
    expect(pinned).toHaveProperty('resources');
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toMatchObject({ revision, pinned });
  });

  test('refuses by revision what was compiled from other texts', async () => {
    const cloud = openEngine();
    await registerDefinition(cloud.ports, registrationOf(OUTSIDE_DOCUMENT, { resources: new Map(Object.entries(OUTSIDE_RESOURCES)) }));
    const bank = openBank(cloud);
    await tamper(cloud, (body) => JSON.parse(JSON.stringify(body).replaceAll('/rate\\"', '/other\\"')));
    await receiveDefinitions(bank.ports, { catalogue });
    expect(bank.log).toMatchObject([{ event: 'definition-notice-refused', fields: { reason: 'revision-mismatch' } }]);
  });

  test('takes it once, however often it is told', async () => {
    const { cloud, bank } = await announced();
    await registerDefinition(cloud.ports, registrationOf(BANK_DOCUMENT));
    await receiveDefinitions(bank.ports, { catalogue });
    await receiveDefinitions(bank.ports, { catalogue });
    expect(bank.log.map((line) => line.fields['outcome'])).toEqual(['stored', 'unchanged']);
  });

  test('keeps an inline definition apart from registered ones', async () => {
    const { bank, revision } = await announced({ inline: true });
    await receiveDefinitions(bank.ports, { catalogue });
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toMatchObject({ inline: true });
    expect(await bank.ports.definitionStore.list()).toEqual([]);
  });

  test.each<[string, (body: JsonObject) => JsonObject]>([
    ['revision-mismatch', (body) => ({ ...body, revision: 'f'.repeat(64) })],
    ['revision-mismatch', (body) => ({ ...body, target: { name: 'test', runtime: 'step-functions', zone: 'private-cloud' } })],
    ['definition-refused', (body) => ({ ...body, source: { do: 'canary' } })],
    ['malformed-message', (body) => ({ ...body, catalogue: [] })],
  ])('refuses by %s what was changed on the way', async (reason, change) => {
    const { cloud, bank, revision } = await announced();
    await tamper(cloud, change);
    expect(await receiveDefinitions(bank.ports, { catalogue })).toBe(1);
    expect(await depth(bank)).toEqual({ waiting: 0, held: 0, dead: 1 });
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toBeUndefined();
    expect(bank.log).toEqual([{ level: 'warn', event: 'definition-notice-refused', fields: { messageId: 'tampered', reason } }]);
  });

  test('refuses what the cloud compiled with another idea of the bank\'s own functions', async () => {
    const { bank } = await announced();
    const own = { ...RATE_CLIENT, declassify: [] };
    await receiveDefinitions(bank.ports, { catalogue: [own] });
    expect(bank.log).toMatchObject([{ event: 'definition-notice-refused', fields: { reason: 'revision-mismatch' } }]);
    expect(await bank.ports.definitionStore.list()).toEqual([]);
  });

  test('refuses a second content of a version that it has', async () => {
    const first = await announced();
    await receiveDefinitions(first.bank.ports, { catalogue });
    const second = openEngine();
    await registerDefinition(second.ports, registrationOf(BANK_DOCUMENT.replace('fast', 'slow')));
    await receiveDefinitions({ ...first.bank.ports, taskQueue: second.ports.taskQueue }, { catalogue });
    expect(first.bank.log.at(-1)).toMatchObject({ event: 'definition-notice-refused', fields: { reason: 'version-conflict' } });
  });

  test('comes back to a notice that cannot be stored now', async () => {
    const { cloud, bank, revision } = await announced();
    const definitionStore = { ...bank.ports.definitionStore, put: async () => { throw new UwfError('UWF-5001'); } };
    expect(await receiveDefinitions({ ...bank.ports, definitionStore }, { catalogue })).toBe(1);
    expect(await receiveDefinitions(bank.ports, { catalogue })).toBe(0);
    cloud.clock.advance(2_000);
    expect(await receiveDefinitions(bank.ports, { catalogue })).toBe(1);
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toBeDefined();
  });
});
