import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';

const folder = mkdtempSync(join(tmpdir(), 'uwf-install-once-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writing = (text: string) => async (part: string): Promise<undefined> => {
  writeFileSync(join(part, 'file'), text);
  return undefined;
};

test('what was installed is there as a whole, and stays', async () => {
  const place = join(folder, 'whole');
  expect(await installOnce(place, writing('first'))).toBeUndefined();
  expect(await installOnce(place, writing('second'))).toBeUndefined();
  expect(readFileSync(join(place, 'file'), 'utf8')).toBe('first');
});

test('of an installation that fails or is refused nothing is left', async () => {
  const place = join(folder, 'half');
  expect(await installOnce(place, async (part) => (writeFileSync(join(part, 'file'), ''), 'refused'))).toBe('refused');
  expect(await installOnce(place, () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })))).toBe('the cache folder cannot be written to (ENOSPC)');
  expect([existsSync(place), readdirSync(folder)]).toEqual([false, ['whole']]);
});

test('of two at once one stays', async () => {
  const place = join(folder, 'both');
  const other = async (part: string): Promise<undefined> => {
    await writing('mine')(part);
    // Another process was quicker.
    mkdirSync(place);
    writeFileSync(join(place, 'file'), 'theirs');
    return undefined;
  };
  expect(await installOnce(place, other)).toBeUndefined();
  expect(readFileSync(join(place, 'file'), 'utf8')).toBe('theirs');
});
