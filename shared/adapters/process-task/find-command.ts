import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { COMMAND_PATH } from './policy.ts';

/** The file of a command: an absolute path, or a name on {@link COMMAND_PATH}, whatever the task's own PATH is. Undefined when there is none. */
export async function findCommand(command: string): Promise<string | undefined> {
  const candidates = isAbsolute(command) ? [command] : command.includes('/') ? [] : COMMAND_PATH.split(':').map((folder) => join(folder, command));
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
