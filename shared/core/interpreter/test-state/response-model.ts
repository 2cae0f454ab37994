import { resourceKind } from '../../asl/validate/resources.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { responses, type ResponseField } from './responses.ts';

/** What is wrong with a field of a mocked response, by the model of the service's API; undefined for services whose model is not known here. */
export function fieldProblem(resource: string, response: JsonValue): string | undefined {
  const kind = resourceKind(resource);
  if (kind.kind !== 'integration') return undefined;
  const name = `${kind.service.replace(/^aws-sdk:/u, '')}:${kind.action}`;
  const model = kind.pattern === undefined && Object.hasOwn(responses, name) ? responses[name] : undefined;
  return model === undefined ? undefined : problemIn(name, response, { kind: 'object', fields: model });
}

/** The first field that does not fit, in the order of the text; fields without a model are not looked at. */
function problemIn(name: string, value: JsonValue, field: ResponseField): string | undefined {
  switch (field.kind) {
    case 'any':
      return undefined;
    case 'object':
      return isJsonObject(value) ? firstProblem(Object.entries(value).map(([key, member]) => () => memberProblem(key, member, field.fields))) : `Field '${name}' must be an object`;
    case 'array':
      return isJsonArray(value) ? firstProblem(value.map((item) => () => problemIn(name, item, field.items))) : `Field '${name}' must be an array`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `Field '${name}' must be a boolean`;
    case 'number':
      return typeof value === 'number' ? rangeProblem(name, value, field) : `Field '${name}' must be a number`;
    case 'string':
      return typeof value === 'string' ? textProblem(name, value, field) : `Field '${name}' must be a string`;
  }
}

function memberProblem(name: string, value: JsonValue, fields: { readonly [name: string]: ResponseField }): string | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field === undefined ? undefined : problemIn(name, value, field);
}

function firstProblem(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function rangeProblem(name: string, value: number, { min, max }: Extract<ResponseField, { kind: 'number' }>): string | undefined {
  if (min !== undefined && value < min) return `Field '${name}' is less than the minimum value`;
  return max !== undefined && value > max ? `Field '${name}' exceeds the maximum value` : undefined;
}

function textProblem(name: string, value: string, { min, max, values }: Extract<ResponseField, { kind: 'string' }>): string | undefined {
  if (min !== undefined && value.length < min) return `Field '${name}' is smaller than the minimum length`;
  if (max !== undefined && value.length > max) return `Field '${name}' exceeds the maximum length`;
  return values !== undefined && !values.includes(value) ? `Field '${name}' is not an expected value` : undefined;
}
