import { describe, expect, test } from 'vitest';
import { runDocument } from '../run-document.ts';

describe('wait', () => {
  test('waits to the millisecond and gives its input on', () => {
    const run = runDocument('do: [ { w: { wait: { milliseconds: 1250 } } } ]', { a: 1 });
    expect(run).toMatchObject({ took: 1250, output: { a: 1 } });
  });

  test('transforms input and output', () => {
    const body = 'do: [ { w: { input: { from: "${ $.in }" }, wait: PT1S, output: { as: { b: "${ $.a }" } }, export: { as: "${ $output }" } } }, { c: { set: { got: "${ $ }", kept: "${ $context.b }" } } } ]';
    expect(runDocument(body, { in: { a: 1 } }).output).toEqual({ got: { b: 1 }, kept: 1 });
  });

  test('gives its transformed input out', () => {
    expect(runDocument('do: [ { w: { input: { from: "${ $.in }" }, wait: PT1S } } ]', { in: 7 }).output).toBe(7);
  });

  test('waits as long as an expression says', () => {
    expect(runDocument('do: [ { w: { wait: "${ $.pause }" } } ]', { pause: 'PT1M0.5S' }).took).toBe(60_500);
  });
});
