import { collectPlaces, dataOwnersOf, entriesOf, memberOf, valueAlong, type TaskPlace } from '../../definition/check/places.ts';
import { parseDocument } from '../../definition/parse.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { powersOf } from './foreign-function.ts';
import { functionUri, uriOf } from './function-uri.ts';
import { replaceAt } from './replace-at.ts';

/** Functions of functions of functions. */
const PIN_ROUNDS_MAX = 32;

/** A document that needs no other one but OpenAPI documents, or as much of that as could be had. */
export interface PinnedDocument {
  readonly json: JsonObject;
  /** What is missing or cannot be used; places are those of the author's own text. */
  readonly diagnostics: readonly Diagnostic[];
  /** URIs that are missing. */
  readonly needs: readonly string[];
  /** The place in the author's text of a place in the pinned document. */
  readonly placeOf: (pointer: string) => string;
}

/**
 * Puts functions of catalogues, external schemas and sources of scripts in their places, so that a program depends on nothing that can change and
 * is compiled from its own source again (mapping §5.12). A function stands under `use.functions` by the very text of its call.
 */
export function pinDocument(document: JsonObject, resources: ReadonlyMap<string, string>): PinnedDocument {
  const state: Pinning = { resources, diagnostics: new Map(), needs: new Set(), origins: new Map() };
  let json = document;
  for (let round = 0; round < PIN_ROUNDS_MAX; round += 1) {
    const next = pinOnce(json, state);
    if (next === json) break;
    json = next;
  }
  return { json, diagnostics: [...state.diagnostics.values()], needs: [...state.needs].sort(), placeOf: (pointer) => placeOf(pointer, state) };
}

interface Pinning {
  readonly resources: ReadonlyMap<string, string>;
  /** By place and text, so that a second round says nothing twice. */
  readonly diagnostics: Map<string, Diagnostic>;
  readonly needs: Set<string>;
  /** Pointer of a pinned function → of the call that brought it in. */
  readonly origins: Map<string, string>;
}

function pinOnce(json: JsonObject, state: Pinning): JsonObject {
  const places = collectPlaces(json);
  const calls = places.tasks.flatMap((place) => pinnedFunction(json, place, state));
  const schemas = dataOwnersOf(json, places).flatMap((owner) => SCHEMA_OWNERS.flatMap((field) => pinnedSchema({ ...owner, field }, state)));
  const scripts = places.tasks.flatMap((place) => pinnedScript(place, state));
  return [...calls, ...schemas, ...scripts].reduce<JsonObject>((document, { pointer, value }) => {
    const changed = replaceAt(document, pointer, value);
    return isJsonObject(changed) ? changed : document;
  }, json);
}

interface Replacement {
  readonly pointer: string;
  readonly value: JsonValue;
}

function pinnedFunction(json: JsonObject, place: TaskPlace, state: Pinning): readonly Replacement[] {
  const call = place.kind === 'call-function' ? memberOf(place.value, 'call') : undefined;
  const use = memberOf(json, 'use');
  if (typeof call !== 'string' || memberOf(memberOf(use, 'functions'), call) !== undefined) return [];
  const uri = functionUri(call, memberOf(use, 'catalogs'));
  const pointer = appendPointer(place.pointer, 'call');
  const value = uri === undefined ? undefined : objectOf(uri, pointer, state);
  if (value === undefined) return [];
  for (const power of powersOf(value)) report(diagnosticError('UWF-2036', placeOf(pointer, state), `The function at ${uri} asks for ${POWERS[power]}.`), state);
  const target = appendPointer('/use/functions', call);
  if (!state.origins.has(target)) state.origins.set(target, pointer);
  return [{ pointer: target, value }];
}

const POWERS = { declassify: 'a declassification', secrets: 'secrets of this document' } as const;

const SCHEMA_OWNERS = ['input', 'output', 'export'] as const;

function pinnedSchema(owner: { readonly pointer: string; readonly value: JsonValue; readonly field: string }, state: Pinning): readonly Replacement[] {
  const schema = valueAlong(owner.value, [owner.field, 'schema']);
  const uri = uriOf(valueAlong(schema, ['resource', 'endpoint']));
  if (uri === undefined) return [];
  const pointer = appendPointer(owner.pointer, owner.field, 'schema');
  const document = objectOf(uri, appendPointer(pointer, 'resource'), state);
  return document === undefined ? [] : [{ pointer, value: { ...without(schema, 'resource'), document } }];
}

function pinnedScript(place: TaskPlace, state: Pinning): readonly Replacement[] {
  const script = valueAlong(place.value, ['run', 'script']);
  const uri = uriOf(valueAlong(script, ['source', 'endpoint']));
  if (uri === undefined) return [];
  const pointer = appendPointer(place.pointer, 'run', 'script');
  const code = textOf(uri, appendPointer(pointer, 'source'), state);
  return code === undefined ? [] : [{ pointer, value: { ...without(script, 'source'), code } }];
}

function without(value: JsonValue | undefined, name: string): JsonObject {
  return Object.fromEntries(entriesOf(value).filter(([key]) => key !== name));
}

function textOf(uri: string, pointer: string, state: Pinning): string | undefined {
  const text = state.resources.get(uri);
  if (text === undefined) {
    state.needs.add(uri);
    report(missingResource(uri, placeOf(pointer, state)), state);
  }
  return text;
}

/** The finding about a document that was not given. */
export function missingResource(uri: string, pointer: string): Diagnostic {
  return diagnosticError('UWF-2023', pointer, `The document at ${uri} was not given.`);
}

function objectOf(uri: string, pointer: string, state: Pinning): JsonObject | undefined {
  const text = textOf(uri, pointer, state);
  if (text === undefined) return undefined;
  const parsed = parseDocument(text);
  if (!parsed.ok) report(diagnosticError('UWF-2024', placeOf(pointer, state), `The document at ${uri} cannot be read: ${parsed.error[0]?.message ?? 'it is empty'}.`), state);
  return parsed.ok ? parsed.value.json : undefined;
}

function report(diagnostic: Diagnostic, { diagnostics }: Pinning): void {
  diagnostics.set(`${diagnostic.pointer} ${diagnostic.message}`, diagnostic);
}

/** What is wrong inside of a pinned function is told at the call that brought it in. */
function placeOf(pointer: string, state: Pinning): string {
  for (const [target, origin] of state.origins) {
    if (pointer === target || pointer.startsWith(`${target}/`)) return placeOf(origin, state);
  }
  return pointer;
}
