import { expect, test } from 'vitest';
import { readTask } from '#shared/core/definition/normalise/task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { newReading } from './readings.ts';

function read(value: JsonValue, reading = newReading()) {
  return readTask(reading, { name: 't', value, pointer: '/do/0/t' });
}

test('set keeps its template', () => {
  expect(read({ set: { a: '${ $x }' } })).toMatchObject({ kind: 'set', set: { pointer: '/do/0/t/set', value: { a: '${ $x }' } } });
  expect(read({ set: '${ $x }' })).toMatchObject({ set: { value: '${ $x }' } });
});

test('switch keeps its cases in order, the default one without a condition', () => {
  expect(read({ switch: [{ a: { when: '${ $x }', then: 'u' } }, { b: { then: 'exit' } }] })).toMatchObject({
    kind: 'switch',
    cases: [
      { name: 'a', pointer: '/do/0/t/switch/0/a', when: { pointer: '/do/0/t/switch/0/a/when', text: '$x' }, then: { kind: 'task', name: 'u', pointer: '/do/0/t/switch/0/a/then' } },
      { name: 'b', pointer: '/do/0/t/switch/1/b', then: { kind: 'exit' } },
    ],
  });
});

test('do holds its tasks', () => {
  expect(read({ do: [{ a: { wait: 'PT1S' } }, { b: { x: 1 } }] })).toMatchObject({ kind: 'do', tasks: [{ kind: 'wait', name: 'a', pointer: '/do/0/t/do/0/a' }] });
});

test('for has defaults, and takes an expression or a list', () => {
  expect(read({ for: { in: '.items' }, do: [{ a: { set: { x: 1 } } }] })).toMatchObject({
    kind: 'for',
    each: 'item',
    at: 'index',
    in: { pointer: '/do/0/t/for/in', value: '${ .items }' },
    tasks: [{ name: 'a', pointer: '/do/0/t/do/0/a' }],
  });
  const list = read({ for: { each: 'colour', at: 'n', in: [{ a: '${ .b }' }] }, while: '${ .go }', do: [] });
  expect(list).toMatchObject({ each: 'colour', at: 'n', in: { value: [{ a: '${ .b }' }] }, while: { pointer: '/do/0/t/while', text: '.go' } });
  expect(Object.hasOwn(read({ for: { in: 'x' }, do: [] }) ?? { while: 1 }, 'while')).toBe(false);
});

test('fork has branches that may compete', () => {
  expect(read({ fork: { branches: [{ a: { wait: 'PT1S' } }, { b: { set: { x: 1 } } }] } })).toMatchObject({ kind: 'fork', compete: false, branches: [{ pointer: '/do/0/t/fork/branches/0/a' }, { name: 'b' }] });
  expect(read({ fork: { compete: true, branches: [] } })).toMatchObject({ compete: true, branches: [] });
});

test('try has defaults for what its catch leaves out', () => {
  expect(read({ try: [{ a: { set: { x: 1 } } }], catch: {} })).toMatchObject({ kind: 'try', tasks: [{ name: 'a' }], catch: { pointer: '/do/0/t/catch', errors: { pointer: '/do/0/t/catch' }, as: 'error', then: { kind: 'continue' } } });
  const full = read({ try: [], catch: { as: 'e', when: '$e', retry: 'r', do: [{ b: { set: { x: 1 } } }], then: 'end' } });
  expect(full).toMatchObject({ catch: { as: 'e', when: { text: '$e' }, retry: { kind: 'reference', name: 'r' }, tasks: [{ pointer: '/do/0/t/catch/do/0/b' }], then: { kind: 'end' } } });
  expect(full?.kind === 'try' && Object.hasOwn(full.catch, 'exceptWhen')).toBe(false);
});

test('raise takes an error or its name', () => {
  expect(read({ raise: { error: 'bad' } })).toMatchObject({ kind: 'raise', error: { kind: 'reference', name: 'bad', pointer: '/do/0/t/raise/error' } });
  expect(read({ raise: { error: { type: 'x', status: 1 } } })).toMatchObject({ error: { kind: 'error', error: { type: 'x', status: 1 } } });
});

test('wait keeps its duration', () => {
  expect(read({ wait: { seconds: 2 } })).toMatchObject({ kind: 'wait', duration: { kind: 'milliseconds', value: 2_000 } });
});

test.each<JsonValue>([{ for: {}, do: [] }, { for: { in: 1 }, do: [] }, { raise: {} }, { wait: 1 }, {}, null, { set: 1, wait: 1 }])('%j is left out without a finding of its own', (value) => {
  const reading = newReading();
  expect(read(value, reading)).toBeUndefined();
  expect(reading.findings).toEqual([]);
});
