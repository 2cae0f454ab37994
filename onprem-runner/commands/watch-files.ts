import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import type { CompileOptions } from './compile-options.ts';
import type { CommandContext } from './context.ts';

/** How often files are looked at. Polling sees what editors do that write a new file in place of the old one, on every file system. */
const LOOK_MS = 250;
/** Files of one watch; a folder with more is looked at in part. */
const FILES_MAX = 5_000;

/** Changes of files. */
export interface FileChanges {
  /** True when something has changed since the last call; false when the watch has been stopped. */
  next(): Promise<boolean>;
  stop(): void;
}

/** Watches files and folders (with everything beneath). A path that is not there yet may come. */
export function watchFiles(paths: readonly string[]): FileChanges {
  const state = { isStopped: false, stamp: stampOf(paths) };
  return {
    stop: () => void (state.isStopped = true),
    next: async () => {
      const before = await state.stamp;
      while (!state.isStopped) {
        await sleep(LOOK_MS);
        const now = await stampOf(paths);
        state.stamp = Promise.resolve(now);
        if (now !== before) return !state.isStopped;
      }
      return false;
    },
  };
}

/** What a check depends on: the documents, the configuration, and the handlers and catalogues that it names. */
export function watchedPaths(context: CommandContext, files: readonly string[], options: CompileOptions): readonly string[] {
  const documents = files.map((file) => resolve(context.folder, file));
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const configuration = resolve(context.folder, options.config ?? 'uwf.config.yaml');
  const handlers = options.handlers?.map((folder) => resolve(context.folder, folder)) ?? project.config.handlers.map((folder) => projectPath(project, folder));
  const catalogues = options.catalogue?.map((file) => resolve(context.folder, file)) ?? project.config.catalogue.map((file) => projectPath(project, file));
  return [...documents, configuration, ...handlers, ...catalogues];
}

/** Changes when a file comes, goes or is written. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps: string[] = [];
  for (const path of paths) await addStamps(path, stamps);
  return stamps.join('\n');
}

async function addStamps(path: string, stamps: string[]): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (stamps.length >= FILES_MAX) return;
  stamps.push(`${path} ${found === undefined ? 'absent' : `${found.mtimeMs} ${found.size}`}`);
  if (found?.isDirectory() !== true) return;
  const names = await readdir(path).catch(() => []);
  for (const name of names.filter((one) => one !== 'node_modules' && !one.startsWith('.')).sort()) await addStamps(join(path, name), stamps);
}
