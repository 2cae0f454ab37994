import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '#shared/core/kernel/assert.ts';
import { build } from 'esbuild';

const ENTRY = new URL('./child/main.ts', import.meta.url);

/** Bundles the program of a handler's process into one file of the folder and returns its path: Node 20 does not read TypeScript by itself. */
export async function buildChildProgram(folder: string): Promise<string> {
  const entry = fileURLToPath(ENTRY);
  const result = await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', target: 'node20', write: false, logLevel: 'silent', external: ['node:*'], tsconfigRaw: {} });
  const [file] = result.outputFiles;
  assert(file !== undefined && result.outputFiles.length === 1, 'one entry point without splitting gives one file');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `handler-process-${createHash('sha256').update(file.contents).digest('hex').slice(0, 16)}.mjs`);
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, file.contents, { mode: 0o600 });
  await rename(draft, path);
  return path;
}
