import { expect, test } from 'vitest';
import { readTask, readTasks } from '#shared/core/definition/normalise/task.ts';
import { codesOf, newReading } from './readings.ts';

test('readTask() reads what all tasks have', () => {
  const value = { set: { a: 1 }, if: '${ $x }', input: { from: '$y' }, output: { as: '$z' }, export: { as: '$w' }, timeout: 't', then: 'next', metadata: { uwf: { zone: 'on-prem' } } };
  expect(readTask(newReading(), { name: 'first', value, pointer: '/do/0/first' })).toMatchObject({
    name: 'first',
    pointer: '/do/0/first',
    if: { text: '$x' },
    input: { from: { value: '${ $y }' } },
    output: { as: { value: '${ $z }' } },
    export: { as: { value: '${ $w }', pointer: '/do/0/first/export/as' } },
    timeout: { kind: 'reference', name: 't' },
    then: { kind: 'task', name: 'next' },
    metadata: { zone: { value: 'on-prem' } },
  });
});

test.each([
  [{ fork: { branches: [] } }, '/fork', 'fork'],
  [{ for: { in: 'x' }, do: [] }, '/for', 'for'],
  [{ emit: { event: {} } }, '/emit', 'emit'],
  [{ listen: { to: { any: [] } } }, '/listen', 'listen'],
  [{ run: { shell: { command: 'x' } } }, '/run', 'run'],
  [{ call: 'openapi', with: {} }, '/call', 'openapi'],
  [{ call: 'grpc', with: {} }, '/call', 'grpc'],
  [{ call: 'asyncapi', with: {} }, '/call', 'asyncapi'],
  [{ call: 'a2a', with: {} }, '/call', 'a2a'],
  [{ call: 'mcp', with: {} }, '/call', 'mcp'],
])('%j is refused by name, with a way out', (value, place, name) => {
  const reading = newReading();
  expect(readTask(reading, { name: 't', value, pointer: '/t' })).toBeUndefined();
  expect(reading.findings).toMatchObject([{ code: 'UWF-1070', pointer: `/t${place}`, message: expect.stringContaining(name), wayOut: expect.stringMatching(/\.$/u) }]);
});

test('readTasks() goes on after a task that cannot be read, and looks inside', () => {
  const reading = newReading();
  const tasks = readTasks(reading, [{ a: { fork: { branches: [{ b: { run: {} } }] } } }, { c: { set: { x: 1 } } }, { d: { do: [{ e: { wait: 'P1Y' } }] } }], '/do');
  expect(tasks.map(({ name }) => name)).toEqual(['c', 'd']);
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/do/0/a/fork/branches/0/b/run'],
    ['UWF-1070', '/do/0/a/fork'],
    ['UWF-1072', '/do/2/d/do/0/e/wait'],
  ]);
});
