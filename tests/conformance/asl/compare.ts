import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** A place of a recording whose value was masked by its recorder (README of the corpus, `maskPaths`). */
export interface MaskedPlace {
  readonly field: string;
  readonly path: readonly (string | number)[];
  readonly kind: 'any' | 'pattern' | 'ignore';
  readonly regex?: string;
}

function maskAt(masks: readonly MaskedPlace[], path: readonly (string | number)[]): MaskedPlace | undefined {
  return masks.find((mask) => mask.path.length === path.length && mask.path.every((step, index) => step === path[index]));
}

function differsMasked(mask: MaskedPlace, actual: JsonValue | undefined): boolean {
  if (mask.kind === 'ignore') return false;
  if (mask.kind === 'any') return actual === undefined;
  return typeof actual !== 'string' || !new RegExp(mask.regex ?? '').test(actual);
}

function keysOf(expected: JsonObject, actual: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
}

/** The first place where two values differ, as a path; undefined when they are equal under the masks. */
export function firstDifference(expected: JsonValue | undefined, actual: JsonValue | undefined, masks: readonly MaskedPlace[], path: readonly (string | number)[] = []): string | undefined {
  const mask = maskAt(masks, path);
  const here = `/${path.join('/')}`;
  if (mask !== undefined) return differsMasked(mask, actual) ? here : undefined;
  if (isJsonArray(expected) && isJsonArray(actual) && expected.length === actual.length) {
    return expected.map((item, index) => firstDifference(item, actual[index], masks, [...path, index])).find((found) => found !== undefined);
  }
  if (isJsonObject(expected) && isJsonObject(actual)) {
    return keysOf(expected, actual).map((key) => firstDifference(expected[key], actual[key], masks, [...path, key])).find((found) => found !== undefined);
  }
  return expected === actual ? undefined : here;
}
