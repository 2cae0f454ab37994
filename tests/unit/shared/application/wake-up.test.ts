import { expect, test } from 'vitest';
import { createWakeUp } from '#shared/application/wake-up.ts';

test('a pause ends by itself', async () => {
  const wakeUp = createWakeUp();
  await wakeUp.pause(1, wakeUp.count());
});

test('a pause ends for all who wait when it is woken', async () => {
  const wakeUp = createWakeUp();
  const pauses = [wakeUp.pause(60_000, wakeUp.count()), wakeUp.pause(60_000, wakeUp.count())];
  wakeUp.wake();
  await Promise.all(pauses);
});

test('what happened since the count was taken is not slept over', async () => {
  const wakeUp = createWakeUp();
  const since = wakeUp.count();
  wakeUp.wake();
  await wakeUp.pause(60_000, since);
});
