import { expect, test } from 'vitest';
import { readDocument } from '#shared/core/compiler/passes/read.ts';

const TEXT = 'document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo:\n  - a: { set: { x: 1 } }\n';

test('a document has a definition and places in its text', () => {
  const read = readDocument(TEXT);
  expect(read.definition?.tasks).toHaveLength(1);
  expect(read.positionOf('/do/0/a')).toEqual({ line: 4, column: 5 });
});

test('another language, or no document, has findings instead', () => {
  expect(readDocument(TEXT.replace('jsonata', 'jq'))).toMatchObject({ diagnostics: [{ code: 'UWF-1071' }] });
  const broken = readDocument('a: [');
  expect(broken.diagnostics).not.toEqual([]);
  expect(broken.positionOf('/a')).toBeUndefined();
});
