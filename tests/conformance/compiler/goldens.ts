import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GoldenCase } from '../../../infra/build/compiler-cases.ts';

export { CATALOGUE, compileCase, goldenCases, goldenOf, TARGET } from '../../../infra/build/compiler-cases.ts';

/** The golden as it is stored; `npm run goldens` writes it. */
export function storedGolden(golden: GoldenCase): unknown {
  const path = fileURLToPath(new URL(`../../../${golden.expectedPath}`, import.meta.url));
  if (!existsSync(path)) return 'no golden yet: npm run goldens';
  return JSON.parse(readFileSync(path, 'utf8'));
}
