import { expect, test } from 'vitest';
import { codesOf } from './documents.ts';

test('checkDocument() runs every check on every part', () => {
  const rest = `
input: {schema: {document: {type: text}}}
use: {functions: {f: {call: f}}}
do:
  - a: {set: {x: $y}, then: b}
  - c: {raise: {error: e}}
  - d: {st: 1}
`;
  expect(codesOf(rest).map(([code]) => code)).toEqual(['UWF-1030', 'UWF-1034', 'UWF-1036', 'UWF-1037', 'UWF-1040', 'UWF-1060']);
});
