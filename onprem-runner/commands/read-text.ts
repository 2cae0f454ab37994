import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';

/** Above any document or batch that makes sense; keeps a wrong file name from filling the memory. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** The bytes of a file, or of stdin for `-`. Errors: `UWF-6001`. */
export async function readBytes(context: CommandContext, file: string): Promise<Uint8Array> {
  if (file === '-') return context.terminal.readInput();
  const path = resolve(context.folder, file);
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw new CommandError('UWF-6001', `${file}: larger than ${FILE_BYTES_MAX} bytes`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('UWF-6001', `${file}: ${reasonOf(error)}`, error);
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EISDIR', 'is a folder'],
  ['EACCES', 'permission denied'],
]);

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return REASONS.get(code) ?? 'cannot be read';
}

/** Bytes as text, without a byte order mark; undefined when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
