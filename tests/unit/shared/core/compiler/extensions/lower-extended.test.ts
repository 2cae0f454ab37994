import { describe, expect, test } from 'vitest';
import { findingsOf, runDocument } from '../run-document.ts';

const TWO = `use:
  extensions:
    - one: { extend: all, before: [ { b1: { set: { t: "\${ $append($.t, 1) }" } } } ], after: [ { a1: { set: { t: "\${ $append($.t, 9) }" } } } ] }
    - two: { extend: set, before: [ { b2: { set: { t: "\${ $append($.t, 2) }" } } } ] }
`;

describe('extensions around a task', () => {
  test('stand around each other, the first outermost', () => {
    expect(runDocument(`${TWO}do: [ { t: { set: { t: "\${ $append($.t, 5) }" } } } ]`, { t: [0] }).output).toEqual({ t: [0, 1, 2, 5, 9] });
  });

  test('stand inside of its if, and before its then', () => {
    const body = `${TWO}do: [ { t: { if: $.go, set: { t: [5] }, then: end } }, { u: { wait: PT1S } } ]`;
    expect(runDocument(body, { t: [0], go: false }).states).not.toContain('b1');
    expect(runDocument(body, { t: [0], go: true }).output).toEqual({ t: [5, 9] });
  });

  test('a document cannot grow without end by them', () => {
    const conditional = Array.from({ length: 14 }, (_, index) => `{ x${index}: { extend: set, when: "$.a", before: [ { b: { set: { a: 1 } } } ] } }`).join(', ');
    expect(findingsOf(`use: { extensions: [ ${conditional} ] }\ndo: [ { t: { set: { a: 1 } } } ]`)).toContain('UWF-2028 /do/0/t');
  });
});
