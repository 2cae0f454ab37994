import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadedApp } from '#tests/support/durable/functions-core.ts';

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../../..');

/** A folder for something that is built. Vitest leaves what lies in a folder of this name to Node, which is what loads it in the cloud. */
export async function openBuildFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const place = await mkdtemp(join(tmpdir(), 'uwf-azure-'));
  const folder = join(place, 'node_modules', 'built');
  await mkdir(folder, { recursive: true });
  // What `npm install` puts beside the bundle.
  await symlink(join(ROOT, 'node_modules', 'node-rdkafka'), join(place, 'node_modules', 'node-rdkafka'));
  return { folder, remove: () => rm(place, { recursive: true, force: true }) };
}

/** A module that was built, with what it registered as it was loaded, or what `register` does by it, and its own copy of the library. */
export function loadBuilt<T>(folder: string, register: (module: T) => void = () => undefined): ReturnType<typeof loadedApp<T>> {
  return loadedApp<T>(async () => {
    const module: T = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    register(module);
    return module;
  });
}
