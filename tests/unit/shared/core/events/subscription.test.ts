import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toWorkItemExpression as expression } from '#shared/core/asl/model.ts';
import { CONSUMED_EVENTS_MAX } from '#shared/core/events/limits.ts';
import { offerEvent, openSubscription, parseListenArguments, type Subscription } from '#shared/core/events/subscription.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const opened = (strategy: JsonObject): Subscription => openSubscription({ strategy, read: 'data', variables: {} });
const eventOf = (type: string, data: JsonValue = type): JsonObject => ({ type, data });

function offerAll(subscription: Subscription, events: readonly JsonObject[]): Subscription {
  return events.reduce((before, event) => {
    const offer = offerEvent(before, event);
    assert(offer.ok, 'the condition can be evaluated');
    return offer.value.subscription;
  }, subscription);
}

const of = (type: string): JsonObject => ({ with: { type } });

describe('a strategy', () => {
  test.each<readonly [string, JsonObject, readonly string[], { readonly consumed: readonly string[]; readonly isDone: boolean }]>([
    ['one takes the first that it wants', { one: of('a') }, ['b', 'a', 'a'], { consumed: ['a'], isDone: true }],
    ['any takes the first of several kinds', { any: [of('a'), of('b')] }, ['c', 'b', 'a'], { consumed: ['b'], isDone: true }],
    ['any of nothing takes everything', { any: [] }, ['x', 'y'], { consumed: ['x'], isDone: true }],
    ['all takes one of each, in any order', { all: [of('a'), of('b')] }, ['b', 'b', 'c', 'a'], { consumed: ['b', 'a'], isDone: true }],
    ['all goes on while one is missing', { all: [of('a'), of('b')] }, ['a', 'a', 'c'], { consumed: ['a'], isDone: false }],
    ['all of the same kind takes as many', { all: [of('a'), of('a')] }, ['a', 'a', 'a'], { consumed: ['a', 'a'], isDone: true }],
    ['until holds after an event', { any: [of('a')], until: expression('$count($) = 2') }, ['a', 'b', 'a', 'a'], { consumed: ['a', 'a'], isDone: true }],
    ['until by an event, which is no part of what was consumed', { any: [], until: { one: of('end') } }, ['a', 'b', 'end', 'c'], { consumed: ['a', 'b'], isDone: true }],
    ['until by several events', { any: [of('a')], until: { all: [of('x'), of('y')] } }, ['a', 'y', 'a', 'x', 'a'], { consumed: ['a', 'a'], isDone: true }],
    ['until false goes on', { any: [of('a')], until: expression('false') }, ['a', 'a'], { consumed: ['a', 'a'], isDone: false }],
  ])('%s', (_name, strategy, types, expected) => {
    expect(offerAll(opened(strategy), types.map((type) => eventOf(type)))).toMatchObject(expected);
  });

  test('an empty all is done before anything comes', () => {
    expect(opened({ all: [] }).isDone).toBe(true);
  });

  test('correlates the events of several filters', () => {
    const correlated = (type: string): JsonObject => ({ ...of(type), correlate: { order: { from: expression('data.order') } } });
    const events = [eventOf('a', { order: 1 }), eventOf('b', { order: 2 }), eventOf('b', { order: 1 })];
    expect(offerAll(opened({ all: [correlated('a'), correlated('b')] }), events)).toMatchObject({ consumed: [{ order: 1 }, { order: 1 }], isDone: true });
  });

  test('a condition that cannot be evaluated fails it, without quoting data', () => {
    const offer = offerEvent(opened({ any: [], until: expression('$error($[0])') }), eventOf('a', 'canary-4711'));
    expect(offer.ok).toBe(false);
    expect(JSON.stringify(offer)).not.toContain('canary');
  });

  test('consumes so many events at most', () => {
    const full = { ...opened({ any: [], until: expression('false') }), consumed: Array.from({ length: CONSUMED_EVENTS_MAX }, () => 1) };
    expect(offerEvent(full, eventOf('a')).ok).toBe(false);
  });
});

describe('laws', () => {
  const types = fc.array(fc.constantFrom('a', 'b', 'c', 'end'), { maxLength: 12 });
  const strategies = fc.constantFrom<JsonObject>(
    { one: of('a') }, { any: [of('a'), of('b')] }, { all: [of('a'), of('b'), of('a')] }, { any: [], until: { one: of('end') } },
    { any: [of('a')], until: expression('$count($) >= 3') }, { any: [of('b')], until: { all: [of('a'), of('end')] } },
  );

  test('a subscription that is written down and read again between any two events comes to the same', () => {
    fc.assert(
      fc.property(strategies, types, fc.nat(12), (strategy, given, cut) => {
        const events = given.map((type, index) => eventOf(type, index));
        const stored: Subscription = JSON.parse(JSON.stringify(offerAll(opened(strategy), events.slice(0, cut))));
        expect(offerAll(stored, events.slice(cut))).toEqual(offerAll(opened(strategy), events));
      }),
    );
  });

  test('what was consumed is some of what was offered, in its order, and nothing after the end', () => {
    fc.assert(
      fc.property(strategies, types, (strategy, given) => {
        const events = given.map((type, index) => eventOf(type, index));
        const { consumed, isDone } = offerAll(opened(strategy), events);
        expect([...consumed].map(Number)).toEqual([...new Set(consumed.map(Number))].sort((left, right) => left - right));
        if (isDone) expect(offerAll(offerAll(opened(strategy), events), [eventOf('a'), eventOf('b'), eventOf('end')]).consumed).toEqual(consumed);
      }),
    );
  });
});

describe('parseListenArguments()', () => {
  test('takes what the compiler writes, and nothing else', () => {
    const listener = { strategy: { any: [] }, read: 'raw', variables: {} } as const;
    expect(parseListenArguments(listener)).toEqual(listener);
    for (const wrong of [null, {}, { ...listener, read: 'all' }, { ...listener, strategy: [] }, { ...listener, variables: null }]) expect(parseListenArguments(wrong)).toBeUndefined();
  });
});
