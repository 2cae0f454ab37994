import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { PARAMETER_CHARACTERS_MAX, QUERY_PARAMETERS_MAX } from '../limits.ts';
import type { OperationCall, ParameterSchema, ParameterSpec } from '../operations/operation.ts';
import { decodeQueryPart } from './percent-encoding.ts';
import { problemError, type ProblemError } from './problem-details.ts';

type QuerySpec = { readonly [name: string]: ParameterSpec };

/** Parses a query string. Unknown and repeated parameters are refused, all findings at once. Errors: `UWF-4000`. */
export function parseQuery(query: string, spec: QuerySpec): OperationCall['query'] {
  const parts = query.split('&').filter((part) => part !== '');
  if (parts.length > QUERY_PARAMETERS_MAX) throw new UwfError('UWF-4000', `the query has more than ${QUERY_PARAMETERS_MAX} parameters`);
  const parsed = new Map<string, string | number>();
  const errors = parts.flatMap((part) => takePart(part, spec, parsed));
  if (errors.length > 0) throw problemError('UWF-4000', 'the query is not as this operation takes it', errors);
  return Object.fromEntries(parsed);
}

function takePart(part: string, spec: QuerySpec, parsed: Map<string, string | number>): readonly ProblemError[] {
  const split = part.indexOf('=');
  const name = decodeQueryPart(split < 0 ? part : part.slice(0, split));
  const text = decodeQueryPart(split < 0 ? '' : part.slice(split + 1));
  if (name === undefined || text === undefined) return [{ pointer: '', message: 'is not valid percent-encoded UTF-8' }];
  const parameter = Object.hasOwn(spec, name) ? spec[name] : undefined;
  if (parameter === undefined) return [{ pointer: '', message: `has a parameter that is not known; known are: ${Object.keys(spec).join(', ') || 'none'}` }];
  if (parsed.has(name)) return [{ pointer: name, message: 'is given more than once' }];
  const value = parseParameter(text, parameter.schema);
  if (value === undefined) return [{ pointer: name, message: expectation(parameter.schema) }];
  parsed.set(name, value);
  return [];
}

function parseParameter(text: string, schema: ParameterSchema): string | number | undefined {
  if (schema.type === 'integer') return parseInteger(text, schema);
  if (text === '' || text.length > (schema.maxLength ?? PARAMETER_CHARACTERS_MAX)) return undefined;
  return schema.enum === undefined || schema.enum.includes(text) ? text : undefined;
}

function parseInteger(text: string, { minimum, maximum }: { readonly minimum: number; readonly maximum: number }): number | undefined {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= minimum && value <= maximum ? value : undefined;
}

function expectation(schema: ParameterSchema): string {
  if (schema.type === 'integer') return `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.enum !== undefined) return `must be one of ${schema.enum.join(', ')}`;
  return `must have 1 to ${schema.maxLength ?? PARAMETER_CHARACTERS_MAX} characters`;
}
