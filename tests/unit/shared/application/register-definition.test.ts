import { describe, expect, test } from 'vitest';
import { hasForeignTasks, registerDefinition } from '#shared/application/register-definition.ts';
import { startExecution } from '#shared/application/start-execution.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { ResourceFetcher } from '#shared/ports/resource-fetcher.ts';
import { BANK_DOCUMENT, OUTSIDE_DOCUMENT, OUTSIDE_RESOURCES, PLAIN_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import { openEngine, peek } from '#tests/support/engine-harness.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

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

  test('tells the bank of a definition with tasks of the bank, every time', async () => {
    const harness = openEngine();
    const registered = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT));
    assert(registered.ok, 'the document is accepted');
    await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT));
    const { revision, program } = registered.stored;
    const notice = { key: revision, body: { kind: 'definition', revision, target: program.target, source: program.source, registeredBy: 'author' } };
    const topic = harness.ports.topics.control;
    expect(await harness.ports.taskQueue.depth({ topic })).toEqual({ waiting: 2, held: 0, dead: 0 });
    expect((await peek(harness, topic))[0]).toMatchObject(notice);
  });

  test('does not tell the bank of what is none of its business', async () => {
    const harness = openEngine();
    await registerDefinition(harness.ports, registrationOf(PLAIN_DOCUMENT));
    expect(await peek(harness, harness.ports.topics.control)).toEqual([]);
  });

  test('an inline definition is not listed, and told as inline', async () => {
    const harness = openEngine();
    await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { inline: true }));
    expect(await harness.ports.definitionStore.list()).toEqual([]);
    expect(await peek(harness, harness.ports.topics.control)).toMatchObject([{ body: { inline: true } }]);
  });
});

describe('a definition that needs documents from outside', () => {
  const RATES = 'https://rates.example/openapi.json';
  const fetchOf = (texts: { readonly [uri: string]: string }): ResourceFetcher => ({
    fetch: async ({ uri }) => (texts[uri] === undefined ? { ok: false, error: 'refused' } : { ok: true, value: texts[uri] }),
  });

  test('is stored, and told, with the texts that its source needs', async () => {
    const harness = openEngine();
    const registered = await registerDefinition({ ...harness.ports, resourceFetcher: fetchOf(OUTSIDE_RESOURCES) }, registrationOf(OUTSIDE_DOCUMENT, { optimisation: 1 }));
    assert(registered.ok, 'the document is accepted');
    const pinned = { resources: { [RATES]: OUTSIDE_RESOURCES[RATES] }, optimisation: 1 };
    expect(registered.stored.pinned).toEqual(pinned);
    expect(await peek(harness, harness.ports.topics.control)).toMatchObject([{ body: pinned }]);
  });

  test('is refused with the reason when one cannot be had', async () => {
    const harness = openEngine();
    const registered = await registerDefinition({ ...harness.ports, resourceFetcher: fetchOf({}) }, registrationOf(OUTSIDE_DOCUMENT));
    expect(registered).toMatchObject({ ok: false, reason: 'invalid' });
    expect(registered.diagnostics.map(({ message }) => message)).toContain(`The document at ${RATES} cannot be had: its address is not one that may be read here.`);
  });

  test('is told with the capabilities of its target, without which it may not compile again', async () => {
    const harness = openEngine();
    const target = { name: 'test', runtime: 'engine', zone: 'private-cloud', capabilities: ['uwf:grpc'] } as const;
    await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { target }));
    expect(await peek(harness, harness.ports.topics.control)).toMatchObject([{ body: { target } }]);
  });
});

test('hasForeignTasks() looks at zones, not at the number of tasks', async () => {
  const harness = openEngine();
  const bank = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT));
  const home = await registerDefinition(harness.ports, registrationOf(BANK_DOCUMENT, { target: { name: 'home', runtime: 'engine', zone: 'on-prem' } }));
  assert(bank.ok && home.ok, 'both are accepted');
  expect([bank, home].map(({ stored }) => hasForeignTasks(stored.program))).toEqual([true, false]);
});
