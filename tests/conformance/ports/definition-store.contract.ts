import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

const START = 1_795_401_234_567;

interface Parts {
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
  readonly target?: string;
  readonly revision?: string;
  readonly inline?: boolean;
  readonly source?: CompiledProgram['source'];
  readonly registeredBy?: string;
  readonly pinned?: StoredDefinition['pinned'];
}

function definition(parts: Parts = {}): StoredDefinition {
  const identity = { namespace: parts.namespace ?? 'bank', name: parts.name ?? 'pay', version: parts.version ?? '1.0.0' };
  const target = { name: parts.target ?? 'private-cloud', runtime: 'engine', zone: 'private-cloud' } as const;
  const program: CompiledProgram = {
    identity,
    compilerVersion: '1',
    target,
    machine: { QueryLanguage: 'JSONata', StartAt: 'a', States: { a: { Type: 'Succeed' } } },
    sourceMap: { states: {}, fields: {} },
    placement: { zone: 'private-cloud', tasks: {}, input: [] },
    evidence: { flows: [], declassifications: [], observations: [] },
    inputSchema: true,
    source: parts.source ?? { document: { ...identity } },
  };
  const revision = parts.revision ?? `${identity.namespace}.${identity.name}@${identity.version}/${target.name}`;
  return { identity, revision, program, ...(parts.pinned === undefined ? {} : { pinned: parts.pinned }), registeredAt: START, registeredBy: parts.registeredBy ?? 'alice', inline: parts.inline ?? false };
}

/** What every registry must do. */
export function definitionStoreContract(name: string, open: Open<DefinitionStore>): void {
  describe(`DefinitionStore on ${name}`, () => {
    let opened: Opened<DefinitionStore>;
    let store: DefinitionStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.port;
    });
    afterEach(() => opened.close());

    const put = (parts: Parts = {}) => store.put({ stored: definition(parts) });
    const versions = async () => (await store.list()).map(({ identity }) => `${identity.namespace}.${identity.name}@${identity.version}`);

    test('knows nothing at first', async () => {
      expect(await store.find({ name: 'pay' })).toBeUndefined();
      expect(await store.findByRevision({ revision: 'r' })).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    test('keeps what a version was compiled from beside its source', async () => {
      const parts: Parts = { pinned: { resources: { 'https://a.example/x?y=1': `${LARGE_TEXT}\u0000"` }, optimisation: 2 } };
      await put(parts);
      expect(await store.findByRevision({ revision: definition().revision })).toEqual(definition(parts));
      expect(await store.list()).toEqual([definition(parts)]);
    });

    test('finds what it stored, by name and by revision', async () => {
      expect(await put()).toBe('stored');
      expect(await store.find({ namespace: 'bank', name: 'pay', version: '1.0.0' })).toEqual(definition());
      expect(await store.findByRevision({ revision: definition().revision })).toEqual(definition());
      expect(await store.list()).toEqual([definition()]);
    });

    test('changes nothing when the same revision is stored again', async () => {
      await put();
      expect(await put({ registeredBy: 'bob' })).toBe('unchanged');
      expect((await store.find({ name: 'pay' }))?.registeredBy).toBe('alice');
    });

    test('takes the manifest of a revision that is released anew, and nothing else of it', async () => {
      await put({ pinned: { optimisation: 2, resources: { 'https://a.example/x': 'text' } } });
      expect(await put({ registeredBy: 'bob', pinned: { manifest: 'a.b.c' } })).toBe('unchanged');
      const pinned = { optimisation: 2, resources: { 'https://a.example/x': 'text' }, manifest: 'a.b.c' } as const;
      expect(await store.findByRevision({ revision: definition().revision })).toEqual(definition({ pinned }));
      expect(await put({ pinned: { manifest: 'd.e.f' } })).toBe('unchanged');
      expect(await put()).toBe('unchanged');
      expect(await store.find({ name: 'pay' })).toEqual(definition({ pinned: { ...pinned, manifest: 'd.e.f' } }));
      expect(await put({ revision: 'other', pinned: { manifest: 'g.h.i' } })).toBe('conflict');
      expect(await store.find({ name: 'pay' })).toMatchObject({ pinned: { manifest: 'd.e.f' } });
    });

    test('takes the manifest of an inline revision that is released anew', async () => {
      await put({ inline: true });
      expect(await put({ inline: true, pinned: { manifest: 'a.b.c' } })).toBe('unchanged');
      expect(await store.findByRevision({ revision: definition().revision })).toEqual(definition({ inline: true, pinned: { manifest: 'a.b.c' } }));
    });

    test('refuses another revision under the same version', async () => {
      await put();
      expect(await put({ revision: 'other' })).toBe('conflict');
      expect(await store.findByRevision({ revision: 'other' })).toBeUndefined();
    });

    test('keeps one revision per version and target', async () => {
      await put();
      expect(await put({ target: 'on-prem' })).toBe('stored');
      expect(await put({ target: 'on-prem', revision: 'other' })).toBe('conflict');
      expect((await store.find({ name: 'pay' }))?.program.target.name).toBe('on-prem');
    });

    test('takes one of several revisions that come at once under one version', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).put({ stored: definition({ revision: `r${String(index)}` }) })));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(7);
      expect(await store.list()).toHaveLength(1);
    });

    test('takes one of several equal ones that come at once', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).put({ stored: definition() })));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(7);
    });

    test('finds the highest version by semantic versioning, not by text', async () => {
      for (const version of ['1.2.0', '1.10.0', '1.9.0', '1.10.0-rc.1', '0.99.0']) await put({ version });
      expect((await store.find({ name: 'pay' }))?.identity.version).toBe('1.10.0');
      await put({ version: '2.0.0-alpha.2' });
      await put({ version: '2.0.0-alpha.10' });
      expect((await store.find({ name: 'pay' }))?.identity.version).toBe('2.0.0-alpha.10');
    });

    test('finds an exact version, and no other', async () => {
      await put({ version: '1.0.0' });
      expect(await store.find({ name: 'pay', version: '1.0' })).toBeUndefined();
      expect(await store.find({ name: 'pay', version: '1.0.1' })).toBeUndefined();
      expect(await store.find({ name: 'PAY' })).toBeUndefined();
      expect(await store.find({ name: 'pay', namespace: 'shop' })).toBeUndefined();
    });

    test('finds a name without its namespace only while that is unique', async () => {
      await put({ namespace: 'bank' });
      expect((await store.find({ name: 'pay' }))?.identity.namespace).toBe('bank');
      await put({ namespace: 'shop', version: '2.0.0' });
      expect(await store.find({ name: 'pay' })).toBeUndefined();
      expect(await store.find({ name: 'pay', version: '2.0.0' })).toBeUndefined();
      expect((await store.find({ name: 'pay', namespace: 'shop' }))?.identity.version).toBe('2.0.0');
    });

    test('lists by namespace and name, the highest version first', async () => {
      for (const parts of [{ name: 'pay', version: '1.9.0' }, { name: 'pay', version: '1.10.0' }, { name: 'aml' }, { namespace: 'a', name: 'z' }]) await put(parts);
      expect(await versions()).toEqual(['a.z@1.0.0', 'bank.aml@1.0.0', 'bank.pay@1.10.0', 'bank.pay@1.9.0']);
    });

    describe('inline definitions', () => {
      test('are found by revision only', async () => {
        expect(await put({ inline: true })).toBe('stored');
        expect(await store.find({ name: 'pay' })).toBeUndefined();
        expect(await store.list()).toEqual([]);
        expect(await store.findByRevision({ revision: definition().revision })).toEqual(definition({ inline: true }));
      });

      test('take no version away from registered ones', async () => {
        await put({ inline: true, revision: 'r1' });
        expect(await put({ inline: true, revision: 'r2' })).toBe('stored');
        expect(await put({ inline: true, revision: 'r1' })).toBe('unchanged');
        expect(await put({ revision: 'r3' })).toBe('stored');
        expect(await put({ inline: true, revision: 'r3' })).toBe('unchanged');
        expect(await versions()).toEqual(['bank.pay@1.0.0']);
        expect((await store.find({ name: 'pay' }))?.revision).toBe('r3');
      });

      test('become registered when they are registered', async () => {
        await put({ inline: true });
        expect(await put({ registeredBy: 'bob' })).toBe('stored');
        expect(await store.find({ name: 'pay' })).toMatchObject({ inline: false, registeredBy: 'bob' });
      });

      test('do not become registered where their version is taken', async () => {
        await put({ inline: true, revision: 'r1' });
        await put({ revision: 'r2' });
        expect(await put({ revision: 'r1' })).toBe('conflict');
        expect(await store.findByRevision({ revision: 'r1' })).toMatchObject({ inline: true });
      });
    });

    test('gives programs back as they were, and shares nothing', async () => {
      const source = { ...difficultJson(), large: LARGE_TEXT };
      await put({ source });
      const first = await store.find({ name: 'pay' });
      expect(JSON.stringify(first?.program)).toBe(JSON.stringify(definition({ source }).program));
      Object.assign(first?.program ?? {}, { compilerVersion: 'changed' });
      expect((await store.find({ name: 'pay' }))?.program.compilerVersion).toBe('1');
    });

    test.each(['', 'a\u0000b', '\ud800', "'; --"])('answers for a name of any characters: %j', async (strange) => {
      expect(await store.find({ name: strange, namespace: strange, version: strange })).toBeUndefined();
      await put({ name: strange, namespace: strange, version: strange });
      expect((await store.find({ name: strange }))?.identity).toEqual({ namespace: strange, name: strange, version: strange });
    });
  });
}
