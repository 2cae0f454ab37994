import { expect, test } from 'vitest';
import { readReading, readStrategy } from '#shared/core/definition/normalise/events.ts';
import { readTask } from '#shared/core/definition/normalise/task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { newReading } from './readings.ts';

function read(value: JsonValue, reading = newReading()) {
  return readTask(reading, { name: 't', value, pointer: '/t' });
}

test('emit keeps the attributes of the event as a template', () => {
  expect(read({ emit: { event: { with: { type: 'x', data: { a: '${ .a }' } } } } })).toMatchObject({ kind: 'emit', event: { pointer: '/t/emit/event/with', value: { type: 'x', data: { a: '${ .a }' } } } });
  expect(read({ emit: { event: {} } })).toMatchObject({ event: { value: {} } });
});

test('one event, all of several, or any of several are waited for', () => {
  const a = { with: { type: 'a' } };
  const filter = (pointer: string) => ({ pointer, with: { pointer: `${pointer}/with`, value: { type: 'a' } }, correlate: new Map() });
  expect(readStrategy({ one: a }, '/to')).toEqual({ kind: 'one', pointer: '/to', filter: filter('/to/one') });
  expect(readStrategy({ all: [a, a] }, '/to')).toEqual({ kind: 'all', pointer: '/to', filters: [filter('/to/all/0'), filter('/to/all/1')] });
  expect(readStrategy({ any: [a] }, '/to')).toEqual({ kind: 'any', pointer: '/to', filters: [filter('/to/any/0')] });
  expect(readStrategy({ any: [] }, '/to')).toEqual({ kind: 'any', pointer: '/to', filters: [] });
});

test('any goes on until a condition holds or other events come', () => {
  expect(readStrategy({ any: [], until: '( . | length ) > 3' }, '/to')).toMatchObject({ until: { pointer: '/to/until', text: '( . | length ) > 3' } });
  expect(readStrategy({ any: [], until: '${ false }' }, '/to')).toMatchObject({ until: { text: 'false' } });
  expect(readStrategy({ any: [], until: { one: { with: { type: 'end' } } } }, '/to')).toMatchObject({ until: { kind: 'one', pointer: '/to/until', filter: { with: { value: { type: 'end' } } } } });
});

test('a filter correlates events by values of theirs', () => {
  const strategy = readStrategy({ one: { with: { type: 'a' }, correlate: { room: { from: '.room' }, bed: { from: '${ .bed }', expect: '${ .b }' }, odd: {} } } }, '/to');
  expect(strategy?.kind === 'one' && [...strategy.filter.correlate]).toEqual([
    ['room', { pointer: '/to/one/correlate/room', from: { pointer: '/to/one/correlate/room/from', text: '.room' } }],
    ['bed', { pointer: '/to/one/correlate/bed', from: { pointer: '/to/one/correlate/bed/from', text: '.bed' }, expect: { pointer: '/to/one/correlate/bed/expect', value: '${ .b }' } }],
  ]);
});

test('a listener reads the data unless it says otherwise, and may have tasks for each event', () => {
  const plain = read({ listen: { to: { any: [] } } });
  expect(plain).toMatchObject({ kind: 'listen', read: 'data', to: { kind: 'any', pointer: '/t/listen/to' } });
  expect(Object.hasOwn(plain ?? { foreach: 1 }, 'foreach')).toBe(false);
  expect(read({ listen: { to: { any: [] }, read: 'envelope' }, foreach: { item: 'event', at: 'i', do: [{ a: { set: { x: 1 } } }], output: { as: '.x' }, export: { as: { y: 1 } } } })).toMatchObject({
    read: 'envelope',
    foreach: { pointer: '/t/foreach', item: 'event', at: 'i', tasks: [{ pointer: '/t/foreach/do/0/a' }], output: { as: { pointer: '/t/foreach/output/as', value: '${ .x }' } }, export: { as: { value: { y: 1 } } } },
  });
  expect(read({ listen: { to: { any: [] } }, foreach: {} })).toMatchObject({ foreach: { item: 'item', at: 'index', tasks: [] } });
});

test('readReading() takes the three readings and nothing else', () => {
  expect(['data', 'envelope', 'raw', 'other', undefined].map(readReading)).toEqual(['data', 'envelope', 'raw', 'data', 'data']);
});

test.each<JsonValue>([{ listen: {} }, { listen: { to: {} } }, { listen: { to: { one: 1 } } }, { listen: { to: { all: 'x' } } }, { emit: {} }, { emit: { event: 1 } }])('%j is left out without a finding of its own', (value) => {
  const reading = newReading();
  expect(read(value, reading)).toBeUndefined();
  expect(reading.findings).toEqual([]);
});
