import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { DOCUMENT_SHAPE, inFieldOrder, taskShape, type Shape } from './shape.ts';

/** A document as JSON text in its canonical form: fields in order, two spaces, a newline at the end. */
export function formatJson(document: JsonObject): string {
  return `${JSON.stringify(ordered(document, DOCUMENT_SHAPE), undefined, 2)}\n`;
}

function ordered(value: JsonValue, shape: Shape): JsonValue {
  if (isJsonArray(value)) return shape.kind === 'list' ? value.map((item) => ordered(item, shape.each())) : value;
  if (!isJsonObject(value)) return value;
  switch (shape.kind) {
    case 'list':
      return value;
    case 'named':
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ordered(member, shape.each())]));
    case 'task':
      return ordered(value, taskShape(value['call']));
    case 'fields':
      return Object.fromEntries(inFieldOrder(Object.entries(value), ([name]) => name, shape.order).map(([name, member]) => [name, orderedMember(shape, name, member)]));
  }
}

function orderedMember(shape: Extract<Shape, { kind: 'fields' }>, name: string, member: JsonValue): JsonValue {
  const inner = Object.hasOwn(shape.inner, name) ? shape.inner[name] : undefined;
  return inner === undefined ? member : ordered(member, inner());
}
