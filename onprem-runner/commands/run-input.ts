import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';

/** Reads one JSON value from a file or stdin. What is wrong is told by its place: the text may be Tier 1. Errors: `UWF-6001`, `UWF-6007`. */
export async function readJsonFile(context: CommandContext, file: string): Promise<JsonValue> {
  const value = parseJson(await readTextFile(context, file));
  if (value === undefined) throw new CommandError('UWF-6007', `${file} is not valid JSON`);
  return value;
}

/**
 * Reads many inputs: a JSON array, or one JSON value for each line (NDJSON; empty lines count for nothing). Every line that is not a JSON
 * object is named. Errors: `UWF-6001`, `UWF-6007`.
 */
export async function readBatchFile(context: CommandContext, file: string): Promise<readonly JsonObject[]> {
  const text = await readTextFile(context, file);
  const items = text.trimStart().startsWith('[') ? arrayItems(file, text) : lineItems(text);
  const wrong = items.filter(({ value }) => !isJsonObject(value)).map(({ place }) => place);
  if (wrong.length > 0) throw new CommandError('UWF-6007', `${file}: not a JSON object: ${shortList(wrong)}`);
  return items.flatMap(({ value }) => (isJsonObject(value) ? [value] : []));
}

interface BatchItem {
  readonly place: string;
  readonly value: JsonValue | undefined;
}

function arrayItems(file: string, text: string): readonly BatchItem[] {
  const value = parseJson(text);
  if (!Array.isArray(value)) throw new CommandError('UWF-6007', `${file} begins like a JSON array and is not valid JSON`);
  return value.map((item: JsonValue, index) => ({ place: `item ${index}`, value: item }));
}

function lineItems(text: string): readonly BatchItem[] {
  const lines = text.split('\n').map((line, index) => ({ place: `line ${index + 1}`, line }));
  return lines.filter(({ line }) => line.trim() !== '').map(({ place, line }) => ({ place, value: parseJson(line) }));
}

const PLACES_SHOWN_MAX = 20;

function shortList(places: readonly string[]): string {
  const shown = places.slice(0, PLACES_SHOWN_MAX).join(', ');
  return places.length > PLACES_SHOWN_MAX ? `${shown} and ${places.length - PLACES_SHOWN_MAX} more` : shown;
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
