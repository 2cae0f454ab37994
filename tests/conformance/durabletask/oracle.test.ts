import { expect, test } from 'vitest';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { violationsOf, type ObservedExecution } from '#tests/support/durabletask/oracle.ts';

function history(...kinds: readonly string[]): readonly HistoryEvent[] {
  return kinds.map((kind, index) => ({ sequence: index + 1, at: 0, kind: kind as HistoryEvent['kind'], state: 'a', frame: [], details: kind.startsWith('task') ? { attemptId: 'run:1' } : {} }));
}

const whole = history('execution-started', 'task-scheduled', 'task-succeeded', 'execution-succeeded');
const good: ObservedExecution = { executionId: 'run', outcome: { status: 'succeeded' }, engineOutcome: { status: 'succeeded' }, history: whole, engineHistory: whole, begun: ['run:1', 'run:1'] };

function kindsOf(more: Partial<ObservedExecution>): readonly string[] {
  return violationsOf({ ...good, ...more }).map(({ kind }) => kind);
}

test('an execution as in our engine, whose attempt was begun twice and answered once, is as promised', () => {
  expect(kindsOf({})).toEqual([]);
});

test.each<[string, Partial<ObservedExecution>, readonly string[]]>([
  ['no end', { outcome: undefined }, ['stuck']],
  ['another end', { outcome: { status: 'failed' } }, ['untrue']],
  ['an attempt that was never begun', { begun: [] }, ['lost']],
  ['an attempt that nobody asked for', { begun: ['run:1', 'run:2'] }, ['doubled']],
  ['an answer that is not told', { history: history('execution-started', 'task-scheduled', 'execution-succeeded') }, ['lost', 'untrue']],
  ['an attempt that is answered twice', { history: history('execution-started', 'task-scheduled', 'task-succeeded', 'task-succeeded', 'execution-succeeded') }, ['doubled', 'untrue']],
  ['an attempt that is scheduled twice', { history: history('execution-started', 'task-scheduled', 'task-scheduled', 'task-succeeded', 'execution-succeeded') }, ['doubled', 'untrue']],
  ['a gap', { history: whole.map((fact) => ({ ...fact, sequence: fact.sequence * 2 })) }, ['lost']],
])('%s is found', (_title, more, kinds) => {
  expect(kindsOf(more)).toEqual(kinds);
});
