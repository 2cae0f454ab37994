import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { azureFiles } from '../../../../../infra/build/azure-files.ts';

const ROOT = new URL('../../../../..', import.meta.url).pathname;

test('infra/azure holds what is made of the code', async () => {
  for (const { path, content } of await azureFiles()) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
});
