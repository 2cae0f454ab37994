import { mkdir } from 'node:fs/promises';

/** Makes a folder with those above it, when they are missing. */
export async function ensureFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}
