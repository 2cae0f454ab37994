import { describe, expect, test } from 'vitest';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { createLateAnnouncer, withDefinitions } from '#shared/application/door/announce-later.ts';
import { relayMessages } from '#shared/application/door/relay-messages.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { parseDefinitionNotice } from '#shared/application/work-messages.ts';
import { assert, InvariantError } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { BANK_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import { openCloudSide } from '#tests/support/door/cloud-side.ts';
import { SITE, siteParty, TOPICS } from '#tests/support/door/parties.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

async function released(): Promise<StoredDefinition> {
  const registered = await registerDefinition(openEngine({ manifests: createTestRelease().signer }).ports, registrationOf(BANK_DOCUMENT));
  assert(registered.ok, 'the document is accepted');
  return registered.stored;
}

async function open() {
  const { clock, ids } = openEngine().ports;
  const told: string[] = [];
  const write = (event: string, fields?: object): void => void told.push(`${event} ${JSON.stringify(fields)}`);
  const logger = { info: write, warn: write, error: write };
  const log = createMemoryMessageLog({ now: clock.now, partitions: 1 });
  const { ports, settings, steps } = openCloudSide({ log, clock, ids, logger, completion: { complete: async () => 'told', fail: async () => 'told', heartbeat: async () => 'told' } });
  const definitionStore = createMemoryDefinitionStore();
  const stored = await released();
  await definitionStore.put({ stored });
  const relayFrom = (store: Parameters<typeof withDefinitions>[1]['definitionStore']): Promise<number> => relayMessages({ clock, logger, outbox: withDefinitions(steps, { definitionStore: store, logger }), writer: ports.writer, log });
  const records = () => log.read({ topic: TOPICS.definitions, partition: 0, from: 'beginning', max: 10 });
  return { announcer: createLateAnnouncer(ports, settings), steps, stored, definitionStore, relayFrom, records, told };
}

describe('a definition that is announced by way of the outbox', () => {
  test('waits there by its revision alone, and leaves as any announcement: the document in the box, its manifest beside it', async () => {
    const { announcer, steps, stored, definitionStore, relayFrom, records } = await open();
    await announcer.announce({ stored });
    const [waiting] = await steps.claimOutbox({ now: STARTED_AT - 1, leaseMs: 0, max: 10 });
    expect(waiting).toEqual({ claims: expect.objectContaining({ typ: 'manifest', manifest: stored.pinned?.manifest }), definition: stored.revision });
    expect(await relayFrom(definitionStore)).toBe(1);
    const [record] = await records();
    assert(record !== undefined, 'it has left');
    const read = await siteParty().reader.read({ text: record.value, topic: record.topic, key: record.key, now: STARTED_AT, seen: async () => undefined });
    assert(read.ok, 'the site accepts it');
    expect([record.key, read.claims]).toEqual([SITE, waiting?.claims]);
    expect(parseDefinitionNotice(read.body ?? {})).toMatchObject({ ok: true, value: { revision: stored.revision, source: stored.program.source } });
    expect(await relayFrom(definitionStore)).toBe(0);
  });

  test('comes again when the store of definitions is away, and is lost with nothing', async () => {
    const { announcer, stored, relayFrom, records } = await open();
    await announcer.announce({ stored });
    await expect(relayFrom({ findByRevision: () => Promise.reject(new UwfError('UWF-5001')) })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(await records()).toEqual([]);
  });

  test('is given up, and told, when there is no such definition: it would keep its place for ever', async () => {
    const { announcer, steps, stored, relayFrom, records, told } = await open();
    await announcer.announce({ stored });
    expect(await relayFrom(createMemoryDefinitionStore())).toBe(0);
    expect([await records(), (await steps.backlog()).messages]).toEqual([[], 0]);
    expect(told).toEqual([`definition-not-stored ${JSON.stringify({ revision: stored.revision })}`]);
  });

  test('was released: anything else is a fault of ours', async () => {
    const { announcer, steps, stored: { pinned: _pinned, ...stored } } = await open();
    await expect(announcer.announce({ stored })).rejects.toThrow(InvariantError);
    expect((await steps.backlog()).messages).toBe(0);
  });
});
