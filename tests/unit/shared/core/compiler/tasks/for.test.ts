import { describe, expect, test } from 'vitest';
import { failing, findingsOf, machineOf, runDocument } from '../run-document.ts';

const collect = (more = '', body = '[ { a: { set: { seen: "${ $append($.seen, [{\\"c\\": $color, \\"i\\": $index}]) }" } } } ]'): string =>
  `do: [ { l: { for: { each: color, in: "\${ $.colors }" }, ${more} do: ${body} } } ]`;

describe('for', () => {
  test('gives each iteration the item, its position and the output of the iteration before', () => {
    const body = 'do: [ { s: { set: { colors: ["r", "g"], seen: [] } } }, { l: { input: { from: "${ $ }" }, for: { each: color, in: "${ $.colors }" }, do: [ { a: { set: { colors: [], seen: "${ $append($.seen, [$color & $index]) }" } } } ] } } ]';
    expect(runDocument(body).output).toEqual({ colors: [], seen: ['r0', 'g1'] });
  });

  test('names item and index where the author names nothing', () => {
    expect(runDocument('do: [ { l: { for: { in: "${ $.xs }" }, do: [ { a: { set: { x: "${ $item }", i: "${ $index }" } } } ] } } ]', { xs: [7, 8] }).output).toEqual({ x: 8, i: 1 });
  });

  test.each([[{ colors: [] }], [{ colors: null }], [{}]])('goes through nothing for %j, and gives its input on', (input) => {
    expect(runDocument(collect(), input).output).toEqual(input);
  });

  test('fails by an expression error for what is no array', () => {
    expect(runDocument(collect(), { colors: 'red' }).failure?.error).toBe('States.QueryEvaluationError');
    expect(runDocument('do: [ { l: { for: { in: "${ $.x[y > 1] }" }, do: [ { a: { set: { got: "${ $item.y }" } } } ] } } ]', { x: [{ y: 1 }, { y: 2 }] }).output).toEqual({ got: 2 });
  });

  test('takes an inline array, and keeps arrays inside of arrays', () => {
    expect(runDocument('do: [ { l: { for: { in: [{ a: 1 }, { b: "${ $.x }" }] }, do: [ { a: { set: { got: "${ $append($.got, [$item]) }" } } } ] } } ]', { x: [3] }).output).toEqual({ got: [{ a: 1 }, { b: [3] }] });
    expect(runDocument('do: [ { l: { for: { in: "${ $.x }" }, do: [ { a: { set: { got: "${ $item }" } } } ] } } ]', { x: [[1], [[2, 3]]] }).output).toEqual({ got: [[2, 3]] });
  });

  test('tests while before every iteration, with the item, its position and what the iteration would get', () => {
    const body = 'do: [ { l: { for: { in: "${ $.xs }" }, while: "${ $item < 3 and $index < 5 and $.n < 10 and $input.n = 0 }", do: [ { a: { set: { n: "${ $.n + $item }" } } } ] } } ]';
    expect(runDocument(body, { xs: [1, 2, 3, 1], n: 0 }).output).toEqual({ n: 3 });
    expect(runDocument(body, { xs: [3], n: 0 }).output).toEqual({ xs: [3], n: 0 });
  });

  test('exit ends the iteration, end the workflow, each through the outputs around', () => {
    const body = (directive: string): string => `do: [ { l: { for: { in: "\${ $.xs }" }, do: [ { a: { set: { n: "\${ $item }" }, then: ${directive} } }, { b: { set: { n: never } } } ], output: { as: { was: "\${ $.n }", of: "\${ $input.k }" } } } }, { c: { set: { last: "\${ $ }" } } } ]`;
    expect(runDocument(body('exit'), { xs: [1, 2], k: 'k' }).output).toEqual({ last: { was: 2, of: 'k' } });
    expect(runDocument(body('end'), { xs: [1, 2], k: 'k' }).output).toEqual({ was: 1, of: 'k' });
  });

  test('loops stand inside of each other and start anew each time', () => {
    const body = 'do: [ { s: { set: { log: "" } } }, { o: { for: { each: x, at: i, in: "${ [1, 2] }" }, do: [ { n: { for: { each: y, at: j, in: "${ [$x, $x + 1] }" }, do: [ { a: { set: { log: "${ $.log & $x & $y & $i & $j & \\" \\" }" } } } ] } } ] } } ]';
    expect(runDocument(body).output).toEqual({ log: '1100 1201 2210 2311 ' });
  });

  test('loop variables are seen in a try inside, in its catch and in what is exported', () => {
    const body = 'do: [ { l: { for: { in: "${ [1, 2] }" }, do: [ { t: { try: [ { c: { call: flaky, with: { x: "${ $item }" } } } ], catch: { do: [ { h: { set: { item: "${ $item }", at: "${ $index }", where: "${ $error.instance }" }, export: { as: { last: "${ $item }" } } } } ] } } } ] } }, { r: { set: { out: "${ $ }", kept: "${ $context.last }" } } } ]';
    const run = runDocument(body, {}, () => failing('urn:uwf:error:BUSY', 503));
    expect(run.output).toEqual({ out: { item: 2, at: 1, where: '/do/0/l/do/0/t/try/0/c' }, kept: 2 });
    expect(run.given).toEqual([{ x: 1 }, { x: 2 }]);
  });

  test('an item can be null, and the array is computed once', () => {
    const body = 'do: [ { l: { for: { in: "${ $.xs }" }, do: [ { a: { set: { xs: [9, 9, 9], got: "${ $append($.got, [$item = null]) }" } } } ] } } ]';
    expect(runDocument(body, { xs: [null, 1] }).output).toEqual({ xs: [9, 9, 9], got: [true, false] });
  });

  test('the loop variables end with the loop', () => {
    expect(findingsOf('do: [ { l: { for: { in: "${ [1] }" }, do: [ { a: { set: { x: "${ $item }" } } } ], output: { as: "${ $item }" } } } ]')).toEqual(['UWF-2030 /do/0/l/output/as']);
  });

  test('is a Choice that the body leads back to', () => {
    expect(Object.values(machineOf(collect()).States).map(({ Type }) => Type)).toEqual(['Pass', 'Choice', 'Pass', 'Succeed']);
  });
});
