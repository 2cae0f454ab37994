import { describe, expect, test } from 'vitest';
import { cancelledFact, isLastFact, openAttempts, openSince, parseFacts } from '#shared/core/durable/facts.ts';
import type { HistoryEvent, HistoryEventKind } from '#shared/core/interpreter/history-event.ts';

function fact(kind: HistoryEventKind, attemptId?: string): HistoryEvent {
  return { sequence: 3, at: 5, kind, state: 'a', frame: [1], details: attemptId === undefined ? {} : { attemptId } };
}

test.each<[HistoryEventKind, boolean]>([
  ['execution-succeeded', true],
  ['execution-failed', true],
  ['execution-stopped', true],
  ['execution-timed-out', true],
  ['execution-started', false],
  ['task-failed', false],
])('%s is the last fact: %s', (kind, isLast) => {
  expect(isLastFact({ kind })).toBe(isLast);
});

describe('attempts that a history leaves open', () => {
  test.each<HistoryEventKind>(['task-succeeded', 'task-failed', 'task-timed-out', 'task-cancelled'])('are not those that %s ends', (kind) => {
    expect([...openAttempts([fact('task-scheduled', 'x'), fact('state-entered'), fact('task-scheduled', 'y'), fact(kind, 'x')]).keys()]).toEqual(['y']);
  });

  test('are told to be cancelled where they began', () => {
    const [open] = openAttempts([fact('task-scheduled', 'x')]).values();
    expect(open === undefined ? undefined : cancelledFact(open, 9)).toEqual({ sequence: 1, at: 9, kind: 'task-cancelled', state: 'a', frame: [1], details: { attemptId: 'x' } });
  });
});

describe('the time since which an attempt is waited for', () => {
  const entered = (at: number, more: Partial<HistoryEvent> = {}): HistoryEvent => ({ ...fact('state-entered'), at, ...more });

  test('is that of the last entry into its state, in its own frame, over all retries', () => {
    const history = [entered(1), fact('task-scheduled', 'x'), fact('task-failed', 'x'), entered(2), entered(3, { frame: [2] }), entered(4, { state: 'b' }), fact('task-scheduled', 'y'), fact('task-failed', 'y'), fact('task-scheduled', 'z'), entered(9)];
    expect(openSince(history, 'z')).toBe(2);
  });

  test('is unknown of one that has ended, or never began', () => {
    expect(openSince([entered(1), fact('task-scheduled', 'x'), fact('task-timed-out', 'x')], 'x')).toBeUndefined();
    expect(openSince([], 'x')).toBeUndefined();
  });

  test('is that of its own beginning when the history tells no entry', () => {
    expect(openSince([fact('task-scheduled', 'x')], 'x')).toBe(5);
  });
});

test('facts are read as they were sent, and nothing else is one', () => {
  const facts = [fact('state-entered'), fact('task-scheduled', 'x')];
  expect(parseFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  expect(parseFacts([{ kind: 'state-entered' }, null, 'text'])).toEqual([]);
  expect(parseFacts(undefined)).toEqual([]);
});
