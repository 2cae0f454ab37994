import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PROJECT_CONFIG_FILE } from './defaults.ts';
import { defaultProjectConfig, parseProjectConfig, type ProjectConfig } from './project-config.ts';
import { requireValid } from './report.ts';

/** A project: its configuration, and the folder that its paths start from. */
export interface Project {
  readonly folder: string;
  readonly config: ProjectConfig;
}

/**
 * Loads `uwf.config.yaml` of a folder, or the file given. Without a file in the folder the defaults hold; a file that was asked for
 * by name must exist. Errors: `UWF-5005` with all problems at once.
 */
export function loadProject(request: { readonly folder: string; readonly file?: string }): Project {
  const file = resolve(request.folder, request.file ?? PROJECT_CONFIG_FILE);
  const exists = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  if (!exists && request.file === undefined) return { folder: request.folder, config: defaultProjectConfig() };
  if (!exists) return requireValid(file, { ok: false, error: [{ setting: 'the file', expected: 'a file that exists' }] });
  return { folder: dirname(file), config: requireValid(file, parseProjectConfig(readFileSync(file, 'utf8'))) };
}

/** A path of the configuration as an absolute path. */
export function projectPath(project: Project, path: string): string {
  return resolve(project.folder, path);
}
