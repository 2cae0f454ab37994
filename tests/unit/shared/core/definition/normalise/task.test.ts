import { expect, test } from 'vitest';
import type { TaskNode } from '#shared/core/definition/model.ts';
import { readTask, readTasks } from '#shared/core/definition/normalise/task.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
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

test.each<readonly [JsonObject, TaskNode['kind']]>([
  [{ set: { a: 1 } }, 'set'],
  [{ switch: [] }, 'switch'],
  [{ do: [] }, 'do'],
  [{ for: { in: 'x' }, do: [] }, 'for'],
  [{ fork: { branches: [] } }, 'fork'],
  [{ try: [], catch: {} }, 'try'],
  [{ raise: { error: 'e' } }, 'raise'],
  [{ wait: 'PT1S' }, 'wait'],
  [{ emit: { event: {} } }, 'emit'],
  [{ listen: { to: { any: [] } } }, 'listen'],
  [{ run: { shell: { command: 'x' } } }, 'run'],
  [{ call: 'f' }, 'call-function'],
  [{ call: 'http', with: { method: 'get', endpoint: 'x' } }, 'call-http'],
  [{ call: 'openapi', with: { document: { endpoint: 'x' }, operationId: 'o' } }, 'call-openapi'],
  [{ call: 'grpc', with: {} }, 'call-grpc'],
  [{ call: 'asyncapi', with: {} }, 'call-asyncapi'],
  [{ call: 'a2a', with: {} }, 'call-a2a'],
  [{ call: 'mcp', with: {} }, 'call-mcp'],
])('%j is read as %s', (value, kind) => {
  const reading = newReading();
  expect(readTask(reading, { name: 't', value, pointer: '/t' })).toMatchObject({ kind, name: 't', pointer: '/t', metadata: { declassify: [] } });
  expect(reading.findings).toEqual([]);
});

test('readTasks() goes on after a task that cannot be read, and looks inside', () => {
  const reading = newReading();
  const tasks = readTasks(reading, [{ a: { for: {}, do: [{ b: { wait: 'P1Y' } }] } }, { c: { set: { x: 1 } } }, { d: { do: [{ e: { wait: 'P1M' } }] } }], '/do');
  expect(tasks.map(({ name }) => name)).toEqual(['c', 'd']);
  expect(codesOf(reading)).toEqual([
    ['UWF-1072', '/do/0/a/do/0/b/wait'],
    ['UWF-1072', '/do/2/d/do/0/e/wait'],
  ]);
});
