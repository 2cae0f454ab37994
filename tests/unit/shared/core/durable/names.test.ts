import { expect, test } from 'vitest';
import { innerInstance, instanceOf, listenerOf, scopesEvent, shortIdOf } from '#shared/core/durable/names.ts';
import { factsOf } from '#tests/support/machines.ts';

const execution = factsOf();

test('an execution is known by its id, a scope of it by its own beside', () => {
  expect(instanceOf({ execution })).toBe('run-1');
  expect(instanceOf({ execution, apart: { path: [0, 1], id: 'c.1f' } })).toBe('run-1:c.1f');
});

test('a scope is found again by the instance around it and the last part of its id', () => {
  expect(innerInstance('run-1', true, shortIdOf('c'))).toBe(instanceOf({ execution, apart: { path: [0], id: 'c' } }));
  expect(innerInstance('run-1:c', false, shortIdOf('c.1f'))).toBe(instanceOf({ execution, apart: { path: [0, 1], id: 'c.1f' } }));
});

test('an attempt tells who waits for it, in whatever scope', () => {
  expect(listenerOf('run-1:3')).toEqual({ instanceId: 'run-1', event: 'uwf-answer-3' });
  expect(listenerOf('run-1:c.1f:12')).toEqual({ instanceId: 'run-1:c.1f', event: 'uwf-answer-12' });
});

test('what is no id of an attempt has no listener', () => {
  expect(['', 'run-1', ':1', 'run-1:', 'run-1:t1'].map(listenerOf)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('names of events are lower-case and never a bare number', () => {
  for (const name of [scopesEvent(3), listenerOf('RUN:3')?.event ?? '']) expect(name).toMatch(/^uwf-[a-z]+-\d+$/);
});
