import { expressionOf } from '../../asl/model.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import type { BoundValue } from '../bind/value.ts';

/** Where a value of a machine comes from, by its pointer in the machine. */
export type OriginLookup = (machinePointer: string) => string;

/** Reads a field of a state back: the inverse of `writeField`. Undefined where an expression does not parse. */
export function readTemplate(json: JsonValue, pointer: string, originOf: OriginLookup): BoundValue | undefined {
  const origin = originOf(pointer);
  const text = expressionOf(json);
  if (text !== undefined) {
    const parsed = parseExpression(text);
    return parsed.ok ? { kind: 'expression', origin, ast: parsed.value } : undefined;
  }
  if (isJsonArray(json)) {
    const items = json.map((item, index) => readTemplate(item, appendPointer(pointer, index), originOf));
    return items.includes(undefined) ? undefined : { kind: 'array', origin, items: items.filter((item) => item !== undefined) };
  }
  if (!isJsonObject(json)) return { kind: 'literal', origin, value: json };
  const members = Object.entries(json).map(([key, member]) => ({ key, value: readTemplate(member, appendPointer(pointer, key), originOf) }));
  const whole = members.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }]));
  return whole.length < members.length ? undefined : { kind: 'object', origin, members: whole };
}
