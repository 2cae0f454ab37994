import { diagnosticError } from '../../kernel/diagnostic.ts';
import type { Template } from '../../definition/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { bindExpression, type BindContext } from './bind.ts';
import type { Bindings } from './bindings.ts';
import { expressionValue, type BoundValue } from './value.ts';

/** Keys that mean something in the arguments of a work item start with this; authors cannot write them. */
const RESERVED_KEY_PREFIX = 'uwf:';

/** The text inside a string that is wholly `${ … }`; undefined for every other string (DSL "Runtime Expressions", strict mode). */
export function expressionText(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed.startsWith('${') && trimmed.endsWith('}') ? trimmed.slice(2, -1).trim() : undefined;
}

/** Binds a template field: strings that are wholly `${ … }` are expressions, at any depth; everything else is data. */
export function bindTemplate(template: Template, bindings: Bindings, context: BindContext): BoundValue {
  return bindValue(template.value, { pointer: template.pointer, bindings, context });
}

/** Binds `input.from`, `output.as` or `export.as`: a string is an expression with or without `${ }`, an object is a template. */
export function bindTransform(template: Template, bindings: Bindings, context: BindContext): BoundValue {
  if (typeof template.value !== 'string') return bindTemplate(template, bindings, context);
  const text = expressionText(template.value) ?? template.value;
  return expressionValue(bindExpression({ text, pointer: template.pointer }, bindings, context), template.pointer);
}

interface Place {
  readonly pointer: string;
  readonly bindings: Bindings;
  readonly context: BindContext;
}

function bindValue(value: JsonValue, place: Place): BoundValue {
  const origin = place.pointer;
  if (typeof value === 'string') return bindText(value, place);
  if (isJsonArray(value)) {
    return { kind: 'array', origin, items: value.map((item, index) => bindValue(item, { ...place, pointer: appendPointer(origin, index) })) };
  }
  if (isJsonObject(value)) return bindObject(value, place);
  return { kind: 'literal', origin, value };
}

function bindObject(value: { readonly [key: string]: JsonValue }, place: Place): BoundValue {
  const members = Object.entries(value).map(([key, member]) => {
    const pointer = appendPointer(place.pointer, key);
    if (key.startsWith(RESERVED_KEY_PREFIX)) place.context.report(diagnosticError('UWF-2033', pointer, `Keys that start with ${RESERVED_KEY_PREFIX} are reserved.`));
    return { key, value: bindValue(member, { ...place, pointer }) };
  });
  return { kind: 'object', origin: place.pointer, members };
}

function bindText(value: string, place: Place): BoundValue {
  const text = expressionText(value);
  if (text !== undefined) return expressionValue(bindExpression({ text, pointer: place.pointer }, place.bindings, place.context), place.pointer);
  return { kind: 'literal', origin: place.pointer, value };
}
