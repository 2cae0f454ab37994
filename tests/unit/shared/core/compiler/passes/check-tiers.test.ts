import { expect, test } from 'vitest';
import { findingsOf } from '../run-document.ts';

const SET = (more: string): string => `do: [ { a: { set: { x: "\${ $.y }" }, output: { schema: { document: { type: object, additionalProperties: false, properties: { x: { type: string, x-tier: 2 } } } } }, ${more} } } ]`;

test('a schema of a set that no worker enforces is told', () => {
  expect(findingsOf(SET(''))).toEqual(['UWF-2043 /do/0/a/output/schema/document']);
});

test('one that a worker enforces is not', () => {
  expect(findingsOf(SET('metadata: { uwf: { zone: on-prem } }')).filter((finding) => finding.startsWith('UWF-2043'))).toEqual([]);
});
