import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import type { SealedField } from './placement.ts';
import { isSealed } from './sealed.ts';
import { looksLikeToken } from './token.ts';

/** A place of an input that must travel sealed and holds something. */
export interface SealTarget {
  /** JSON Pointer into the input. It consists of declared names and array positions only. */
  readonly pointer: string;
  readonly field: SealedField;
  readonly value: JsonValue;
}

/** The wildcard of {@link SealedField.dataPath}: every item of an array. */
const EVERY_ITEM = '*';

/** Every place of `input` that one of the fields names and that is neither absent nor null (those stay clear, design §6). */
export function sealTargets(input: JsonValue, fields: readonly SealedField[]): readonly SealTarget[] {
  return fields.flatMap((field) => targetsOf(field, { value: input, pointer: '' }, 0));
}

/** The targets that neither are sealed nor stand for a value in the vault: Tier 1 in the clear, as far as this zone can tell. */
export function plainTargets(input: JsonValue, fields: readonly SealedField[]): readonly SealTarget[] {
  return sealTargets(input, fields).filter(({ value }) => !isSealed(value) && !looksLikeToken(value));
}

/** Every string of a value that looks sealed, with its JSON Pointer, in document order. */
export function sealedPlaces(value: JsonValue, pointer = ''): readonly { readonly pointer: string; readonly sealed: string }[] {
  if (isSealed(value)) return [{ pointer, sealed: value }];
  if (isJsonArray(value)) return value.flatMap((item, index) => sealedPlaces(item, appendPointer(pointer, index)));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, member]) => sealedPlaces(member, appendPointer(pointer, name)));
  return [];
}

/** A copy in which the values at the given JSON Pointers are replaced; nothing else changes, pointers that name nothing are ignored. */
export function replaceAt(value: JsonValue, replacements: ReadonlyMap<string, JsonValue>, pointer = ''): JsonValue {
  if (replacements.size === 0) return value;
  const replacement = replacements.get(pointer);
  if (replacement !== undefined) return replacement;
  if (isJsonArray(value)) return value.map((item, index) => replaceAt(item, replacements, appendPointer(pointer, index)));
  if (!isJsonObject(value)) return value;
  return mapMembers(value, (member, name) => replaceAt(member, replacements, appendPointer(pointer, name)));
}

/** A copy without the object members and array items at the given JSON Pointers. */
export function removeAt(value: JsonValue, pointers: ReadonlySet<string>, pointer = ''): JsonValue {
  if (pointers.size === 0) return value;
  if (isJsonArray(value)) {
    const kept = value.map((item, index) => ({ item, pointer: appendPointer(pointer, index) })).filter((place) => !pointers.has(place.pointer));
    return kept.map((place) => removeAt(place.item, pointers, place.pointer));
  }
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !pointers.has(appendPointer(pointer, name)));
  return Object.fromEntries(kept.map(([name, member]) => [name, removeAt(member, pointers, appendPointer(pointer, name))]));
}

interface Place {
  readonly value: JsonValue;
  readonly pointer: string;
}

function targetsOf(field: SealedField, place: Place, depth: number): readonly SealTarget[] {
  const step = field.dataPath[depth];
  if (step === undefined) return place.value === null ? [] : [{ pointer: place.pointer, field, value: place.value }];
  return childrenOf(place, step).flatMap((child) => targetsOf(field, child, depth + 1));
}

/** `*` stands for items only where there is an array: an object may have a property of that name. */
function childrenOf(place: Place, step: string): readonly Place[] {
  const { value, pointer } = place;
  if (isJsonArray(value)) {
    return step === EVERY_ITEM ? value.map((item, index) => ({ value: item, pointer: appendPointer(pointer, index) })) : [];
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, step)) return [];
  const member = value[step];
  return member === undefined ? [] : [{ value: member, pointer: appendPointer(pointer, step) }];
}

function mapMembers(value: JsonObject, change: (member: JsonValue, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}
