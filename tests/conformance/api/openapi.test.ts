import { describe, expect, test } from 'vitest';
import { createOpenApi } from '#functions/http/openapi.ts';
import { operations } from '#functions/operations/table.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { pointerTokens } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

const document = createOpenApi(operations, '1.2.3');
const validator = createSchemaValidator();

function at(...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((node, name) => (isJsonObject(node) ? node[name] : isJsonArray(node) ? node[Number(name)] : undefined), document);
}

function objectAt(...path: readonly string[]): JsonObject {
  const value = at(...path);
  if (!isJsonObject(value)) throw new TypeError(`no object at ${path.join('/')}`);
  return value;
}

/** Schemas speak of their neighbours in the document; on their own they need them beside them. */
function standalone(schema: JsonValue): JsonObject {
  const text = JSON.stringify({ ...(isJsonObject(schema) ? schema : {}), $defs: objectAt('components', 'schemas') });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'));
}

function everyNode(node: JsonValue, visit: (node: JsonObject) => void): void {
  if (isJsonArray(node)) for (const item of node) everyNode(item, visit);
  if (!isJsonObject(node)) return;
  visit(node);
  for (const member of Object.values(node)) everyNode(member, visit);
}

interface Described {
  readonly name: string;
  readonly path: string;
  readonly operation: JsonObject;
}

const described: readonly Described[] = Object.entries(objectAt('paths')).flatMap(([path, item]) =>
  Object.entries(isJsonObject(item) ? item : {}).flatMap(([method, operation]) => (isJsonObject(operation) ? [{ name: `${method.toUpperCase()} ${path}`, path, operation }] : [])),
);

interface Example {
  readonly name: string;
  readonly schema: JsonValue;
  readonly value: JsonValue;
}

/** Every example of a media type or parameter beneath a node, with its schema. */
function examplesBeneath(name: string, node: JsonValue): readonly Example[] {
  const found: Example[] = [];
  everyNode(node, (one) => {
    const { schema, example, examples } = one;
    if (schema === undefined) return;
    if (example !== undefined) found.push({ name, schema, value: example });
    if (isJsonObject(examples)) for (const entry of Object.values(examples)) if (isJsonObject(entry) && entry['value'] !== undefined) found.push({ name, schema, value: entry['value'] });
  });
  return found;
}

describe('the OpenAPI document', () => {
  test('has what OpenAPI 3.1 asks of it', () => {
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: expect.any(String), version: '1.2.3' }, paths: expect.any(Object), components: expect.any(Object) });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('has references that all lead somewhere', () => {
    const references: string[] = [];
    everyNode(document, (node) => {
      if (typeof node['$ref'] === 'string') references.push(node['$ref']);
    });
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) expect([reference, at(...pointerTokens(reference.slice(1)))]).not.toContain(undefined);
  });

  test('uses every component that it has', () => {
    const text = JSON.stringify(document);
    for (const kind of ['schemas', 'responses', 'headers']) for (const name of Object.keys(objectAt('components', kind))) expect(text).toContain(`"#/components/${kind}/${name}"`);
  });

  test('describes the operations of the table, no more and no fewer', () => {
    expect(described.map(({ name }) => name).toSorted()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).toSorted());
    expect(new Set(described.map(({ operation }) => operation['operationId'])).size).toBe(operations.length);
  });

  test.each(described)('describes $name whole', ({ path, operation }) => {
    expect(operation).toMatchObject({ summary: expect.any(String), description: expect.any(String), tags: [expect.any(String)] });
    const tags = at('tags');
    expect(isJsonArray(tags) && tags.map((tag) => (isJsonObject(tag) ? tag['name'] : ''))).toContain((operation['tags'] as readonly string[])[0]);
    const parameters = (operation['parameters'] as readonly JsonObject[]).filter((parameter) => parameter['in'] === 'path');
    const variables = [...path.matchAll(/\{(.+?)\}/gu)].map((match) => match[1]);
    expect(parameters.map((parameter) => parameter['name'])).toEqual(variables);
    for (const parameter of parameters) expect(parameter['required']).toBe(true);
    for (const [status, response] of Object.entries(operation['responses'] as JsonObject)) {
      expect(status).toMatch(/^[2-5]\d\d$/u);
      expect(isJsonObject(response) && (response['$ref'] ?? response['description'])).toEqual(expect.any(String));
    }
    for (const requirement of operation['security'] as readonly JsonObject[]) for (const scheme of Object.keys(requirement)) expect(at('components', 'securitySchemes', scheme)).toBeDefined();
  });

  test('describes problems by status with codes of the catalogue', () => {
    for (const [name, response] of Object.entries(objectAt('components', 'responses'))) {
      const codes = [...JSON.stringify(response).matchAll(/"code":"(UWF-\d{4})"/gu)].map((match) => match[1]);
      expect(codes.length).toBeGreaterThan(0);
      for (const [code, { status }] of Object.entries(operationErrorCatalogue)) if (codes.includes(code)) expect(name).toBe(`Problem${status}`);
    }
  });

  test.each(Object.keys(objectAt('components', 'schemas')))('has a schema %s that can be used', (name) => {
    expect(validator.check({ schema: standalone(objectAt('components', 'schemas', name)) })).toEqual([]);
  });

  test.each([...described.flatMap(({ name, operation }) => examplesBeneath(name, operation)), ...examplesBeneath('components', objectAt('components', 'responses'))])('has an example of $name that fits its schema', ({ schema, value }) => {
    expect(validator.validate({ schema: standalone(schema), value })).toEqual([]);
  });
});
