import { expect, test } from 'vitest';
import { codesOf } from './documents.ts';

test('context stands on a fork only, and says merge', () => {
  expect(codesOf('do:\n  - t: {fork: {branches: []}, metadata: {uwf: {context: merge}}}\n')).toEqual([]);
  expect(codesOf('do:\n  - t: {set: {a: 1}, metadata: {uwf: {context: merge}}}\n')).toEqual([['UWF-1050', '/do/0/t/metadata/uwf/context']]);
  expect(codesOf('do:\n  - t: {fork: {branches: []}, metadata: {uwf: {context: adopt}}}\n')).toEqual([['UWF-1050', '/do/0/t/metadata/uwf/context']]);
});
