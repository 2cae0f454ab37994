import { expect, test } from 'vitest';
import { ask, deliver, openLoop, told } from '#shared/core/events/mailbox.ts';
import { openRounds, offerToRounds } from '#shared/core/events/rounds.ts';
import { hasNews } from '#shared/core/events/subscriber.ts';

const listener = { strategy: { any: [] }, read: 'data', variables: {} } as const;

test('a mailbox has news until its answer was told', () => {
  const answered = deliver(ask(openLoop(listener), 'n1'), { type: 'a' });
  expect(hasNews({ kind: 'mailbox', executionId: 'e', mailbox: openLoop(listener) })).toBe(false);
  expect(hasNews({ kind: 'mailbox', executionId: 'e', mailbox: answered })).toBe(true);
  expect(hasNews({ kind: 'mailbox', executionId: 'e', mailbox: told(answered) })).toBe(false);
});

test('a schedule has news while executions have to be started', () => {
  const schedule = { kind: 'schedule', scheduleId: 's', openedAt: 0 } as const;
  expect(hasNews({ ...schedule, rounds: openRounds(listener) })).toBe(false);
  expect(hasNews({ ...schedule, rounds: offerToRounds(openRounds(listener), { type: 'a' }) })).toBe(true);
});
