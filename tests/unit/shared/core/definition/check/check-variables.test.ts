import { expect, test } from 'vitest';
import { codesOf } from './documents.ts';

const loop = (fields: string): string => `do:\n  - t: {for: {in: .x, ${fields}}, do: []}\n`;
const listen = (fields: string): string => `do:\n  - t: {listen: {to: {any: []}}, foreach: {${fields}}}\n`;

test.each([loop('each: colour, at: n_1'), loop('each: item'), loop('at: _'), listen('item: event, at: i'), 'do:\n  - t: {try: [], catch: {as: problem}}\n'])('%j names its variables well', (rest) => {
  expect(codesOf(rest)).toEqual([]);
});

test.each([
  [loop('each: a b'), '/do/0/t/for/each'],
  [loop('each: $x'), '/do/0/t/for/each'],
  [loop('at: 1st'), '/do/0/t/for/at'],
  [loop('each: ""'), '/do/0/t/for/each'],
  [loop(`each: ${'x'.repeat(65)}`), '/do/0/t/for/each'],
  [loop('each: context'), '/do/0/t/for/each'],
  [loop('each: x, at: x'), '/do/0/t/for/at'],
  [loop('each: index'), '/do/0/t/for/each'],
  [loop('at: item'), '/do/0/t/for/at'],
  [listen('item: input'), '/do/0/t/foreach/item'],
  ['do:\n  - t: {call: asyncapi, with: {document: {endpoint: x}, channel: c, subscription: {consume: {amount: 1}, foreach: {at: a-b}}}}\n', '/do/0/t/with/subscription/foreach/at'],
  ['do:\n  - t: {try: [], catch: {as: workflow}}\n', '/do/0/t/catch/as'],
])('%j has a variable that is not valid', (rest, pointer) => {
  expect(codesOf(rest)).toEqual([['UWF-1064', pointer]]);
});
