import { expect, test } from 'vitest';
import { resolveReferences } from '#shared/core/compiler/passes/resolve.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { CATALOGUE, TARGET } from '../run-document.ts';
import { definitionOf } from '../lowering/scopes.ts';

const BODY = `timeout: long
use:
  errors: { odd: { type: "https://x.example/odd", status: 400 } }
  retries: { twice: { limit: { attempt: { count: 2 } } } }
  timeouts: { long: { after: PT1H } }
  functions: { f: { call: echo, with: {}, timeout: long } }
do:
  - a: { call: f }
  - b: { try: [ { c: { raise: { error: odd } } }, { d: { call: nobody } } ], catch: { retry: twice } }`;

test('everything that tasks refer to is found, inside of functions too', () => {
  const { resolution, diagnostics } = resolveReferences(definitionOf(BODY), { catalogue: CATALOGUE, target: TARGET });
  expect([...resolution.calls].map(([pointer, { kind }]) => `${pointer} ${kind}`)).toEqual(['/do/0/a inline', '/use/functions/f catalogue']);
  expect([...resolution.errors.keys()]).toEqual(['/do/1/b/try/0/c']);
  expect(resolution.retries.get('/do/1/b/catch')?.attemptCount).toBe(2);
  expect([...resolution.timeouts.keys()]).toEqual(['', '/use/functions/f']);
  expect(diagnostics).toMatchObject([{ code: 'UWF-2020', pointer: '/do/1/b/try/1/d/call' }]);
});

test('a reference that the reader should have refused is a fault', () => {
  const definition = definitionOf(BODY);
  expect(() => resolveReferences({ ...definition, use: { ...definition.use, errors: new Map() } }, { catalogue: CATALOGUE, target: TARGET })).toThrow(InvariantError);
});

test('a function of a catalogue that could not be put in place was reported before', () => {
  const definition = definitionOf('do: [ { a: { call: "https://c.example/f.yaml" } } ]');
  const { diagnostics, resolution } = resolveReferences(definition, { catalogue: CATALOGUE, target: TARGET });
  expect(diagnostics).toEqual([]);
  expect(resolution.calls.size).toBe(0);
});

test('OpenAPI documents are taken from what was given, and asked for otherwise', () => {
  const definition = definitionOf('do: [ { a: { call: openapi, with: { document: { endpoint: "https://c.example/a.json" }, operationId: o } } } ]');
  const request = { catalogue: CATALOGUE, target: TARGET };
  expect(resolveReferences(definition, request)).toMatchObject({ needs: ['https://c.example/a.json'], diagnostics: [{ code: 'UWF-2023' }] });
  const given = resolveReferences(definition, { ...request, resources: new Map([['https://c.example/a.json', '{}'], ['https://c.example/other', '']]) });
  expect([...given.resolution.resources]).toEqual([['https://c.example/a.json', '{}']]);
});
