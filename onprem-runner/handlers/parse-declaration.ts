import { parseDocument } from 'yaml';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { HandlerEffect } from './define-handler.ts';
import { HandlerFault } from './handler-error.ts';
import { readFields, type Fields } from './kinds/fields.ts';
import { readFileBatch } from './kinds/file-batch/declaration.ts';
import { readHttp } from './kinds/http/declaration.ts';
import type { KindReading } from './kinds/kind-reading.ts';
import { readSql } from './kinds/sql/declaration.ts';
import type { HandlerSource, LoadedHandler } from './loaded-handler.ts';
import { COMMON_MEMBERS, commonProblems } from './parse-handler.ts';

type DeclaredKind = Exclude<HandlerSource['kind'], 'module'>;

const DECLARATION_CHARACTERS_MAX = 262_144;

/** One row for each kind that is declared without code: its reader, and what it goes to unless the file says. */
const declaredKinds: { readonly [kind in DeclaredKind]: (fields: Fields, reading: KindReading) => { readonly source: HandlerSource; readonly target?: string } | undefined } = {
  http: (fields, reading) => {
    const declaration = readHttp(fields, reading);
    return declaration === undefined ? undefined : { source: { kind: 'http', declaration }, ...hostOf(declaration.url) };
  },
  sql: (fields, reading) => {
    const declaration = readSql(fields, reading);
    if (declaration === undefined) return undefined;
    return { source: { kind: 'sql', declaration }, ...databaseOf(declaration.database) };
  },
  'file-batch': (fields, reading) => {
    const declaration = readFileBatch(fields, reading);
    return declaration === undefined ? undefined : { source: { kind: 'file-batch', declaration } };
  },
};

const KINDS: readonly DeclaredKind[] = ['http', 'sql', 'file-batch'];
const EFFECTS: readonly HandlerEffect[] = ['local', 'idempotent', 'opaque'];

/** Reads a handler that is declared in YAML (or JSON, which is YAML). The error is every problem at once. */
export function parseDeclaration(text: string): Result<LoadedHandler, readonly string[]> {
  const tree = treeOf(text);
  if (!tree.ok) return fail([tree.error]);
  const problems: string[] = [];
  const fields = readFields(tree.value, '', problems);
  const kind = fields.choice('kind', KINDS, 'required');
  const plain = Object.fromEntries(COMMON_MEMBERS.flatMap((name) => memberOf(fields, name)));
  problems.push(...commonProblems(plain));
  const read = kind === undefined ? undefined : declaredKinds[kind](fields, readingOf(plain));
  if (kind !== undefined) fields.refuseOthers();
  return read === undefined || problems.length > 0 ? fail(problems) : succeed(asHandler(plain, read));
}

function treeOf(text: string): Result<JsonValue, string> {
  if (text.length > DECLARATION_CHARACTERS_MAX) return fail(`is over ${DECLARATION_CHARACTERS_MAX} characters`);
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  const [problem] = document.errors;
  if (problem !== undefined) return fail(`is not YAML: ${problem.code} in line ${problem.linePos?.[0].line ?? 1}`);
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    // Through JSON: what it does not have (dates, NaN) becomes what it would be on the wire.
    return succeed(JSON.parse(JSON.stringify(value ?? null)) as JsonValue);
  } catch {
    return fail('uses YAML aliases');
  }
}

function memberOf(fields: Fields, name: string): readonly (readonly [string, JsonValue])[] {
  const value = fields.raw(name);
  return value === undefined ? [] : [[name, value]];
}

/** What is wrong with these is reported already; the kind is read all the same, so that all problems come at once. */
function readingOf({ input, errors, effect }: JsonObject): KindReading {
  return { input: isJsonObject(input) ? input : {}, codes: isJsonObject(errors) ? Object.keys(errors) : [], effect: EFFECTS.find((one) => one === effect) ?? 'opaque' };
}

/** Every member has been checked. */
function asHandler(plain: JsonObject, { source, target }: { readonly source: HandlerSource; readonly target?: string }): LoadedHandler {
  const handle = (): never => {
    throw new HandlerFault('unbound');
  };
  return { ...(target === undefined ? {} : { target }), ...plain, source, handle } as unknown as LoadedHandler;
}

function hostOf(url: string): { readonly target?: string } {
  const host = /^https?:\/\/([^/]*)/u.exec(url)?.[1];
  return host === undefined ? {} : { target: host.toLowerCase() };
}

function databaseOf(database: Extract<HandlerSource, { readonly kind: 'sql' }>['declaration']['database']): { readonly target?: string } {
  if (database.kind === 'local' || !isJsonObject(database.reference) || isJsonArray(database.reference)) return {};
  const name = Object.values(database.reference).filter((part) => typeof part === 'string').join('.');
  return { target: name.toLowerCase() };
}
