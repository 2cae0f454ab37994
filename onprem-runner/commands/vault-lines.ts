import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';
import { decodeText } from './read-text.ts';

/** A line of a file that is not empty, by its number. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a file of any size, or of stdin for `-`; empty ones count for nothing but their number. Errors: `UWF-6001`, `UWF-6007`. */
export async function* readLines(context: CommandContext, file: string): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of file === '-' ? inputLines(context) : fileLines(resolve(context.folder, file), file)) {
    number += 1;
    if (text.trim() !== '') yield { number, text };
  }
}

/** A line as a JSON object. Errors: `UWF-6007`; the line is named and not quoted. */
export function parseLine(file: string, { number, text }: Line): JsonObject {
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw new CommandError('UWF-6007', `${file}: line ${number} is not a JSON object`);
}

async function* inputLines({ terminal }: CommandContext): AsyncGenerator<string> {
  const text = decodeText(await terminal.readInput());
  if (text === undefined) throw new CommandError('UWF-6007', 'standard input is not UTF-8 text');
  yield* text.split(/\r?\n/u);
}

async function* fileLines(path: string, name: string): AsyncGenerator<string> {
  const stream = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new CommandError('UWF-6001', `${name} cannot be read`, error);
    throw error;
  } finally {
    stream.destroy();
  }
}

/** The message of JSON.parse quotes what it read, so it goes no further. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
