import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWorkItemExpression as expression } from '#shared/core/asl/model.ts';
import { offerToRounds, openRounds, startedRounds, type Rounds } from '#shared/core/events/rounds.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

const of = (type: string): JsonObject => ({ with: { type } });
const openedFor = (strategy: JsonObject): Rounds => openRounds({ strategy, read: 'data', variables: {} });
const offered = (rounds: Rounds, ...types: readonly string[]): Rounds => types.reduce((before, type, index) => offerToRounds(before, { type, data: index }), rounds);

test('each time the strategy is satisfied is a round of its own', () => {
  expect(offered(openedFor({ all: [of('a'), of('b')] }), 'a', 'a', 'b', 'x', 'b', 'a').ready).toEqual([{ number: 1, input: [0, 2] }, { number: 2, input: [4, 5] }]);
});

test('rounds that were started are gone, and their numbers are not used again', () => {
  const later = offered(startedRounds(offered(openedFor({ one: of('a') }), 'a', 'a')), 'a');
  expect(later.ready).toEqual([{ number: 3, input: [0] }]);
});

test('correlations are fixed anew in each round', () => {
  const correlated = (type: string): JsonObject => ({ ...of(type), correlate: { kind: { from: expression('subject') } } });
  const events = [['a', '1'], ['b', '2'], ['b', '1'], ['a', '2'], ['b', '2']].map(([type = '', subject = '']) => ({ type, subject, data: `${type}${subject}` }));
  expect(events.reduce(offerToRounds, openedFor({ all: [correlated('a'), correlated('b')] })).ready.map(({ input }) => input)).toEqual([['a1', 'b1'], ['a2', 'b2']]);
});

test('a round whose condition cannot be evaluated is dropped, and the next begins', () => {
  const strategy = { any: [], until: expression('$[-1] = 0 ? $error("x") : true') };
  const rounds = offered(openedFor(strategy), 'a', 'a');
  expect(rounds.ready).toEqual([{ number: 1, input: [1] }]);
});

test('a strategy of nothing starts nothing', () => {
  expect(offered(openedFor({ all: [] }), 'a', 'b').ready).toEqual([]);
});

test('one for each event: as many rounds as events, wherever the state is written down', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (count, cut) => {
      const types = Array.from({ length: count }, () => 'a');
      const stored: Rounds = JSON.parse(JSON.stringify(offered(openedFor({ one: of('a') }), ...types.slice(0, cut))));
      expect(offered(stored, ...types.slice(cut)).ready.map(({ number }) => number)).toEqual(types.map((_type, index) => index + 1));
    }),
  );
});
