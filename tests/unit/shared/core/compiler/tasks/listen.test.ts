import { describe, expect, test } from 'vitest';
import { machineOf, runDocument } from '../run-document.ts';

describe('listen', () => {
  test('is one state that carries the whole strategy, and what its conditions read', () => {
    const body = 'do: [ { l: { input: { from: $.order }, listen: { to: { one: { with: { type: t, data: "${ $.id = $input.id }" } } }, read: envelope }, timeout: { after: PT5S } } } ]';
    const { given } = runDocument(body, { order: { id: 7 } });
    expect(given).toEqual([{ strategy: { one: { with: { type: 't', data: { 'uwf:expression': expect.stringContaining('$states.input') } } } }, read: 'envelope', variables: { states: { input: { order: { id: 7 } } } } }]);
    expect(machineOf(body).States['l']).toMatchObject({ Resource: 'uwf:listen', TimeoutSeconds: 5 });
  });

  test('gives out what was read, through its output', () => {
    expect(runDocument('do: [ { l: { listen: { to: { any: [] } }, output: { as: "$[0]" } } } ]', {}, () => ({ kind: 'succeeded', output: [{ n: 1 }] })).output).toEqual({ n: 1 });
  });

  test('reads $context as it is when it starts', () => {
    const body = 'do: [ { a: { set: { x: 1 }, export: { as: "${ {\\"w\\": 2} }" } } }, { l: { listen: { to: { one: { with: { data: "${ $.n = $context.w }" } } } } } } ]';
    expect(runDocument(body).given).toMatchObject([{ variables: { uwf_context: { w: 2 } } }]);
  });
});
