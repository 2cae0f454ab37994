import { parseDocument } from 'yaml';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { ZONES } from '#shared/core/tier/tier.ts';
import type { SchemaFinding, SchemaValidator } from '#shared/ports/schema-validator.ts';
import { CommandError } from '../output/command-error.ts';

const TEXT = { type: 'string', minLength: 1 };
const DECLASSIFICATION = {
  type: 'object',
  properties: {
    path: { type: 'string', pattern: '^(?:/.*)?$' },
    to: { enum: [2, 3] },
    purpose: TEXT,
    method: { enum: ['enum', 'boolean', 'range', 'masked', 'aggregate', 'token'] },
    expires: TEXT,
  },
  required: ['path', 'to', 'purpose', 'method'],
  additionalProperties: false,
};
const ERROR_CODE = {
  type: 'object',
  properties: { code: TEXT, status: { type: 'integer', minimum: 400, maximum: 599 }, title: TEXT, retryable: { type: 'boolean' } },
  required: ['code', 'status', 'title', 'retryable'],
  additionalProperties: false,
};
const ENTRY = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$' },
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?$' },
    description: { type: 'string' },
    zone: { enum: [...ZONES] },
    input: { type: 'object' },
    output: { type: 'object' },
    errors: { type: 'array', items: ERROR_CODE },
    declassify: { type: 'array', items: DECLASSIFICATION },
    timeoutSeconds: { type: 'number', exclusiveMinimum: 0 },
  },
  required: ['name', 'version', 'zone', 'input', 'output', 'errors', 'declassify'],
  additionalProperties: false,
};

/** The form of a catalogue file: what `uwf catalogue export` writes. */
export const CATALOGUE_SCHEMA: JsonObject = {
  type: 'object',
  properties: { functions: { type: 'array', items: ENTRY } },
  required: ['functions'],
  additionalProperties: false,
};

/** Reads the text of a catalogue file (JSON or YAML). Errors: `UWF-6007` with every finding. */
export function parseCatalogueFile(request: { readonly name: string; readonly text: string; readonly validator: SchemaValidator }): readonly CatalogueEntry[] {
  const { name, text, validator } = request;
  const tree = readTree(name, text);
  const findings = validator.validate({ schema: CATALOGUE_SCHEMA, value: tree });
  if (findings.length > 0) throw new CommandError('UWF-6007', [`${name} is not a catalogue:`, ...findings.map(tellFinding)].join('\n'));
  return brandCatalogue(tree).functions;
}

function tellFinding({ pointer, message }: SchemaFinding): string {
  return `  ${pointer === '' ? '(document)' : pointer}: ${message}`;
}

function readTree(name: string, text: string): JsonValue {
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw new CommandError('UWF-6007', `${name} is neither valid JSON nor valid YAML (${problem.code})`);
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new CommandError('UWF-6007', `${name} uses YAML aliases`, error);
  }
}

/** `CATALOGUE_SCHEMA` has been checked: it says what the type says. */
function brandCatalogue(tree: JsonValue): { readonly functions: readonly CatalogueEntry[] } {
  return tree as unknown as { readonly functions: readonly CatalogueEntry[] };
}
