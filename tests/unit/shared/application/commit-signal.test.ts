import { expect, test } from 'vitest';
import { createCommitSignal } from '#shared/application/commit-signal.ts';

test('tells every listener until it unsubscribes', () => {
  const signal = createCommitSignal();
  const told: string[] = [];
  const end = signal.subscribe(() => told.push('a'));
  signal.subscribe(() => told.push('b'));
  signal.notify();
  end();
  signal.notify();
  expect(told).toEqual(['a', 'b', 'b']);
});
