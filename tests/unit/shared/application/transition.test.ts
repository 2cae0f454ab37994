import { describe, expect, test } from 'vitest';
import { parseOutboxPayload, transitionOf } from '#shared/application/transition.ts';
import { startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import { factsOf } from '#tests/support/machines.ts';

const owner = { id: 'x', definition: { namespace: 'n', name: 'm', version: '1.0.0' }, revision: 'r', principal: 'alice' };
const snapshot = { ...startSnapshot(factsOf()), sequence: 4 };
const schedule: Command = { kind: 'schedule-task', attemptId: 'x:1', state: 's', resource: 'uwf:http', arguments: { a: 1 }, retryCount: 2, timeoutSeconds: 1.5 };

describe('transitionOf()', () => {
  test('writes tasks into the outbox, to be read back as they were', () => {
    const { outbox, expectedSequence } = transitionOf(owner, { snapshot, events: [], commands: [schedule, { kind: 'cancel-task', attemptId: 'x:1', state: 's' }] }, { kind: 'stop-requested', at: 1_000, seed: 's' });
    expect(expectedSequence).toBe(4);
    expect(outbox.map(({ id, kind }) => [id, kind])).toEqual([['x:1', 'schedule-task'], ['x:1:cancel', 'cancel-task']]);
    const { timeoutSeconds: _timeoutSeconds, ...attempt } = schedule;
    expect(outbox.map(({ payload }) => parseOutboxPayload(payload))).toEqual([
      { ok: true, value: { revision: 'r', state: 's', message: { ...attempt, kind: 'run', executionId: 'x', definition: owner.definition, revision: 'r', principal: 'alice', deadline: 2_500 } } },
      { ok: true, value: { revision: 'r', state: 's', message: { kind: 'cancel', attemptId: 'x:1', executionId: 'x' } } },
    ]);
  });

  test('sets and clears timers, and always clears the one that fired', () => {
    const commands: readonly Command[] = [{ kind: 'start-timer', timerId: 't2', dueAt: 9 }, { kind: 'clear-timer', timerId: 't1' }];
    expect(transitionOf(owner, { snapshot, events: [], commands }, { kind: 'timer-fired', timerId: 't0', at: 1, seed: 's' })).toMatchObject({
      timersSet: [{ timerId: 't2', dueAt: 9 }],
      timersCleared: ['t1', 't0'],
      outbox: [],
    });
    expect(transitionOf(owner, { snapshot, events: [], commands }, { kind: 'stop-requested', at: 1, seed: 's' }).timersCleared).toEqual(['t1']);
  });
});

test.each([{}, { revision: 'r', state: 's' }, { revision: 1, state: 's', message: {} }, { revision: 'r', state: 's', message: { kind: 'x' } }])('parseOutboxPayload() refuses %j', (payload) => {
  expect(parseOutboxPayload(payload).ok).toBe(false);
});
