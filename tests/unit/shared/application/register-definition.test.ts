import { describe, expect, test } from 'vitest';
import { hasForeignTasks, registerDefinition } from '#shared/application/register-definition.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ResourceFetcher } from '#shared/ports/resource-fetcher.ts';
import { BANK_DOCUMENT, OUTSIDE_DOCUMENT, OUTSIDE_RESOURCES, PLAIN_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine, type EngineHarness } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

const release = createTestRelease();

/** An engine that releases what it registers, and keeps what it told the bank. */
function openReleasing(more: Partial<EnginePorts> = {}): EngineHarness & { readonly announced: readonly StoredDefinition[] } {
  const announced: StoredDefinition[] = [];
  return { ...openEngine({ manifests: release.signer, announcer: { announce: async ({ stored }) => void announced.push(stored) }, ...more }), announced };
}

describe('registerDefinition()', () => {
  test('compiles and stores a version under the digest of its program', async () => {
    const harness = openEngine();
    const registered = await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT));
    assert(registered.ok, 'the document is accepted');
    const { stored, outcome } = registered;
    expect(outcome).toBe('stored');
    expect(stored).toMatchObject({ identity: { namespace: 'tests', name: 'plain', version: '1.0.0' }, registeredAt: STARTED_AT, registeredBy: 'author', inline: false });
    expect(await harness.ports.definitionStore.find({ name: 'plain' })).toEqual(stored);
    const { executionId } = await startExecution(harness.ports, { stored, input: {}, principal: 'alice' });
    expect((await harness.ports.executionStore.load({ executionId }))?.record).toMatchObject({ status: 'succeeded', output: { greeting: 'hello' } });
  });

  test('the same again changes nothing, and gives what was registered first', async () => {
    const harness = openEngine();
    const first = await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT));
    harness.clock.advance(1_000);
    const again = await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT, { registeredBy: 'other' }));
    expect(again).toEqual({ ...first, outcome: 'unchanged' });
  });

  test('the same version with other content is refused', async () => {
    const harness = openEngine();
    await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT));
    const other = registrationOf(PLAIN_DOCUMENT.replace('hello', 'good morning'));
    await expect(registerDefinition(harness.ports, other)).rejects.toMatchObject({ code: 'UWF-4090' });
  });

  test('a document with errors is answered with its diagnostics, and nothing is stored', async () => {
    const harness = openEngine();
    const registered = await registerDefinition(harness.ports, registrationOf('document: {'));
    expect(registered).toMatchObject({ ok: false, reason: 'invalid' });
    expect(registered.diagnostics.length).toBeGreaterThan(0);
    expect(await harness.ports.definitionStore.list()).toEqual([]);
  });

  test('what the runtime could never carry out is not stored: its number stays free', async () => {
    const harness = openEngine();
    const refusing = { check: () => { throw new UwfError('UWF-4222'); }, publish: async () => undefined };
    await expect(registerDefinition({ ...harness.ports, runtime: refusing }, registrationOf(PLAIN_DOCUMENT))).rejects.toMatchObject({ code: 'UWF-4222' });
    expect(await harness.ports.definitionStore.list()).toEqual([]);
  });

  test('tells the bank of a definition with tasks of the bank, every time, as it was released', async () => {
    const harness = openReleasing();
    const registered = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT));
    assert(registered.ok, 'the document is accepted');
    harness.clock.advance(5_000);
    await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { registeredBy: 'other' }));
    const { stored } = registered;
    const own = subjectOf(stored.program, stored.revision);
    const released = await Promise.all(harness.announced.map(({ pinned }) => release.verifier.verify({ manifest: pinned?.manifest ?? '', own })));
    expect(released).toMatchObject([{ ok: true, value: { releasedBy: 'author', at: STARTED_AT / 1_000 } }, { ok: true, value: { releasedBy: 'other', at: STARTED_AT / 1_000 + 5 } }]);
    expect(await harness.ports.definitionStore.findByRevision({ revision: stored.revision })).toEqual({ ...stored, pinned: harness.announced[1]?.pinned });
  });

  test('releases what was registered before there were releases, or with another release key', async () => {
    const harness = openReleasing();
    const { manifests: _manifests, announcer: _announcer, ...before } = harness.ports;
    await registerDefinition(before, registrationOf(BANK_DOCUMENT));
    const next = createTestRelease('release-2');
    for (const manifests of [release.signer, next.signer]) await registerDefinition({ ...harness.ports, manifests }, registrationOf(BANK_DOCUMENT));
    const verified = await Promise.all(harness.announced.map(({ pinned, program, revision }) => next.verifier.verify({ manifest: pinned?.manifest ?? '', own: subjectOf(program, revision) })));
    expect(verified.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('does not tell the bank of what is none of its business', async () => {
    const harness = openReleasing();
    await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT));
    expect(harness.announced).toEqual([]);
  });

  test('tells nobody where there is no other zone', async () => {
    const registered = await registerDefinition(openEngine().ports, registrationOf(BANK_DOCUMENT));
    expect(registered).toMatchObject({ ok: true, outcome: 'stored' });
  });

  test('has stored what it could not tell, and tells it when it is registered again', async () => {
    const harness = openReleasing();
    const down: Partial<EnginePorts> = { announcer: { announce: async () => { throw new UwfError('UWF-5002'); } } };
    await expect(registerDefinition({ ...harness.ports, ...down }, registrationOf(BANK_DOCUMENT))).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT))).toMatchObject({ ok: true, outcome: 'unchanged' });
    expect(harness.announced).toHaveLength(1);
  });

  test('an inline definition is not listed, and told as inline', async () => {
    const harness = openReleasing();
    await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { inline: true }));
    expect(await harness.ports.definitionStore.list()).toEqual([]);
    expect(harness.announced).toMatchObject([{ inline: true }]);
  });
});

describe('a definition that needs documents from outside', () => {
  const RATES = 'https://rates.example/openapi.json';
  const fetchOf = (texts: { readonly [uri: string]: string }): ResourceFetcher => ({
    fetch: async ({ uri }) => (texts[uri] === undefined ? { ok: false, error: 'refused' } : { ok: true, value: texts[uri] }),
  });

  test('is stored, and told, with the texts that its source needs', async () => {
    const harness = openReleasing();
    const registered = await registerDefinition({ ...harness.ports, resourceFetcher: fetchOf(OUTSIDE_RESOURCES) }, registrationOf(OUTSIDE_DOCUMENT, { optimisation: 1 }));
    assert(registered.ok, 'the document is accepted');
    const pinned = { resources: { [RATES]: OUTSIDE_RESOURCES[RATES] }, optimisation: 1 };
    expect(registered.stored.pinned).toEqual({ ...pinned, manifest: expect.any(String) });
    expect(harness.announced).toEqual([registered.stored]);
  });

  test('is refused with the reason when one cannot be had', async () => {
    const harness = openEngine();
    const registered = await registerDefinition({ ...harness.ports, resourceFetcher: fetchOf({}) }, registrationOf(OUTSIDE_DOCUMENT));
    expect(registered).toMatchObject({ ok: false, reason: 'invalid' });
    expect(registered.diagnostics.map(({ message }) => message)).toContain(`The document at ${RATES} cannot be had: its address is not one that may be read here.`);
  });
});

test('hasForeignTasks() looks at zones, not at the number of tasks', async () => {
  const harness = openEngine();
  const bank = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT));
  const home = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { target: { name: 'home', runtime: 'engine', zone: 'on-prem' } }));
  assert(bank.ok && home.ok, 'both are accepted');
  expect([bank, home].map(({ stored }) => hasForeignTasks(stored.program))).toEqual([true, false]);
});
