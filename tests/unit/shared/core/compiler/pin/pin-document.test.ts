import { describe, expect, test } from 'vitest';
import { missingResource, pinDocument } from '#shared/core/compiler/pin/pin-document.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const CALL = 'https://c.example/a.yaml';

function pin(document: JsonObject, resources: { readonly [uri: string]: string } = {}): ReturnType<typeof pinDocument> {
  return pinDocument(document, new Map(Object.entries(resources)));
}

describe('pinDocument()', () => {
  test('puts functions in place, and functions of those', () => {
    const document = { do: [{ t: { call: CALL } }] };
    const { json, needs } = pin(document, { [CALL]: 'do: [ { u: { call: "https://c.example/b.yaml" } } ]', 'https://c.example/b.yaml': 'set: { a: 1 }' });
    expect(json).toMatchObject({ use: { functions: { [CALL]: { do: [{ u: {} }] }, 'https://c.example/b.yaml': { set: { a: 1 } } } } });
    expect(needs).toEqual([]);
    expect(pin(json).json).toBe(json);
  });

  test('puts schemas and scripts in place', () => {
    const document = { input: { schema: { format: 'json', resource: { endpoint: 'https://c.example/s' } } }, do: [{ t: { run: { script: { language: 'js', source: { endpoint: { uri: 'https://c.example/x.js' } } } } } }] };
    const { json } = pin(document, { 'https://c.example/s': '{"type": "object"}', 'https://c.example/x.js': '1' });
    expect(json).toEqual({ input: { schema: { format: 'json', document: { type: 'object' } } }, do: [{ t: { run: { script: { language: 'js', code: '1' } } } }] });
  });

  test('says what is missing and what cannot be read, at the places of the author', () => {
    const inner = pin({ do: [{ t: { call: CALL } }] }, { [CALL]: 'do: [ { u: { call: "https://c.example/b.yaml" } } ]' });
    expect(inner.needs).toEqual(['https://c.example/b.yaml']);
    expect(inner.diagnostics).toMatchObject([{ code: 'UWF-2023', pointer: '/do/0/t/call' }]);
    expect(pin({ do: [{ t: { call: CALL } }] }, { [CALL]: '- a' }).diagnostics).toMatchObject([{ code: 'UWF-2024', pointer: '/do/0/t/call' }]);
  });

  test('places of pinned functions are those of their calls', () => {
    const { placeOf } = pin({ do: [{ t: { call: CALL } }] }, { [CALL]: 'set: { a: 1 }' });
    expect(placeOf('/use/functions/https:~1~1c.example~1a.yaml/set/a')).toBe('/do/0/t/call');
    expect(placeOf('/do/0/t')).toBe('/do/0/t');
  });

  test('a function that declassifies or reads secrets is refused at its call', () => {
    const { diagnostics } = pin({ do: [{ t: { call: CALL } }] }, { [CALL]: 'set: {a: "${ $secrets.x }"}\nmetadata: {uwf: {declassify: []}}' });
    expect(diagnostics.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['UWF-2036', '/do/0/t/call'],
      ['UWF-2036', '/do/0/t/call'],
    ]);
  });

  test('functions that lead back to themselves end', () => {
    expect(pin({ do: [{ t: { call: CALL } }] }, { [CALL]: `call: ${CALL}` }).json).toMatchObject({ use: { functions: { [CALL]: { call: CALL } } } });
  });
});

test('a missing document is named by its address', () => {
  expect(missingResource('https://x', '/p')).toMatchObject({ code: 'UWF-2023', pointer: '/p', message: 'The document at https://x was not given.' });
});
