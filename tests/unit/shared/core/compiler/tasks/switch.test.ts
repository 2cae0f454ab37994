import { describe, expect, test } from 'vitest';
import { machineOf, runDocument } from '../run-document.ts';

const ROUTES = `do:
  - route:
      switch:
        - rest: { then: third }
        - big: { when: "\${ $.n > 10 }", then: first }
        - two: { when: "$.n = 2", then: exit }
        - end: { when: "\${ $.n = 3 }", then: end }
        - on: { when: "\${ $.n = 4 }", then: continue }
  - first: { set: { went: first }, then: end }
  - second: { set: { went: second }, then: end }
  - third: { set: { went: third } }`;

describe('switch', () => {
  test.each([
    [11, { went: 'first' }],
    [2, { n: 2 }],
    [3, { n: 3 }],
    [4, { went: 'first' }],
    [5, { went: 'third' }],
  ])('takes the first case that holds for %i, the default wherever it stands', (n, output) => {
    expect(runDocument(ROUTES, { n }).output).toEqual(output);
  });

  test('falls through to its own then when no case holds and there is no default', () => {
    const body = 'do: [ { s: { switch: [ { a: { when: "${ $.x }", then: end } } ], then: last } }, { skipped: { set: { a: 1 } } }, { last: { set: { b: "${ $.y }" } } } ]';
    expect(runDocument(body, { y: 1 }).output).toEqual({ b: 1 });
  });

  test.each([
    [undefined, false],
    [null, false],
    [0, false],
    ['', false],
    [[], false],
    ['yes', true],
    [[1], true],
    [{ a: 1 }, true],
  ])('takes %j for true as JSONata does', (x, isTrue) => {
    const body = 'do: [ { s: { switch: [ { a: { when: "${ $.x }", then: end } } ] } }, { no: { set: "${ false }" } } ]';
    const input = x === undefined ? {} : { x };
    expect(runDocument(body, input).output).toEqual(isTrue ? input : false);
  });

  test('gives its transformed input out, transforms and exports on the way', () => {
    const body = `do:
  - s: { input: { from: "\${ $.in }" }, switch: [ { a: { when: "\${ $.n > 1 }", then: end } } ], output: { as: { n: "\${ $.n }", was: "\${ $input.n }" } }, export: { as: "\${ $output }" } }
  - t: { set: { n: "\${ $.n }", c: "\${ $context.was }" } }`;
    expect(runDocument(body, { in: { n: 1 } }).output).toEqual({ n: 1, c: 1 });
    expect(runDocument(body, { in: { n: 2 } }).output).toEqual({ n: 2, was: 2 });
  });

  test('needs no Choice when there is only a default', () => {
    expect(machineOf('do: [ { s: { switch: [ { only: { then: end } } ] } } ]').States['s']).toEqual({ Type: 'Pass', End: true });
  });
});
