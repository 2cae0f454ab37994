import type { JsonValue } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';

/** Reads one JSON value from a file or stdin. What is wrong is told by its place: the text may be Tier 1. Errors: `UWF-6001`, `UWF-6007`. */
export async function readJsonFile(context: CommandContext, file: string): Promise<JsonValue> {
  const value = parseJson(await readTextFile(context, file));
  if (value === undefined) throw new CommandError('UWF-6007', `${file} is not valid JSON`);
  return value;
}

async function readTextFile(context: CommandContext, file: string): Promise<string> {
  const text = decodeText(await readBytes(context, file));
  if (text === undefined) throw new CommandError('UWF-6007', `${file} is not UTF-8 text`);
  return text;
}

/** The message of JSON.parse quotes what it read, so it goes no further. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
