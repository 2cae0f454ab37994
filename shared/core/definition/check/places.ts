import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { kindOf, NESTED_LISTS, type RawTaskKind } from './task-kind.ts';

/** A list of tasks as it stands in the document, well formed or not. */
export interface ListPlace {
  readonly pointer: string;
  readonly value: JsonValue;
  /** Branches of a fork run side by side: none can be jumped to. */
  readonly role: 'sequence' | 'branches';
}

/** A task as it stands in the document, well formed or not. */
export interface TaskPlace {
  readonly name: string;
  readonly pointer: string;
  readonly value: JsonValue;
  /** Absent when the task is no object or has not exactly one keyword. */
  readonly kind?: RawTaskKind;
  /** The list that it stands in; absent for a function of `use.functions`. */
  readonly list?: ListPlace;
}

/** Every list of tasks and every task of a document, in the order of the document. */
export interface Places {
  readonly lists: readonly ListPlace[];
  readonly tasks: readonly TaskPlace[];
}

interface Collection {
  readonly lists: ListPlace[];
  readonly tasks: TaskPlace[];
}

/** Finds all tasks, also those in functions and extensions, and those beside malformed ones. */
export function collectPlaces(document: JsonObject): Places {
  const places: Collection = { lists: [], tasks: [] };
  visitList(places, document['do'], '/do');
  const use = memberOf(document, 'use');
  for (const [name, value] of entriesOf(memberOf(use, 'functions'))) {
    visitTask(places, { name, value, pointer: appendPointer('/use/functions', name) });
  }
  for (const { pointer, value } of extensionsOf(document)) {
    for (const when of ['before', 'after']) visitList(places, memberOf(value, when), appendPointer(pointer, when));
  }
  return places;
}

/** A part of the document with its place. */
export interface PartPlace {
  readonly pointer: string;
  readonly value: JsonValue;
}

/** `use.extensions`, in their order. */
export function extensionsOf(document: JsonObject): readonly (PartPlace & { readonly name: string })[] {
  return itemsOf(valueAlong(document, ['use', 'extensions'])).flatMap((item, index) =>
    entriesOf(item).map(([name, value]) => ({ name, pointer: appendPointer('/use/extensions', index, name), value })),
  );
}

/** `foreach` of a `listen` or of an asyncapi subscription, with an output and an export of its own. */
export function iteratorsOf(place: TaskPlace): readonly PartPlace[] {
  const path = place.kind === undefined ? undefined : ITERATORS[place.kind];
  const value = path === undefined ? undefined : valueAlong(place.value, path);
  return path === undefined || value === undefined ? [] : [{ pointer: appendPointer(place.pointer, ...path), value }];
}

/** Whatever has `input`, `output` or `export`: the document, tasks and their iterators. */
export function dataOwnersOf(document: JsonObject, places: Places): readonly PartPlace[] {
  return [{ pointer: '', value: document }, ...places.tasks.flatMap((place) => [place, ...iteratorsOf(place)])];
}

const ITERATORS: { readonly [kind in RawTaskKind]?: readonly string[] } = { listen: ['foreach'], 'call-asyncapi': ['with', 'subscription', 'foreach'] };

function visitList(places: Collection, value: JsonValue | undefined, pointer: string, role: ListPlace['role'] = 'sequence'): void {
  if (value === undefined) return;
  const list: ListPlace = { pointer, value, role };
  places.lists.push(list);
  for (const [index, item] of itemsOf(value).entries()) {
    const [entry, second] = entriesOf(item);
    // With several names it is not known which of them are tasks.
    if (entry !== undefined && second === undefined) visitTask(places, { name: entry[0], value: entry[1], pointer: appendPointer(pointer, index, entry[0]), list });
  }
}

function visitTask(places: Collection, place: TaskPlace): void {
  const kind = isJsonObject(place.value) ? kindOf(place.value) : undefined;
  places.tasks.push(kind === undefined ? place : { ...place, kind });
  if (kind === undefined) return;
  for (const path of NESTED_LISTS[kind]) {
    visitList(places, valueAlong(place.value, path), appendPointer(place.pointer, ...path), kind === 'fork' ? 'branches' : 'sequence');
  }
}

/** A member of what may or may not be an object. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What a path of member names and positions leads to. */
export function valueAlong(value: JsonValue | undefined, path: readonly (string | number)[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((at, key) => (typeof key === 'number' ? itemsOf(at)[key] : memberOf(at, key)), value);
}

/** The members of what may or may not be an object. */
export function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** The items of what may or may not be an array. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}
