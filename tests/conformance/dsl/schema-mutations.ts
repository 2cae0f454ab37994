import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** One change of one node of a document. */
export interface Mutation {
  readonly label: string;
  readonly document: JsonValue;
}

const REPLACEMENTS: readonly (readonly [string, JsonValue])[] = [
  ['null', null],
  ['true', true],
  ['number', 7],
  ['fraction', 1.5],
  ['empty string', ''],
  ['text', 'some text'],
  ['word', 'word'],
  ['expression', '${ $x }'],
  ['empty object', {}],
  ['empty list', []],
  ['list of objects', [{ one: {} }]],
  ['object', { one: 1 }],
];

/**
 * Every node of a document dropped, renamed, replaced by values of other types, wrapped and doubled, and every object with a field
 * more. The order is the document's, so that equal documents give equal mutations.
 */
export function mutationsOf(document: JsonObject): readonly Mutation[] {
  return [...mutate(document, '', (value) => value)];
}

function* mutate(value: JsonValue, pointer: string, rebuild: (value: JsonValue) => JsonValue): Generator<Mutation> {
  for (const [name, replacement] of REPLACEMENTS) yield { label: `${pointer} := ${name}`, document: rebuild(replacement) };
  yield { label: `${pointer} := [itself]`, document: rebuild([value]) };
  if (isJsonArray(value)) yield* mutateItems(value, pointer, rebuild);
  if (isJsonObject(value)) yield* mutateMembers(value, pointer, rebuild);
}

function* mutateItems(value: readonly JsonValue[], pointer: string, rebuild: (value: JsonValue) => JsonValue): Generator<Mutation> {
  for (const [index, item] of value.entries()) {
    yield { label: `${pointer}/${index} dropped`, document: rebuild(value.toSpliced(index, 1)) };
    yield* mutate(item, `${pointer}/${index}`, (inner) => rebuild(value.with(index, inner)));
  }
}

function* mutateMembers(value: JsonObject, pointer: string, rebuild: (value: JsonValue) => JsonValue): Generator<Mutation> {
  yield { label: `${pointer} + unknown`, document: rebuild({ ...value, unknownField: 'x' }) };
  yield { label: `${pointer} + do`, document: rebuild({ ...value, do: [] }) };
  yield { label: `${pointer} + use`, document: rebuild({ ...value, use: 'x' }) };
  yield { label: `${pointer} + set`, document: rebuild({ ...value, set: { a: 1 } }) };
  yield { label: `${pointer} + until`, document: rebuild({ ...value, until: '${ true }' }) };
  for (const [name, member] of Object.entries(value)) {
    const others = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    yield { label: `${pointer}/${name} dropped`, document: rebuild(others) };
    yield { label: `${pointer}/${name} renamed`, document: rebuild({ ...others, [`${name}X`]: member }) };
    yield* mutate(member, `${pointer}/${name}`, (inner) => rebuild({ ...value, [name]: inner }));
  }
}
