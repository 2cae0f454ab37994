import { describe, expect, test } from 'vitest';
import { createProgramCache } from '#shared/application/program-cache.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import { openEngine, storeMachine } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

function counting(store: DefinitionStore): { readonly store: DefinitionStore; readonly reads: () => number } {
  let reads = 0;
  return { reads: () => reads, store: { ...store, findByRevision: async (request) => ((reads += 1), store.findByRevision(request)) } };
}

describe('a program cache', () => {
  test('prepares a program once', async () => {
    const harness = openEngine();
    const { revision } = await storeMachine(harness, machineOf({ a: { Type: 'Succeed' } }));
    const { store, reads } = counting(harness.ports.definitionStore);
    const cache = createProgramCache({ definitionStore: store });
    const first = await cache.load(revision);
    expect(await cache.load(revision)).toBe(first);
    expect(cache.keep(first.stored)).toBe(first);
    expect(reads()).toBe(1);
  });

  test('forgets what was not used for the longest time', async () => {
    const harness = openEngine();
    const { store, reads } = counting(harness.ports.definitionStore);
    const cache = createProgramCache({ definitionStore: store, max: 2 });
    const machines = ['a', 'b', 'c'].map((version) => machineOf({ [version]: { Type: 'Succeed' } }));
    const [a, b, c] = await Promise.all(machines.map((machine) => storeMachine(openEngine(), machine)));
    if (a === undefined || b === undefined || c === undefined) return expect.unreachable();
    await store.put({ stored: { ...b, inline: true } });
    cache.keep(a);
    cache.keep(b);
    await cache.load(a.revision);
    cache.keep(c);
    await cache.load(a.revision);
    expect(reads()).toBe(0);
    await cache.load(b.revision);
    expect(reads()).toBe(1);
  });

  test('says when a revision is not registered', async () => {
    await expect(openEngine().ports.programs.load('none')).rejects.toMatchObject({ code: 'UWF-4042' });
  });

  test('says what of a program cannot be executed', async () => {
    const harness = openEngine();
    const machine = { QueryLanguage: 'JSONata', StartAt: 'a', States: { a: { Type: 'Parallel', End: true } } } as unknown as AslMachine;
    const { revision } = await storeMachine(harness, machine);
    await expect(harness.ports.programs.load(revision)).rejects.toMatchObject({
      code: 'UWF-4222',
      details: { problems: [{ pointer: '/States/a/Branches', message: 'Expected an array' }] },
    });
  });
});
