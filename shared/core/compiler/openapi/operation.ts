import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { namesInOrder } from '../resolve/names.ts';
import { followReference, itemsAt, objectAt, textAt } from './json.ts';
import type { OpenApiBody, OpenApiOperation, OpenApiParameter } from './model.ts';
import { serverOf } from './server.ts';

/** Why no request can be made; the text names only what the document declares. */
export interface OperationProblem {
  readonly kind: 'document' | 'operation';
  readonly message: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** Names in a message; a document may have hundreds. */
const NAMES_SHOWN_MAX = 40;

/** Finds an operation by its `operationId` (OpenAPI 3.x "Operation Object", Swagger 2.0). `uri`: where the document was found. */
export function findOperation(document: JsonObject, wanted: { readonly operationId: string; readonly uri: string }): Result<OpenApiOperation, OperationProblem> {
  const version = textAt(document, 'openapi') ?? textAt(document, 'swagger');
  if (version === undefined || !/^(?:3\.|2\.0)/.test(version)) return fail({ kind: 'document', message: 'The document is neither OpenAPI 3 nor Swagger 2.0.' });
  const operations = operationsOf(document);
  const found = operations.find(({ operation }) => textAt(operation, 'operationId') === wanted.operationId);
  if (found === undefined) {
    const names = operations.flatMap(({ operation }) => textAt(operation, 'operationId') ?? []).slice(0, NAMES_SHOWN_MAX);
    return fail({ kind: 'operation', message: `The document has no operation '${wanted.operationId}'. ${namesInOrder('Operations', names)}` });
  }
  const server = serverOf(document, [found.operation, found.item, document], wanted.uri);
  if (server === undefined) return fail({ kind: 'document', message: 'The document does not say on which server its operations are.' });
  const declared = parametersOf(document, found);
  const body = textAt(document, 'swagger') === undefined ? bodyOf(document, found.operation) : swaggerBody(document, declared, found.operation);
  const parameters = declared.flatMap((one) => parameterOf(document, one) ?? []);
  return succeed({ method: found.method.toUpperCase(), server, path: found.path, parameters, ...(body === undefined ? {} : { body }) });
}

interface FoundOperation {
  readonly path: string;
  readonly method: string;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

function operationsOf(document: JsonObject): readonly FoundOperation[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, value]) => {
    const item = followReference(document, value);
    if (item === undefined) return [];
    return METHODS.flatMap((method) => {
      const operation = item[method];
      return isJsonObject(operation) ? [{ path, method, item, operation }] : [];
    });
  });
}

/** Parameters of the operation replace those of the path with the same name and place. */
function parametersOf(document: JsonObject, { item, operation }: FoundOperation): readonly JsonObject[] {
  const all = [...itemsAt(item, 'parameters'), ...itemsAt(operation, 'parameters')].map((one) => followReference(document, one)).filter((one) => one !== undefined);
  return [...new Map(all.map((one) => [`${String(one['in'])} ${String(one['name'])}`, one])).values()];
}

const PLACES = ['path', 'query', 'header', 'cookie'] as const satisfies readonly OpenApiParameter['in'][];
const STYLES = ['simple', 'label', 'matrix', 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const satisfies readonly OpenApiParameter['style'][];

function parameterOf(document: JsonObject, parameter: JsonObject): OpenApiParameter | undefined {
  const name = textAt(parameter, 'name');
  const place = PLACES.find((one) => one === parameter['in']);
  if (name === undefined || place === undefined) return undefined;
  const schema = followReference(document, parameter['schema']) ?? parameter;
  const base = { name, in: place, isRequired: place === 'path' || parameter['required'] === true, isObject: schema['type'] === 'object' };
  return { ...base, ...(textAt(document, 'swagger') === undefined ? styleOf(parameter, place) : collectionFormat(parameter, place)) };
}

type Style = Pick<OpenApiParameter, 'style' | 'explode'>;

function styleOf(parameter: JsonObject, place: OpenApiParameter['in']): Style {
  const standard = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const style = STYLES.find((one) => one === parameter['style']) ?? standard;
  return { style, explode: typeof parameter['explode'] === 'boolean' ? parameter['explode'] : style === 'form' };
}

/** Swagger 2.0 "Parameter Object": `csv` unless something else is said. */
function collectionFormat(parameter: JsonObject, place: OpenApiParameter['in']): Style {
  const plain = place === 'query' ? 'form' : 'simple';
  switch (textAt(parameter, 'collectionFormat')) {
    case 'multi':
      return { style: plain, explode: true };
    case 'ssv':
      return { style: 'spaceDelimited', explode: false };
    case 'tsv':
      return { style: 'tabDelimited', explode: false };
    case 'pipes':
      return { style: 'pipeDelimited', explode: false };
    default:
      return { style: plain, explode: false };
  }
}

/** JSON where it is offered, else the first media type. */
function bodyOf(document: JsonObject, operation: JsonObject): OpenApiBody | undefined {
  const body = followReference(document, operation['requestBody']);
  if (body === undefined) return undefined;
  const content = objectAt(body, 'content');
  const mediaTypes = Object.keys(content);
  const mediaType = mediaTypes.find((type) => /^application\/(?:[^;]+\+)?json\b/.test(type)) ?? mediaTypes[0] ?? 'application/json';
  const schema = followReference(document, objectAt(content, mediaType)['schema']);
  return { mediaType, isRequired: body['required'] === true, name: 'body', ...propertiesOf(schema) };
}

function propertiesOf(schema: JsonObject | undefined): Pick<OpenApiBody, 'properties' | 'requiredProperties'> {
  return { properties: Object.keys(objectAt(schema, 'properties')), requiredProperties: texts(itemsAt(schema, 'required')) };
}

function texts(values: readonly JsonValue[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

/** Swagger 2.0 has the body, or the fields of a form, among the parameters. */
function swaggerBody(document: JsonObject, parameters: readonly JsonObject[], operation: JsonObject): OpenApiBody | undefined {
  const consumes = texts([itemsAt(operation, 'consumes'), itemsAt(document, 'consumes')].find((list) => list.length > 0) ?? []);
  const body = parameters.find((one) => one['in'] === 'body');
  const isRequired = body?.['required'] === true;
  if (body !== undefined) return { mediaType: consumes.find((type) => type.includes('json')) ?? consumes[0] ?? 'application/json', isRequired, name: textAt(body, 'name') ?? 'body', ...propertiesOf(followReference(document, body['schema'])) };
  const fields = parameters.filter((one) => one['in'] === 'formData');
  if (fields.length === 0) return undefined;
  const required = fields.filter((one) => one['required'] === true);
  const mediaType = consumes.find((type) => type.startsWith('multipart/')) ?? 'application/x-www-form-urlencoded';
  return { mediaType, isRequired: false, name: '', properties: fields.flatMap((one) => textAt(one, 'name') ?? []), requiredProperties: required.flatMap((one) => textAt(one, 'name') ?? []) };
}
