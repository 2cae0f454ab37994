import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CommandError } from '../output/command-error.ts';

/** Folders inside of folders that are looked through. */
const FOLDER_DEPTH_MAX = 12;
/** Documents of one deployment. */
const DOCUMENTS_MAX = 1_000;
/** Names of documents in folders; a file that is named itself may have any. */
const DOCUMENT_NAME = /^workflow\.(?:ya?ml|json)$/u;

/**
 * Documents at or beneath paths, each once: the files themselves, and every `workflow.yaml` (`.yml`, `.json`) of folders. Paths are as they are told:
 * relative to the folder. In a fixed order. Errors: `UWF-6001` (no such path, or no document there).
 */
export async function findDefinitions(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await documentsAt(resolve(folder, path), path)));
  const files = [...new Set(found)].map((file) => relative(folder, file));
  if (files.length === 0) throw new CommandError('UWF-6001', `${paths.join(', ')}: no workflow.yaml or workflow.json there`);
  if (files.length > DOCUMENTS_MAX) throw new CommandError('UWF-6002', `more than ${DOCUMENTS_MAX} documents: name some of them`);
  return files.sort();
}

async function documentsAt(path: string, given: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new CommandError('UWF-6001', `${given}: no such file`);
  return found.isDirectory() ? documentsBeneath(path, 0) : [path];
}

async function documentsBeneath(folder: string, depth: number): Promise<readonly string[]> {
  if (depth > FOLDER_DEPTH_MAX) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && DOCUMENT_NAME.test(entry.name)).map((entry) => join(folder, entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'));
  const inside: string[] = [];
  for (const entry of folders) inside.push(...(await documentsBeneath(join(folder, entry.name), depth + 1)));
  return [...files, ...inside];
}
