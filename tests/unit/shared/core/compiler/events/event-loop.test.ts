import { describe, expect, test } from 'vitest';
import { machineOf, runDocument, type Answers } from '../run-document.ts';

/** Two events, then the end. */
function events(...items: readonly number[]): Answers {
  const left = [...items];
  return (task) => {
    if (task.resource === 'uwf:subscribe') return { kind: 'succeeded', output: { subscription: 's' } };
    if (task.resource !== 'uwf:next-event') return { kind: 'succeeded', output: null };
    const event = left.shift();
    return { kind: 'succeeded', output: event === undefined ? { done: true } : { event, done: false } };
  };
}

const LOOP = 'do: [ { l: { listen: { to: { any: [], until: "${ false }" } }, foreach: { item: e, at: i, do: [ { s: { set: { n: "${ $e + $i }", b: "${ $.b }" } } } ] } } } ]';

describe('a listener with foreach', () => {
  test('subscribes, takes events until there are none, and unsubscribes', () => {
    const run = runDocument(LOOP, { b: 1 }, events(10, 20));
    expect(run.output).toEqual([{ n: 10, b: 1 }, { n: 21, b: 1 }]);
    expect(run.given.at(-1)).toEqual({ subscription: 's' });
    expect(run.states.filter((name) => name === 'l.next')).toHaveLength(3);
  });

  test('hands out a strategy that goes on; its own condition is a Choice', () => {
    const { States } = machineOf(LOOP);
    expect(States['l']).toMatchObject({ Resource: 'uwf:subscribe', Arguments: { strategy: { any: [], until: { 'uwf:expression': 'false' } } } });
    expect(States['l.output.again']).toMatchObject({ Type: 'Choice', Choices: [{}, { Condition: '{% false %}' }] });
  });

  test('unsubscribes before an error leaves it, with the error as it was', () => {
    const run = runDocument('do: [ { l: { listen: { to: { any: [], until: "${ false }" } }, foreach: { do: [ { r: { raise: { error: { type: "urn:x", status: 400 } } } } ] } } } ]', {}, events(1));
    expect(run.failure).toMatchObject({ error: 'urn:x#400' });
    expect(run.error).toMatchObject({ instance: '/do/0/l/foreach/do/0/r' });
    expect(run.given).toHaveLength(3);
  });

  test('checks what foreach gives out by its schema, and unsubscribes when that fails', () => {
    const body = 'do: [ { l: { listen: { to: { any: [], until: "${ false }" } }, foreach: { do: [ { s: { set: { n: "${ $item }" } } } ], output: { as: $.n, schema: { document: { type: string } } } } } } ]';
    const run = runDocument(body, {}, events(7));
    expect(run.states.slice(-3)).toEqual(['l.output.each.schema', 'l.catch', 'l.fault']);
    expect(run.failure?.error).toMatch(/validation#400$/);
    expect(run.given.at(-1)).toEqual({ subscription: 's' });
  });
});
