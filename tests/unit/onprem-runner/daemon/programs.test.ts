import { describe, expect, test } from 'vitest';
import { PROGRAMS_MAX, RELEASE_CHECK_MS } from '#onprem-runner/daemon/limits.ts';
import { createPrograms, nodeSchema, placedTask, type ProgramPorts } from '#onprem-runner/daemon/programs.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { registerDefinition } from '#shared/application/register-definition.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { fail } from '#shared/core/kernel/result.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { BANK_DOCUMENT, registrationOf } from '#tests/support/definitions.ts';
import { createTestRelease } from '#tests/support/door/release.ts';
import { openEngine } from '#tests/support/engine-harness.ts';

const validator = createSchemaValidator();

const DOCUMENT: JsonObject = {
  $id: 'https://example.com/input',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: { name: { type: 'string', maxLength: 5 }, 'odd/na me': { type: 'integer' }, person: { type: 'object', properties: { name: { $ref: '#/$defs/name' } } } },
  type: 'object',
  properties: {
    name: { $ref: '#/$defs/name' },
    same: { $ref: '#/properties/name' },
    odd: { $ref: '#/$defs/odd~1na%20me' },
    owner: { type: 'object', properties: { name: { $ref: '#/$defs/name' } }, additionalProperties: false },
    friend: { $ref: '#/$defs/person' },
    data: { enum: [{ $ref: '#/not/a/reference' }] },
    'a/b c': { type: 'boolean' },
  },
};

function isValid(schemaPointer: string, value: JsonValue): boolean {
  return validator.validate({ schema: nodeSchema(DOCUMENT, schemaPointer), value }).length === 0;
}

describe('nodeSchema()', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['/properties/name', 'Anna', 'Annabella'],
    ['/properties/same', 'Anna', 7],
    ['/properties/odd', 7, 'x'],
    ['/properties/owner', { name: 'Anna' }, { name: 'Anna', more: 1 }],
    ['/properties/owner/properties/name', 'Anna', 'Annabella'],
    ['/properties/friend/properties/name', 'Anna', 'Annabella'],
    ['/properties/data', { $ref: '#/not/a/reference' }, {}],
    ['/properties/a~1b c', true, 'true'],
    ['', { name: 'Anna' }, { name: 'Annabella' }],
  ])('%s accepts and refuses what the node of the document does', (pointer, accepted, refused) => {
    expect(isValid(pointer, accepted)).toBe(true);
    expect(isValid(pointer, refused)).toBe(false);
  });

  test('a node that is not there lets nothing pass', () => {
    expect(isValid('/properties/none', 'x')).toBe(false);
  });

  test('a boolean document is its own node', () => {
    expect(validator.validate({ schema: nodeSchema(true, ''), value: 1 })).toEqual([]);
    expect(validator.validate({ schema: nodeSchema(false, ''), value: 1 })).not.toEqual([]);
  });
});

const release = createTestRelease();

async function released(version = '1.0.0', signer = release.signer): Promise<StoredDefinition> {
  const registered = await registerDefinition(openEngine({ manifests: signer }).ports, registrationOf(BANK_DOCUMENT.replace('version: 1.0.0', `version: ${version}`)));
  assert(registered.ok, 'the document is accepted');
  return registered.stored;
}

/** Programs over a registry that says how often it was asked. */
function openPrograms(...stored: readonly StoredDefinition[]) {
  const definitions = createMemoryDefinitionStore();
  const counts = { asked: 0 };
  const world = { now: 0, isRevoked: false };
  const manifests: ProgramPorts['manifests'] = { verify: async (request) => (world.isRevoked ? fail({ kind: 'unknown-key' as const }) : release.verifier.verify(request)) };
  const ports: ProgramPorts = { manifests, digest: nodeDigest, clock: { now: () => world.now }, definitions: { ...definitions, findByRevision: (request) => ((counts.asked += 1), definitions.findByRevision(request)) } };
  const put = (...more: readonly StoredDefinition[]) => Promise.all(more.map((one) => definitions.put({ stored: one })));
  return { put, counts, world, ready: put(...stored), ...createPrograms(ports) };
}

describe('programs of a runner', () => {
  test('are those of its registry that were released, asked for once', async () => {
    const stored = await released();
    const programs = openPrograms(stored);
    await programs.ready;
    const found = await programs.find(stored.revision);
    expect(found?.program).toEqual(stored.program);
    expect(await programs.find(stored.revision)).toBe(found);
    expect(programs.counts.asked).toBe(1);
  });

  test('that are not there yet are asked for each time', async () => {
    const stored = await released();
    const programs = openPrograms();
    expect(await programs.find(stored.revision)).toBeUndefined();
    await programs.put(stored);
    expect(await programs.find(stored.revision)).toBeDefined();
    expect(programs.counts.asked).toBe(2);
  });

  test('without a manifest, with that of another release key, or of another definition, are as good as not there', async () => {
    const [stored, other, foreign] = [await released(), await released('2.0.0'), await released('1.0.0', createTestRelease('release-2').signer)];
    const { pinned: _pinned, ...without } = stored;
    const moved = { ...stored, pinned: other.pinned ?? {} };
    for (const bad of [without, foreign, moved]) {
      const programs = openPrograms(bad);
      await programs.ready;
      expect(await programs.find(bad.revision)).toBeUndefined();
    }
  });

  test('that somebody changed in the registry are as good as not there, under their own digest or a new one', async () => {
    const stored = await released();
    const tasks = Object.fromEntries(Object.entries(stored.program.placement.tasks).map(([state, { release: _release, ...task }]) => [state, task]));
    const program = { ...stored.program, placement: { ...stored.program.placement, tasks } };
    const renamed = { ...stored, program, revision: revisionOf(nodeDigest, program) };
    for (const bad of [{ ...stored, program }, renamed]) {
      const programs = openPrograms(bad);
      await programs.ready;
      expect(await programs.find(bad.revision)).toBeUndefined();
    }
  });

  test('are no longer once their release key is revoked, a minute later at the latest', async () => {
    const stored = await released();
    const programs = openPrograms(stored);
    await programs.ready;
    const found = await programs.find(stored.revision);
    programs.world.now = RELEASE_CHECK_MS;
    expect(await programs.find(stored.revision)).toBe(found);
    expect(programs.counts.asked).toBe(1);
    programs.world.isRevoked = true;
    programs.world.now += RELEASE_CHECK_MS - 1;
    expect(await programs.find(stored.revision)).toBe(found);
    programs.world.now += 1;
    expect(await programs.find(stored.revision)).toBeUndefined();
  });

  test('are not all kept', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: PROGRAMS_MAX + 1 }, (_, n) => released(`1.0.${n}`)));
    assert(first !== undefined, 'there is a first one');
    const programs = openPrograms(first, ...others);
    await programs.ready;
    for (const { revision } of [first, ...others]) await programs.find(revision);
    await programs.find(others.at(-1)?.revision ?? '');
    expect(programs.counts.asked).toBe(PROGRAMS_MAX + 1);
    await programs.find(first.revision);
    expect(programs.counts.asked).toBe(PROGRAMS_MAX + 2);
  });
});

test('placedTask() finds the task of an item only as the program has it', async () => {
  const stored = await released();
  const programs = openPrograms(stored);
  await programs.ready;
  const program = await programs.find(stored.revision);
  assert(program !== undefined, 'it is released');
  const item = { kind: 'run', attemptId: 'a', executionId: 'e', definition: stored.identity, revision: stored.revision, state: 'rate', resource: 'uwf:function:rate-client:1.0.0', arguments: {}, principal: 'p', retryCount: 0 } as const;
  expect(placedTask(program, item)).toMatchObject({ state: { Type: 'Task' }, placement: { zone: 'on-prem' } });
  for (const other of [{ state: 'other' }, { state: 'hasOwnProperty' }, { resource: 'uwf:http' }, { definition: { ...stored.identity, version: '9.9.9' } }]) expect(placedTask(program, { ...item, ...other })).toBeUndefined();
});
