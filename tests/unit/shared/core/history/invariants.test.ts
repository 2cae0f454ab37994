import { describe, expect, test } from 'vitest';
import { brokenInvariants, isTerminalKind } from '#shared/core/history/invariants.ts';
import type { HistoryEvent, HistoryEventKind } from '#shared/core/interpreter/history-event.ts';
import { machineOf, runMachine } from '#tests/support/machines.ts';

type Line = readonly [kind: HistoryEventKind, state?: string, attemptId?: string | undefined, frame?: readonly number[]];

function historyOf(...lines: readonly Line[]): readonly HistoryEvent[] {
  return lines.map(([kind, state, attemptId, frame = []], index) => ({
    sequence: index + 1,
    at: index,
    kind,
    frame,
    ...(state === undefined ? {} : { state }),
    details: attemptId === undefined ? {} : { attemptId },
  }));
}

const start: Line = ['execution-started'];
const scheduled: readonly Line[] = [start, ['state-entered', 'a'], ['task-scheduled', 'a', '1']];

const branches: readonly Line[] = [
  start,
  ['state-entered', 'p'],
  ['branch-started', 'p', undefined, [0]],
  ['state-entered', 'a', undefined, [0]],
  ['branch-started', 'p', undefined, [1]],
  ['state-entered', 'b', undefined, [1]],
];

describe('brokenInvariants() finds nothing in', () => {
  test.each<[string, readonly HistoryEvent[]]>([
    ['no history at all', []],
    ['a run that ended', runMachine(machineOf({ a: { Type: 'Task', Resource: 'r', Next: 'b' }, b: { Type: 'Succeed' } })).history],
    ['an attempt that is under way', historyOf(...scheduled)],
    ['a branch that failed while another one was given up', historyOf(...branches, ['branch-failed', 'p', undefined, [0]], ['branch-aborted', 'p', undefined, [1]], ['state-exited', 'p'])],
    ['a branch that starts anew', historyOf(...branches, ['branch-failed', 'p', undefined, [0]], ['branch-started', 'p', undefined, [0]], ['state-entered', 'a', undefined, [0]])],
    ['a failed execution, whose last state is not left', historyOf(...scheduled, ['task-failed', 'a', '1'], ['execution-failed'])],
  ])('%s', (_name, history) => {
    expect(brokenInvariants(history)).toEqual([]);
  });
});

describe('brokenInvariants() names', () => {
  test.each<[string, readonly HistoryEvent[]]>([
    ['starts-with-execution-started', historyOf(['state-entered', 'a'])],
    ['starts-once', historyOf(start, start)],
    ['sequence-without-gaps', historyOf(start, ['state-entered', 'a']).map((event) => ({ ...event, sequence: event.sequence * 2 - 1 }))],
    ['nothing-after-the-one-terminal-event', historyOf(start, ['execution-stopped'], ['execution-failed'])],
    ['nothing-after-the-one-terminal-event', historyOf(start, ['execution-succeeded'], ['state-entered', 'a'])],
    ['every-scheduled-attempt-has-one-end', historyOf(...scheduled, ['execution-stopped'])],
    ['every-scheduled-attempt-has-one-end', historyOf(...scheduled, ['task-succeeded', 'a', '1'], ['task-timed-out', 'a', '1'])],
    ['every-scheduled-attempt-has-one-end', historyOf(...scheduled, ['task-scheduled', 'a', '1'])],
    ['every-scheduled-attempt-has-one-end', historyOf(start, ['state-entered', 'a'], ['task-failed', 'a', '7'])],
    ['a-state-is-left-once-and-only-after-it-was-entered', historyOf(start, ['state-exited', 'a'])],
    ['a-state-is-left-once-and-only-after-it-was-entered', historyOf(start, ['state-entered', 'a'], ['state-exited', 'b'])],
    ['a-state-is-left-once-and-only-after-it-was-entered', historyOf(start, ['state-entered', 'a'], ['state-entered', 'b'])],
    ['everything-happens-in-a-scope-that-is-open', historyOf(start, ['state-entered', 'p'], ['state-entered', 'a', undefined, [0]])],
    ['everything-happens-in-a-scope-that-is-open', historyOf(...branches, ['branch-started', 'p', undefined, [1]])],
    ['everything-happens-in-a-scope-that-is-open', historyOf(...branches, ['branch-succeeded', 'p', undefined, [0]], ['state-entered', 'c', undefined, [0]])],
    ['everything-happens-in-a-scope-that-is-open', historyOf(...branches, ['branch-aborted', 'p', undefined, [0]], ['branch-aborted', 'p', undefined, [0]])],
  ])('%s', (name, history) => {
    expect(brokenInvariants(history)).toEqual([name]);
  });
});

test('only the four ends of an execution are terminal', () => {
  expect(['execution-succeeded', 'execution-failed', 'execution-stopped', 'execution-timed-out'].every((kind) => isTerminalKind(kind as HistoryEventKind))).toBe(true);
  expect(isTerminalKind('task-failed')).toBe(false);
});
