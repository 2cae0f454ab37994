import { checkDocument } from '#shared/core/definition/check/check-document.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { parseDocument } from '#shared/core/definition/parse.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { assert } from '#shared/core/kernel/assert.ts';

const HEAD = "document: {dsl: '1.0.3', namespace: bank, name: demo, version: 1.0.0}\nevaluate: {language: jsonata}\n";

/** The JSON of a YAML document with a valid head. */
export function documentOf(rest: string, head = HEAD): JsonObject {
  const parsed = parseDocument(head + (/^do:/mu.test(rest) ? rest : `${rest}\ndo: []\n`));
  assert(parsed.ok, `the test's document is readable: ${parsed.ok ? '' : (parsed.error[0]?.message ?? '')}`);
  return parsed.value.json;
}

/** What the checks say of a document with a valid head. */
export function findingsOf(rest: string, head = HEAD): readonly Diagnostic[] {
  const document = documentOf(rest, head);
  return checkDocument(document, collectPlaces(document));
}

/** Code and pointer of every finding. */
export function codesOf(rest: string, head = HEAD): readonly (readonly [string, string])[] {
  return findingsOf(rest, head).map(({ code, pointer }) => [code, pointer]);
}
