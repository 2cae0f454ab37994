import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { errorCode, readOrUndefined } from '../process-info.ts';

/**
 * Installs beside the final place and moves it there, so that it is there as a whole or not at all; what is there already stays. Several processes may do so
 * at once. Undefined, or why it could not be done.
 */
export async function installOnce(folder: string, install: (part: string) => Promise<string | undefined>): Promise<string | undefined> {
  if (existsSync(folder)) return undefined;
  const part = `${folder}.${String(process.pid)}`;
  try {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const failure = await install(part);
    if (failure === undefined) moveInto(part, folder);
    return failure;
  } catch (error) {
    return `the cache folder cannot be written to (${errorCode(error) ?? 'unknown'})`;
  } finally {
    readOrUndefined(() => rmSync(part, { recursive: true, force: true }));
  }
}

function moveInto(part: string, folder: string): void {
  try {
    renameSync(part, folder);
  } catch (error) {
    // Another process was first, with the same.
    if (!existsSync(folder)) throw error;
  }
}
