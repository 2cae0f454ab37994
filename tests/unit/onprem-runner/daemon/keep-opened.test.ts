import { describe, expect, test } from 'vitest';
import { keepOpened } from '#onprem-runner/daemon/keep-opened.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Unsealer } from '#shared/ports/sealer.ts';

const HEADER = { kid: 'k', tid: 't', def: 'd', ptr: '/p', sub: 's', iat: 0, jti: 'j' };

/** Opens anything but `broken`, and counts. */
function createCounting() {
  const opened: string[] = [];
  const unsealer: Unsealer = {
    unseal: async ({ sealed }) => {
      opened.push(sealed);
      if (sealed === 'broken') throw new UwfError('UWF-4221');
      return { value: { of: sealed, list: [1] }, header: HEADER };
    },
  };
  return { opened, unsealer };
}

describe('keepOpened()', () => {
  test('opens the same text once while it is kept', async () => {
    const { opened, unsealer } = createCounting();
    const clock = createManualClock(0);
    const keeping = keepOpened(unsealer, { clock, keepMs: 10, valuesMax: 5 });
    const first = await keeping.unseal({ sealed: 'a' });
    expect(await keeping.unseal({ sealed: 'a' })).toEqual(first);
    expect(opened).toEqual(['a']);
    clock.advance(10);
    await keeping.unseal({ sealed: 'a' });
    expect(opened).toEqual(['a', 'a']);
  });

  test('keeps no more than it may, the newest ones', async () => {
    const { opened, unsealer } = createCounting();
    const keeping = keepOpened(unsealer, { clock: createManualClock(0), keepMs: 10, valuesMax: 2 });
    for (const sealed of ['a', 'b', 'c', 'c', 'b', 'a']) await keeping.unseal({ sealed });
    expect(opened).toEqual(['a', 'b', 'c', 'a']);
  });

  test('keeps no failure, and gives nobody the object of another', async () => {
    const { opened, unsealer } = createCounting();
    const keeping = keepOpened(unsealer, { clock: createManualClock(0), keepMs: 10, valuesMax: 2 });
    await expect(keeping.unseal({ sealed: 'broken' })).rejects.toMatchObject({ code: 'UWF-4221' });
    await expect(keeping.unseal({ sealed: 'broken' })).rejects.toMatchObject({ code: 'UWF-4221' });
    expect(opened).toEqual(['broken', 'broken']);
    const first = await keeping.unseal({ sealed: 'a' });
    Object.assign(first.value as object, { of: 'changed' });
    expect((await keeping.unseal({ sealed: 'a' })).value).toEqual({ of: 'a', list: [1] });
  });
});
