import { expect, test } from 'vitest';
import { readDocument } from '#shared/core/compiler/passes/read.ts';

const TEXT = 'document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo:\n  - a: { set: { x: 1 } }\n';

test('a document has a definition and places in its text', () => {
  const read = readDocument(TEXT);
  expect(read.definition?.tasks).toHaveLength(1);
  expect(read.positionOf('/do/0/a')).toEqual({ line: 4, column: 5 });
});

test('another language, or no document, has findings instead', () => {
  expect(readDocument(TEXT.replace('jsonata', 'js'))).toMatchObject({ diagnostics: [{ code: 'UWF-1061' }] });
  const broken = readDocument('a: [');
  expect(broken.diagnostics).not.toEqual([]);
  expect(broken.positionOf('/a')).toBeUndefined();
});

test('what stands outside is put in place, and what is missing is asked for', () => {
  const text = TEXT.replace('{ set: { x: 1 } }', '{ call: "https://c.example/f.yaml", with: { x: 1 } }');
  const missing = readDocument(text);
  expect(missing).toMatchObject({ needs: ['https://c.example/f.yaml'], diagnostics: [{ code: 'UWF-2023', pointer: '/do/0/a/call' }] });
  const given = readDocument(text, new Map([['https://c.example/f.yaml', 'set: { y: 2 }']]));
  expect(given).toMatchObject({ needs: [], diagnostics: [] });
  expect([...(given.definition?.use.functions.keys() ?? [])]).toEqual(['https://c.example/f.yaml']);
  expect(given.positionOf('/use/functions/https:~1~1c.example~1f.yaml/set')).toEqual({ line: 4, column: 10 });
});
