import { describe, expect, test } from 'vitest';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { receiveDefinitions } from '#shared/application/receive-definitions.ts';
import { registerDefinition, type RegisterRequest } from '#shared/application/register-definition.ts';
import { createMemoryMessageLog, type MemoryMessageLog } from '#shared/adapters/memory/index.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { ManifestClaims } from '#shared/core/protocol/message.ts';
import type { DeadLetter } from '#shared/ports/dead-letter-log.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { LogRecord } from '#shared/ports/message-log.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { BANK_DOCUMENT, OUTSIDE_DOCUMENT, OUTSIDE_RESOURCES, RATE_CLIENT, registrationOf } from '#tests/support/definitions.ts';
import { collectLetters, openCloudSide } from '#tests/support/door/cloud-side.ts';
import { cloudParty, forger, GROUPS, siteParty, TOPICS } from '#tests/support/door/parties.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

const release = createTestRelease();
const idle: TaskCompletion = { complete: async () => 'told', fail: async () => 'told', heartbeat: async () => 'told' };
const newLog = (): MemoryMessageLog => createMemoryMessageLog({ now: () => STARTED_AT, partitions: 1 });

/** A cloud that has registered a document and told the bank of it. */
async function announced(text = BANK_DOCUMENT, more: Partial<RegisterRequest> = {}): Promise<{ readonly cloud: EngineHarness; readonly log: MemoryMessageLog; readonly stored: StoredDefinition; again(): Promise<unknown> }> {
  const log = newLog();
  const { clock, ids, logger } = openEngine().ports;
  const side = openCloudSide({ log, clock, ids, logger, completion: idle });
  const cloud = openEngine({ manifests: release.signer, announcer: createDefinitionAnnouncer(side.ports, side.settings) });
  const again = () => registerDefinition(cloud.ports, registrationOf(text, more));
  const registered = await again();
  assert(registered.ok, 'the document is accepted');
  return { cloud, log, stored: registered.stored, again };
}

/** The bank's side: a registry of its own, its own release key to check by, and the log that comes to it. */
async function openBank(log: MemoryMessageLog, { entries = [RATE_CLIENT], trusted = release }: { readonly entries?: readonly CatalogueEntry[]; readonly trusted?: typeof release } = {}) {
  const bank = openEngine();
  const letters: DeadLetter[] = [];
  const ports = { ...bank.ports, reader: siteParty().reader, deadLetters: collectLetters(letters), manifests: trusted.verifier };
  const consumer = await log.subscribe({ topics: [TOPICS.definitions], group: GROUPS.onPrem, consumer: 'bank' });
  const receive = (more: Partial<typeof ports> = {}) => receiveDefinitions({ ...ports, ...more }, { catalogue: entries, consumer });
  return { ...bank, ports, letters, receive, rejects: () => letters.map(({ reject }) => reject) };
}

async function recordsOf(log: MemoryMessageLog): Promise<readonly LogRecord[]> {
  return log.read({ topic: TOPICS.definitions, partition: 0, from: 'beginning', max: 10 });
}

/** A log with a changed copy of the announcement, signed by the cloud all the same. */
async function tampered(log: MemoryMessageLog, change: { readonly body?: (body: JsonObject) => JsonObject; readonly claims?: (claims: ManifestClaims) => ManifestClaims }, writer = cloudParty().writer): Promise<MemoryMessageLog> {
  const [record] = await recordsOf(log);
  assert(record !== undefined, 'there is an announcement');
  const read = await siteParty().reader.read({ text: record.value, topic: record.topic, key: record.key, now: STARTED_AT, seen: async () => undefined });
  assert(read.ok && read.claims.typ === 'manifest', 'it is one');
  const { body = (same) => same, claims = (same) => same } = change;
  const other = newLog();
  await other.append({ topic: TOPICS.definitions, records: [{ key: record.key, value: await writer.write({ claims: claims(read.claims), body: body(read.body) }) }] });
  return other;
}

describe('receiveDefinitions()', () => {
  test('compiles the definition again and takes it when it comes to what the release key vouches for', async () => {
    const { log, stored } = await announced();
    const bank = await openBank(log);
    expect(await bank.receive()).toBe(1);
    const { revision, pinned } = stored;
    expect(pinned?.manifest).toBeDefined();
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toMatchObject({ revision, pinned, registeredBy: 'author', inline: false });
    expect(bank.letters).toEqual([]);
    expect(bank.log).toEqual([{ level: 'info', event: 'definition-received', fields: { revision, outcome: 'stored' } }]);
    expect(await bank.receive()).toBe(0);
  });

  test('compiles from the texts that came with it, and keeps them', async () => {
    const { log, stored } = await announced(OUTSIDE_DOCUMENT, { resources: new Map(Object.entries(OUTSIDE_RESOURCES)), optimisation: 1 });
    const bank = await openBank(log);
    await bank.receive();
    const { revision, pinned } = stored;
    expect(pinned).toMatchObject({ resources: expect.anything(), optimisation: 1 });
    expect(await bank.ports.definitionStore.findByRevision({ revision })).toMatchObject({ revision, pinned });
  });

  test('refuses by revision what was compiled from other texts', async () => {
    const { log } = await announced(OUTSIDE_DOCUMENT, { resources: new Map(Object.entries(OUTSIDE_RESOURCES)) });
    const bank = await openBank(await tampered(log, { body: (body) => JSON.parse(JSON.stringify(body).replaceAll('/rate\\"', '/other\\"')) }));
    await bank.receive();
    expect(bank.rejects()).toEqual(['revision-mismatch']);
  });

  test('takes it once, however often it is told', async () => {
    const { log, again } = await announced();
    await again();
    const bank = await openBank(log);
    await bank.receive();
    await bank.receive();
    expect(bank.log.map((line) => line.fields['outcome'])).toEqual(['stored', 'unchanged']);
  });

  test('takes the manifest of a new release key over the one before, so that the old key can go', async () => {
    const { log, stored } = await announced();
    const bank = await openBank(log);
    await bank.receive();
    const next = createTestRelease('release-2');
    const manifest = await next.signer.sign({ subject: subjectOf(stored.program, stored.revision), releasedBy: 'author', at: STARTED_AT });
    const again = await openBank(await tampered(log, { claims: (claims) => ({ ...claims, manifest }) }), { trusted: next });
    const { definitionStore } = bank.ports;
    await again.receive({ definitionStore });
    expect(again.rejects()).toEqual([]);
    expect(await definitionStore.findByRevision({ revision: stored.revision })).toMatchObject({ pinned: { manifest } });
  });

  test('keeps an inline definition apart from registered ones', async () => {
    const { log, stored } = await announced(BANK_DOCUMENT, { inline: true });
    const bank = await openBank(log);
    await bank.receive();
    expect(await bank.ports.definitionStore.findByRevision({ revision: stored.revision })).toMatchObject({ inline: true });
    expect(await bank.ports.definitionStore.list()).toEqual([]);
  });

  test.each<[string, (body: JsonObject) => JsonObject]>([
    ['revision-mismatch', (body) => ({ ...body, revision: 'f'.repeat(64) })],
    ['revision-mismatch', (body) => ({ ...body, target: { name: 'test', runtime: 'step-functions', zone: 'private-cloud' } })],
    ['definition-refused', (body) => ({ ...body, source: { do: 'canary' } })],
    ['malformed', (body) => ({ ...body, catalogue: [] })],
    ['malformed', () => ({})],
  ])('refuses by %s what the cloud changed afterwards', async (reject, body) => {
    const { log, stored } = await announced();
    const bank = await openBank(await tampered(log, { body }));
    expect(await bank.receive()).toBe(1);
    expect(bank.letters).toEqual([{ topic: TOPICS.definitions, partition: 0, offset: 0, reject, sha256: expect.stringMatching(/^[0-9a-f]{64}$/u), at: STARTED_AT }]);
    expect(await bank.ports.definitionStore.findByRevision({ revision: stored.revision })).toBeUndefined();
    expect(bank.log).toEqual([{ level: 'warn', event: 'record-refused', fields: { topic: TOPICS.definitions, partition: 0, offset: 0, reject } }]);
    expect(await bank.receive()).toBe(0);
  });

  test('refuses what the release key does not vouch for: another key, another definition, no signature', async () => {
    const { log, stored } = await announced();
    const other = { ...stored, program: { ...stored.program, identity: { ...stored.identity, version: '2.0.0' } } };
    const manifestOf = (key: typeof release, { program, revision }: StoredDefinition) => key.signer.sign({ subject: subjectOf(program, revision), releasedBy: 'author', at: STARTED_AT });
    const manifests = [await manifestOf(createTestRelease('release-2'), stored), await manifestOf(release, other), `${stored.pinned?.manifest ?? ''}AA`, 'a.b.c'];
    for (const manifest of manifests) {
      const bank = await openBank(await tampered(log, { claims: (claims) => ({ ...claims, manifest }) }));
      await bank.receive();
      expect(bank.rejects()).toEqual(['manifest-refused']);
      expect(await bank.ports.definitionStore.list()).toEqual([]);
    }
  });

  test('refuses what it was not sent, by the code of the check that it breaks', async () => {
    const { log } = await announced();
    const cases: readonly [string, MemoryMessageLog][] = [
      ['signature', await tampered(log, {}, forger())],
      ['audience', await tampered(log, { claims: (claims) => ({ ...claims, aud: 'runner-2' }) })],
      ['topic', await tampered(log, { claims: (claims) => ({ ...claims, top: TOPICS.control }) })],
    ];
    for (const [reject, other] of cases) {
      const bank = await openBank(other);
      await bank.receive();
      expect(bank.rejects()).toEqual([reject]);
    }
  });

  test('takes one definition although another of the same batch is refused', async () => {
    const { log, stored } = await announced();
    await log.append({ topic: TOPICS.definitions, records: [{ key: 'k', value: 'canary' }] });
    const bank = await openBank(log);
    expect(await bank.receive()).toBe(2);
    expect(bank.rejects()).toEqual(['encoding']);
    expect(JSON.stringify([bank.letters, bank.log])).not.toContain('canary');
    expect(await bank.ports.definitionStore.findByRevision({ revision: stored.revision })).toBeDefined();
  });

  test("refuses what the cloud compiled with another idea of the bank's own functions", async () => {
    const { log } = await announced();
    const bank = await openBank(log, { entries: [{ ...RATE_CLIENT, declassify: [] }] });
    await bank.receive();
    expect(bank.rejects()).toEqual(['revision-mismatch']);
    expect(await bank.ports.definitionStore.list()).toEqual([]);
  });

  test('refuses a second content of a version that it has', async () => {
    const first = await announced();
    const bank = await openBank(first.log);
    await bank.receive();
    const second = await announced(BANK_DOCUMENT.replace('fast', 'slow'));
    const [record] = await recordsOf(second.log);
    assert(record !== undefined, 'there is an announcement');
    await first.log.append({ topic: TOPICS.definitions, records: [record] });
    await bank.receive();
    expect(bank.rejects()).toEqual(['version-conflict']);
  });

  test('comes back to what it could not store, or say that it refused', async () => {
    const { log, stored } = await announced();
    const bank = await openBank(log);
    const definitionStore = { ...bank.ports.definitionStore, put: async () => { throw new UwfError('UWF-5001'); } };
    await expect(bank.receive({ definitionStore })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(await bank.receive()).toBe(1);
    expect(await bank.ports.definitionStore.findByRevision({ revision: stored.revision })).toBeDefined();
    await log.append({ topic: TOPICS.definitions, records: [{ key: 'k', value: 'x' }] });
    await expect(bank.receive({ deadLetters: { append: async () => { throw new UwfError('UWF-5002'); } } })).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await bank.receive()).toBe(1);
    expect(bank.rejects()).toEqual(['encoding']);
  });
});
