import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWorkItemExpression as expression } from '#shared/core/asl/model.ts';
import { deliver, openLoop } from '#shared/core/events/mailbox.ts';
import { topicsOf } from '#shared/core/events/topics.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';

test.each<readonly [JsonObject, 'all' | readonly string[]]>([
  [{ one: { with: { type: 'a' } } }, ['a']],
  [{ all: [{ with: { type: 'b' } }, { with: { type: 'a', source: 's' } }] }, ['a', 'b']],
  [{ all: [] }, []],
  [{ any: [] }, 'all'],
  [{ any: [{ with: { type: 'a' } }], until: expression('false') }, ['a']],
  [{ any: [{ with: { type: 'a' } }], until: { one: { with: { type: 'end' } } } }, ['a', 'end']],
  [{ any: [{ with: { type: 'a' } }], until: { any: [] } }, 'all'],
  [{ one: { with: { source: 's' } } }, 'all'],
  [{ one: { with: { type: expression('true') } } }, 'all'],
  [{ one: {} }, 'all'],
])('%j is told of %j', (strategy, expected) => {
  expect(topicsOf(strategy)).toEqual(expected);
});

test('an event of no topic changes nothing, whatever the strategy is', () => {
  const type = fc.constantFrom('a', 'b', 'c');
  const filter = fc.record({ with: fc.record({ type: fc.oneof(type, type.map((one) => expression(`$ = "${one}"`))) }) });
  const filters = fc.array(filter, { maxLength: 3 });
  const strategy = fc.oneof(filter.map((one) => ({ one })), filters.map((all) => ({ all })), fc.tuple(filters, filters).map(([any, all]) => ({ any, until: { all: [...all, { with: { type: 'end' } }] } })));
  fc.assert(
    fc.property(strategy, fc.array(fc.constantFrom('a', 'b', 'c', 'end'), { maxLength: 8 }), (given, types) => {
      const topics = topicsOf(given);
      let mailbox = openLoop({ strategy: given, read: 'data', variables: {} });
      for (const one of types) {
        const next = deliver(mailbox, { type: one, data: one });
        if (topics !== 'all' && !topics.includes(one)) expect(next).toEqual(mailbox);
        mailbox = next;
      }
    }),
  );
});
