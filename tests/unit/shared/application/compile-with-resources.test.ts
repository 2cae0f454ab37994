import { describe, expect, test } from 'vitest';
import { compileWithResources, RESOURCES_MAX, resourcesOfSource } from '#shared/application/compile-with-resources.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { CompileRequest } from '#shared/core/compiler/model.ts';
import type { ResourceFetcher, ResourceProblem } from '#shared/ports/resource-fetcher.ts';

const HEADER = `document: { dsl: 1.0.0, namespace: tests, name: outside, version: 1.0.0 }
evaluate: { language: jsonata }
`;
const PETS = 'https://pets.example/openapi.json';
const OPENAPI = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'pets', version: '1' },
  servers: [{ url: 'https://pets.example/v1' }],
  paths: { '/pets/{id}': { get: { operationId: 'getPet', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses: { 200: { description: 'ok' } } } } },
});
const CALLS_PET = `${HEADER}do:
  - get:
      call: openapi
      with: { document: { endpoint: '${PETS}' }, operationId: getPet, parameters: { id: "7" } }
`;
const CALLS_FUNCTION = `${HEADER}do:
  - one: { call: 'https://functions.example/first.yaml' }
`;
const FIRST = `call: 'https://functions.example/second.yaml'`;
const SECOND = 'set: { done: true }';

function requestOf(text: string, more: Partial<CompileRequest> = {}): CompileRequest {
  return { text, target: { name: 'test', runtime: 'engine', zone: 'private-cloud' }, catalogue: [], ...more };
}

function fetcherOf(texts: { readonly [uri: string]: string | { readonly problem: ResourceProblem } }) {
  const asked: string[] = [];
  const fetcher: ResourceFetcher = {
    fetch: async ({ uri }) => {
      asked.push(uri);
      const text = texts[uri] ?? { problem: 'missing' };
      return typeof text === 'string' ? { ok: true, value: text } : { ok: false, error: text.problem };
    },
  };
  return { asked, fetcher };
}

describe('compileWithResources()', () => {
  test('fetches what the compilation asks for, and gives the texts', async () => {
    const { asked, fetcher } = fetcherOf({ [PETS]: OPENAPI });
    const { outcome, resources } = await compileWithResources(fetcher, requestOf(CALLS_PET));
    expect(outcome.diagnostics).toEqual([]);
    expect(outcome.accepted).toBe(true);
    expect([asked, [...resources]]).toEqual([[PETS], [[PETS, OPENAPI]]]);
  });

  test('fetches nothing that was given', async () => {
    const { asked, fetcher } = fetcherOf({});
    const { outcome } = await compileWithResources(fetcher, requestOf(CALLS_PET, { resources: new Map([[PETS, OPENAPI]]) }));
    expect([outcome.accepted, asked]).toEqual([true, []]);
  });

  test('goes on while documents name further ones, each fetched once', async () => {
    const { asked, fetcher } = fetcherOf({ 'https://functions.example/first.yaml': FIRST, 'https://functions.example/second.yaml': SECOND });
    const { outcome, resources } = await compileWithResources(fetcher, requestOf(CALLS_FUNCTION));
    expect(outcome.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(asked).toEqual(['https://functions.example/first.yaml', 'https://functions.example/second.yaml']);
    expect(resources.size).toBe(2);
  });

  test.each<[ResourceProblem, string]>([
    ['refused', 'its address is not one that may be read here'],
    ['unreachable', 'there is no answer from there'],
    ['missing', 'it is not there'],
    ['too-large', 'it is too large'],
    ['not-text', 'it is not text in UTF-8'],
  ])('says at its place why a document cannot be had: %s', async (problem, reason) => {
    const { asked, fetcher } = fetcherOf({ [PETS]: { problem } });
    const { outcome } = await compileWithResources(fetcher, requestOf(CALLS_PET));
    expect(outcome).toMatchObject({ accepted: false, needs: [PETS] });
    const found = outcome.diagnostics.find(({ code }) => code === 'UWF-2023');
    expect(found).toMatchObject({ pointer: '/do/0/get/with/document', message: `The document at ${PETS} cannot be had: ${reason}.` });
    expect(asked).toEqual([PETS]);
  });

  test('fetches nothing without a fetcher', async () => {
    const { outcome } = await compileWithResources(undefined, requestOf(CALLS_PET));
    expect(outcome.diagnostics).toMatchObject([{ code: 'UWF-2023', message: `The document at ${PETS} was not given.` }]);
  });

  test('ends where documents name documents without end', async () => {
    let count = 0;
    const endless: ResourceFetcher = { fetch: async () => ({ ok: true, value: `call: 'https://functions.example/${(count += 1)}.yaml'` }) };
    const { outcome } = await compileWithResources(endless, requestOf(CALLS_FUNCTION));
    expect(outcome.accepted).toBe(false);
    expect(count).toBeLessThanOrEqual(8);
  });

  test('fetches so many documents and so much text, and no more', async () => {
    const calls = Array.from({ length: RESOURCES_MAX + 1 }, (_, index) => `  - t${index}: { call: 'https://functions.example/${index}.yaml' }`).join('\n');
    const many = await compileWithResources({ fetch: async () => ({ ok: true, value: SECOND }) }, requestOf(`${HEADER}do:\n${calls}\n`));
    expect(many.resources.size).toBe(RESOURCES_MAX);
    expect(many.outcome.diagnostics).toContainEqual(expect.objectContaining({ message: expect.stringContaining('needs too much from outside') }));
    const large = await compileWithResources({ fetch: async () => ({ ok: true, value: 'x'.repeat(4_194_305) }) }, requestOf(CALLS_PET));
    expect([large.outcome.accepted, large.resources.size]).toEqual([false, 0]);
  });
});

describe('resourcesOfSource()', () => {
  test('keeps OpenAPI documents, without which the source does not compile, and nothing that is part of the source', async () => {
    const text = `${CALLS_PET}${CALLS_FUNCTION.slice(CALLS_FUNCTION.indexOf('  - one'))}`;
    const { fetcher } = fetcherOf({ [PETS]: OPENAPI, 'https://functions.example/first.yaml': SECOND });
    const { outcome, resources } = await compileWithResources(fetcher, requestOf(text));
    assert(outcome.accepted, 'the document is accepted');
    const source = requestOf(JSON.stringify(outcome.program.source));
    expect(await resourcesOfSource(source, resources)).toEqual({ [PETS]: OPENAPI });
    const again = await compileWithResources(undefined, { ...source, resources: new Map([[PETS, OPENAPI]]) });
    expect(again.outcome).toMatchObject({ accepted: true, program: outcome.program });
    expect(await resourcesOfSource(source, new Map())).toEqual({});
  });
});
