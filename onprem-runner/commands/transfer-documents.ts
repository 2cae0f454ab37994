import { parseDocument } from 'yaml';
import { sha256Hex } from '../transfer/set-files.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';

const DOCUMENT_CHARACTERS_MAX = 1_000_000;

/** Reads a document of JSON or YAML: a schema, a plan, a public key. Errors: `UWF-6001`, `UWF-6007`. */
export async function readTreeFile(context: CommandContext, file: string): Promise<JsonValue> {
  const text = decodeText(await readBytes(context, file));
  if (text === undefined || text.length > DOCUMENT_CHARACTERS_MAX) throw new CommandError('UWF-6007', `${file}: not a text of at most ${DOCUMENT_CHARACTERS_MAX} characters`);
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  if (document.errors.length > 0) throw new CommandError('UWF-6007', `${file}: not valid JSON or YAML`);
  return treeOf(file, document);
}

/** A document needs no aliases, and they can expand without end. */
function treeOf(file: string, document: ReturnType<typeof parseDocument>): JsonValue {
  try {
    const tree: JsonValue = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 0 }) ?? null));
    return tree;
  } catch (error) {
    throw new CommandError('UWF-6007', `${file}: YAML aliases are not taken`, error);
  }
}

/** The schema of rows. Errors: `UWF-6001`, `UWF-6007`. */
export async function readSchemaFile(context: CommandContext, file: string): Promise<JsonObject> {
  const tree = await readTreeFile(context, file);
  if (!isJsonObject(tree)) throw new CommandError('UWF-6007', `${file}: not a JSON Schema`);
  return tree;
}

/** SHA-256 of the canonical form (RFC 8785): the same however the file is written. */
export function schemaDigest(schema: JsonObject): string {
  return sha256Hex(canonicalJson(schema));
}
