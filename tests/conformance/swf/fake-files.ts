import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FakeFiles, FakeWorld } from './fake-http.ts';

/** The kit's own fakes, from the sources and from the bundle. */
const KIT_FAKES = ['../../../../shared/conformance/swf-ctk/fakes', '../../../shared/conformance/swf-ctk/fakes'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Files that rules name and nobody gave: beside the kit's rules, or beneath where the process runs. */
export const findFakeFile: FakeFiles = (name) => {
  const folders = [...KIT_FAKES, '.', 'fakes'];
  const found = folders.map((folder) => resolve(folder, basename(name))).find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
};

/** Rules may be named by the path of their file; files that they name stand beside it. */
export function readWorld(world: FakeWorld): { readonly world: FakeWorld; readonly files: FakeFiles } {
  const path = typeof world === 'string' && existsSync(world) ? world : undefined;
  if (path === undefined) return { world, files: findFakeFile };
  const beside: FakeFiles = (name) => (existsSync(join(dirname(path), basename(name))) ? readFileSync(join(dirname(path), basename(name)), 'utf8') : findFakeFile(name));
  return { world: JSON.parse(readFileSync(path, 'utf8')), files: beside };
}
