import { describe, expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { registerDefinition, type RegisterRequest } from '#shared/application/register-definition.ts';
import { parseDefinitionNotice } from '#shared/application/work-messages.ts';
import { assert, InvariantError } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { BANK_DOCUMENT, OUTSIDE_DOCUMENT, OUTSIDE_RESOURCES, registrationOf } from '#tests/support/definitions.ts';
import { openCloudSide } from '#tests/support/door/cloud-side.ts';
import { CLOUD, SITE, siteParty, TENANT, TOPICS } from '#tests/support/door/parties.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

const WEEK_SECONDS = 7 * 24 * 60 * 60;

function openAnnouncer() {
  const { clock, ids, logger } = openEngine().ports;
  const log = createMemoryMessageLog({ now: clock.now, partitions: 1 });
  const side = openCloudSide({ log, clock, ids, logger, completion: { complete: async () => 'told', fail: async () => 'told', heartbeat: async () => 'told' } });
  const read = async () => {
    const records = await log.read({ topic: TOPICS.definitions, partition: 0, from: 'beginning', max: 10 });
    return Promise.all(records.map(async ({ key, topic, value }) => ({ key, read: await siteParty().reader.read({ text: value, topic, key, now: STARTED_AT, seen: async () => undefined }) })));
  };
  return { side, log, read, announcer: createDefinitionAnnouncer(side.ports, side.settings) };
}

async function released(text: string, more: Partial<RegisterRequest> = {}): Promise<StoredDefinition> {
  const registered = await registerDefinition(openEngine({ manifests: createTestRelease().signer }).ports, registrationOf(text, more));
  assert(registered.ok, 'the document is accepted');
  return registered.stored;
}

describe('a definition that is announced', () => {
  test('lies in the log for the site, with its manifest beside the document in the box', async () => {
    const { announcer, read } = openAnnouncer();
    const stored = await released(BANK_DOCUMENT);
    await announcer.announce({ stored });
    const [record] = await read();
    expect(record).toMatchObject({
      key: SITE,
      read: {
        ok: true,
        claims: { typ: 'manifest', iss: CLOUD, aud: SITE, tid: TENANT, top: TOPICS.definitions, site: SITE, manifest: stored.pinned?.manifest, cin: 1, rin: 1, iat: STARTED_AT / 1_000, exp: STARTED_AT / 1_000 + WEEK_SECONDS },
      },
    });
    const body = record?.read.ok === true ? record.read.body : {};
    expect(parseDefinitionNotice(body)).toEqual({ ok: true, value: { kind: 'definition', revision: stored.revision, target: stored.program.target, source: stored.program.source, registeredBy: 'author' } });
  });

  test('takes along what it cannot be compiled again without: texts, level, capabilities; and that it is inline', async () => {
    const { announcer, read } = openAnnouncer();
    const target = { name: 'test', runtime: 'engine', zone: 'private-cloud', capabilities: ['uwf:grpc'] } as const;
    await announcer.announce({ stored: await released(OUTSIDE_DOCUMENT, { resources: new Map(Object.entries(OUTSIDE_RESOURCES)), optimisation: 1, target, inline: true }) });
    const resources = { 'https://rates.example/openapi.json': OUTSIDE_RESOURCES['https://rates.example/openapi.json'] };
    expect(await read()).toMatchObject([{ read: { ok: true, body: { resources, optimisation: 1, target, inline: true } } }]);
  });

  test('names both stores as they are now, and is another message each time', async () => {
    const { announcer, read, side } = openAnnouncer();
    const stored = await released(BANK_DOCUMENT);
    await announcer.announce({ stored });
    side.incarnation.raise();
    await side.steps.commit({ changes: [], sites: [{ site: SITE, rin: 3, at: STARTED_AT }] });
    await announcer.announce({ stored });
    const [first, second] = (await read()).map((record) => (record.read.ok ? record.read.claims : undefined));
    expect(second).toMatchObject({ cin: 2, rin: 3 });
    expect(second?.mid).not.toBe(first?.mid);
  });

  test('was released: anything else is a fault of ours', async () => {
    const { announcer, read } = openAnnouncer();
    const { pinned: _pinned, ...stored } = await released(BANK_DOCUMENT);
    await expect(announcer.announce({ stored })).rejects.toThrow(InvariantError);
    expect(await read()).toEqual([]);
  });

  test('is not announced when the log cannot be reached, and that is told', async () => {
    const { side, log } = openAnnouncer();
    const announcer = createDefinitionAnnouncer({ ...side.ports, log: { ...log, append: async () => { throw new UwfError('UWF-5002'); } } }, side.settings);
    await expect(announcer.announce({ stored: await released(BANK_DOCUMENT) })).rejects.toMatchObject({ code: 'UWF-5002' });
  });
});
