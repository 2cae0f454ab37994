import { evaluatePath } from '#shared/core/expression/jsonpath/evaluate.ts';
import { describeMiss } from '#shared/core/expression/jsonpath/miss.ts';
import type { JsonPath } from '#shared/core/expression/jsonpath/model.ts';
import { parseJsonPath } from '#shared/core/expression/jsonpath/parse.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** A path that parses. */
export function pathOf(text: string): JsonPath {
  const path = parseJsonPath(text);
  assert(path.ok, 'the path of a test parses');
  return path.value;
}

/** What a path selects. */
export function select(text: string, input: JsonValue, more: { readonly context?: JsonValue; readonly variables?: JsonObject } = {}): JsonValue {
  const value = evaluatePath(pathOf(text), { input, context: more.context ?? {}, variables: more.variables ?? {} });
  assert(value.ok, 'the path of a test selects something');
  return value.value;
}

/** Why a path selects nothing: the kind, and the words that may quote data. */
export function missed(text: string, input: JsonValue): readonly [string, string] {
  const value = evaluatePath(pathOf(text), { input, context: {}, variables: {} });
  assert(!value.ok, 'the path of a test selects nothing');
  return [value.error.kind, describeMiss(value.error).full];
}
