import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { awsFunctions, bundleAwsFunctions, type BundleSize } from '../../../infra/build/bundle-functions.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const BASELINE = JSON.parse(readFileSync(join(ROOT, 'tests/bench/bundles/baseline.json'), 'utf8')) as Readonly<Record<string, BundleSize>>;
/** What a bundle may grow by before somebody has to say that it may (`npm run bench:bundles -- --write`). */
const GROWTH_MAX = 1.1;
/** Read before the first request is answered, by the function that answers most of them. */
const RUNS_BYTES_MAX = 400 * 1024;

const outDir = mkdtempSync(join(tmpdir(), 'uwf-bundle-sizes-'));
const sizes = await bundleAwsFunctions({ root: ROOT, outDir, settings: {} });
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

test.each(awsFunctions(ROOT))('%s has not grown by a tenth', (name) => {
  const known = BASELINE[name] ?? { atOnce: 0, whole: 0 };
  expect(sizes[name]?.atOnce).toBeLessThan(known.atOnce * GROWTH_MAX);
  expect(sizes[name]?.whole).toBeLessThan(known.whole * GROWTH_MAX);
});

test('the function that serves runs is small, and has no compiler', () => {
  expect(sizes['workflows']?.atOnce).toBeLessThan(RUNS_BYTES_MAX);
  expect(readFileSync(join(outDir, 'workflows', 'index.mjs'), 'utf8')).not.toContain('UWF-3001');
});

test('functions have source maps beside them, and the settings of the project', () => {
  for (const name of awsFunctions(ROOT)) {
    expect(readFileSync(join(outDir, name, 'index.mjs'), 'utf8')).toContain('sourceMappingURL=index.mjs.map');
    expect(JSON.parse(readFileSync(join(outDir, name, 'settings.json'), 'utf8'))).toEqual({});
  }
});
