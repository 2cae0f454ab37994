import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { memberOf } from '../check/places.ts';
import { expressionText, wrapExpression } from '../expression-text.ts';
import type { DataInput, DataOutput, ExpressionSpec, SchemaSpec, Template } from '../model.ts';
import { readExternalResource } from './external-resource.ts';
import { parsePresent } from './parse-present.ts';
import { refuse, type Reading } from './reading.ts';

/** `input` of a workflow or task. */
export function readInput(reading: Reading, owner: JsonValue, ownerPointer: string): DataInput {
  const [value, pointer] = [memberOf(owner, 'input'), appendPointer(ownerPointer, 'input')];
  return parsePresent<DataInput>({
    schema: readSchema(reading, memberOf(value, 'schema'), appendPointer(pointer, 'schema')),
    from: readTransformation(memberOf(value, 'from'), appendPointer(pointer, 'from')),
  });
}

/** `output` or `export` of a workflow or task. */
export function readOutput(reading: Reading, owner: JsonValue, ownerPointer: string, field: 'output' | 'export' = 'output'): DataOutput {
  const [value, pointer] = [memberOf(owner, field), appendPointer(ownerPointer, field)];
  return parsePresent<DataOutput>({
    schema: readSchema(reading, memberOf(value, 'schema'), appendPointer(pointer, 'schema')),
    as: readTransformation(memberOf(value, 'as'), appendPointer(pointer, 'as')),
  });
}

function readSchema(reading: Reading, value: JsonValue | undefined, pointer: string): SchemaSpec | undefined {
  if (!isJsonObject(value)) return undefined;
  const format = memberOf(value, 'format');
  if (typeof format === 'string' && format !== 'json') {
    const reason = 'tiers are read from JSON Schema only';
    return refuse(reading, appendPointer(pointer, 'format'), { construct: 'a schema format other than json', reason, wayOut: 'Write the schema as JSON Schema, draft 2020-12.' });
  }
  const resource = readExternalResource(reading, memberOf(value, 'resource'), appendPointer(pointer, 'resource'));
  // Until the compiler has put the resource in its place, nothing is known of the data.
  if (resource !== undefined) return { pointer: resource.pointer, document: true, resource };
  const document = memberOf(value, 'document');
  return isJsonObject(document) || typeof document === 'boolean' ? { pointer: appendPointer(pointer, 'document'), document } : undefined;
}

/** A string is always an expression here, so it gets its `${ }` when the author left it out. */
function readTransformation(value: JsonValue | undefined, pointer: string): Template | undefined {
  if (typeof value === 'string') return { pointer, value: wrapExpression(expressionText(value)) };
  return isJsonObject(value) ? { pointer, value } : undefined;
}

/** A field that takes data with expressions in it. */
export function readTemplate(value: JsonValue | undefined, pointer: string): Template | undefined {
  return value === undefined ? undefined : { pointer, value };
}

/** A field whose text is an expression, with or without `${ }`. */
export function readExpression(value: JsonValue | undefined, pointer: string): ExpressionSpec | undefined {
  return typeof value === 'string' ? { pointer, text: expressionText(value) } : undefined;
}
