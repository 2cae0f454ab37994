import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folders inside of folders that are looked through. */
const FOLDER_DEPTH_MAX = 12;

/** Case files at or beneath a path: the file itself, or every `cases/*.json`. In a fixed order. Undefined when there is no such path. */
export async function findCases(path: string): Promise<readonly string[] | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? casesBeneath(path, 0) : [path];
}

async function casesBeneath(folder: string, depth: number): Promise<readonly string[]> {
  if (depth > FOLDER_DEPTH_MAX) return [];
  const entries = (await readdir(folder, { withFileTypes: true })).sort((left, right) => (left.name < right.name ? -1 : 1));
  const isCases = /(?:^|[\\/])cases$/u.test(folder);
  const files = isCases ? entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map((entry) => join(folder, entry.name)) : [];
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'));
  const inside: string[] = [];
  for (const entry of folders) inside.push(...(await casesBeneath(join(folder, entry.name), depth + 1)));
  return [...files, ...inside];
}

/** The document that a case is about: what it names, else the one beside its folder. Undefined when there is none. */
export async function documentOfCase(file: string, named: string | undefined): Promise<string | undefined> {
  const folder = dirname(file);
  const candidates = named === undefined ? ['workflow.yaml', 'workflow.yml', 'workflow.json'].map((name) => join(dirname(folder), name)) : [join(folder, named)];
  for (const candidate of candidates) if ((await stat(candidate).catch(() => undefined))?.isFile() === true) return candidate;
  return undefined;
}
