import { toExpression, toWorkItemExpression } from '../../asl/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { printExpression } from '../../expression/jsonata/print.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { FieldOrigin } from '../ir/model.ts';
import type { BoundValue } from './value.ts';

/** A field of a state with the origins of its leaves, as pointers from the field's root. */
export interface WrittenField {
  readonly json: JsonValue;
  readonly origins: readonly FieldOrigin[];
}

/** How an expression is written: `{% … %}` for the program's own zone, an object for `uwf:evaluate`. */
type WriteLeaf = (ast: ExpressionAst) => JsonValue;

/** The value as a field of a state. A literal text that ASL would take for an expression becomes an expression that gives it. */
export function writeField(value: BoundValue, field: string): WrittenField {
  return write(value, { field, leaf: (ast) => toExpression(printExpression(ast)) });
}

/** The value as the `template` of `uwf:evaluate` (see `EvaluateTaskArguments`): the sender evaluates nothing of it. */
export function writeEvaluateTemplate(value: BoundValue, field: string): WrittenField {
  return write(value, { field, leaf: (ast) => toWorkItemExpression(printExpression(ast)) });
}

/** One expression as a field, for example a condition. */
export function writeExpression(ast: ExpressionAst): string {
  return toExpression(printExpression(ast));
}

interface WriteStyle {
  readonly field: string;
  readonly leaf: WriteLeaf;
}

function write(value: BoundValue, style: WriteStyle): WrittenField {
  switch (value.kind) {
    case 'expression':
      return leaf(value.origin, style.field, style.leaf(value.ast));
    case 'literal':
      return leaf(value.origin, style.field, literal(value.value, style.leaf));
    case 'object':
      return writeObject(value, style);
    case 'array':
      return writeArray(value, style);
  }
}

function leaf(origin: string, field: string, json: JsonValue): WrittenField {
  return { json, origins: [{ field, origin }] };
}

/** ASL evaluates a text that starts with `{%`. */
function literal(value: string | number | boolean | null, writeLeaf: WriteLeaf): JsonValue {
  return typeof value === 'string' && value.startsWith('{%') ? writeLeaf({ kind: 'string', value }) : value;
}

function writeObject(value: Extract<BoundValue, { kind: 'object' }>, style: WriteStyle): WrittenField {
  const members = value.members.map(({ key, value: member }) => ({ key, written: write(member, { ...style, field: appendPointer(style.field, key) }) }));
  const own: FieldOrigin = { field: style.field, origin: value.origin };
  return {
    json: Object.fromEntries(members.map(({ key, written }) => [key, written.json])),
    origins: [own, ...members.flatMap(({ written }) => written.origins)],
  };
}

function writeArray(value: Extract<BoundValue, { kind: 'array' }>, style: WriteStyle): WrittenField {
  const items = value.items.map((item, index) => write(item, { ...style, field: appendPointer(style.field, index) }));
  const own: FieldOrigin = { field: style.field, origin: value.origin };
  return { json: items.map((item) => item.json), origins: [own, ...items.flatMap((item) => item.origins)] };
}
