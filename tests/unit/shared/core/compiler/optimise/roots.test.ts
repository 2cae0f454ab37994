import { expect, test } from 'vitest';
import { readsInput, rootOf, standsAnywhere, type Left } from '#shared/core/compiler/optimise/roots.ts';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';

const left: Left = { input: { kind: 'literal', origin: '', value: 1 }, variables: new Map([['v', { kind: 'literal', origin: '', value: 2 }]]) };

test.each([
  ['$states.input[0].n', { value: left.input, rest: [{}] }],
  ['$v[0].n', { value: { value: 2 }, rest: [{}] }],
  ['$v', { value: { value: 2 }, rest: [] }],
  ['$states.result[0]', 'own'],
  ['$states.context.Execution.Id', 'own'],
  ['$states', 'unfit'],
  ['$states.*', 'unfit'],
  ['$states[0].input', 'unfit'],
])('%s starts at what is left, at what stays, or is unfit', (text, expected) => {
  expect({ root: rootOf(parsed(text), left) }).toMatchObject({ root: expected });
});

test('what has nothing to do with what is left has no such root', () => {
  expect([rootOf(parsed('$w.a'), left), rootOf(parsed('1 + $v'), left)]).toEqual([undefined, undefined]);
});

test.each([
  ['$v.a + 1', true],
  ['{"a": $v}', true],
  ['(1).a', false],
  ['{"a": $f($v).b}', false],
  ['a', false],
  ['$', false],
])('%s means the same in every context: %s', (text, expected) => {
  expect(standsAnywhere(parsed(text))).toBe(expected);
});

test('reads the input of its state: by name, or as part of everything', () => {
  expect(['$states.input.a', '{"x": $states}', '$states.context.Map.Item.Value', '$v'].map((text) => readsInput(parsed(text)))).toEqual([true, true, false, false]);
});
