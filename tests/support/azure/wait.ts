import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '#shared/core/kernel/assert.ts';

const LOOK_MS = 30;
const WAIT_MS_MAX = 15_000;

/** What `look` finds, as soon as it finds something. */
export async function waitUntil<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert(Date.now() < end, 'what is waited for comes');
    await sleep(LOOK_MS);
  }
}
