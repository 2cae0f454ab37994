import { expect, test } from 'vitest';
import { canonicalProgram } from '#shared/core/compiler/canonical-program.ts';
import { programOf } from './run-document.ts';

const BODY = 'input: { schema: { document: { type: object } } }\ndo: [ { a: { set: { x: "${ $.y }" } } } ]';

test('equal requests give equal bytes, and the bytes hold the whole program', () => {
  expect(canonicalProgram(programOf(BODY))).toBe(canonicalProgram(programOf(BODY)));
  expect(JSON.parse(canonicalProgram(programOf(BODY)))).toEqual(JSON.parse(JSON.stringify(programOf(BODY))));
});
