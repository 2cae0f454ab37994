import { operationErrorCatalogue, type OperationErrorCode } from '#shared/core/kernel/error-catalogue.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { ADMIN_SCOPE, SCOPES, type BodySpec, type Operation, type ParameterSpec, type ResponseSpec } from '../operations/operation.ts';
import { componentSchemas } from '../operations/support/schemas.ts';
import { toProblem } from './problem-details.ts';

/** OpenAPI 3.1.1 made from the operations: whatever the table says is described, and nothing else. */
export function createOpenApi(operations: readonly Operation[], version: string): JsonObject {
  return {
    openapi: '3.1.1',
    info: { title: 'Workflow API', version, description: 'Runs workflows whose definitions say, and prove, where data may be.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [
      { name: 'workflows', description: 'Run workflows and follow their runs.' },
      { name: 'definitions', description: 'Register and read definitions.' },
      { name: 'events', description: 'Publish events to workflows that listen.' },
      { name: 'service', description: 'What a client needs to know of the service.' },
    ],
    paths: pathsOf(operations),
    components: { schemas: componentSchemas, responses: problemResponses(operations), headers: COMMON_HEADERS, securitySchemes: { bearer: bearerScheme() } },
  };
}

const COMMON_HEADERS: JsonObject = {
  RequestId: { description: 'Id of the request; the one of the caller when it sent a harmless one.', schema: { type: 'string' } },
};

function bearerScheme(): JsonObject {
  return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: `Access token (RFC 6750) with the scope of the operation: ${SCOPES.join(', ')}. ${ADMIN_SCOPE} adds the runs of others.` };
}

function pathsOf(operations: readonly Operation[]): JsonObject {
  const paths = new Map<string, JsonObject>();
  for (const operation of operations) {
    paths.set(operation.path, { ...paths.get(operation.path), [operation.method.toLowerCase()]: operationJson(operation) });
  }
  return Object.fromEntries(paths);
}

function operationJson(operation: Operation): JsonObject {
  const { id, summary, description, tag, access, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: access.kind === 'public' ? [] : [{ bearer: [access.scope] }],
    parameters: parametersOf(operation),
    ...(body === undefined ? {} : { requestBody: requestBodyJson(body) }),
    responses: { ...successResponses(operation), ...failureResponses(operation) },
  };
}

function parametersOf({ params, query, isIdempotent }: Operation): readonly JsonObject[] {
  return [
    ...Object.entries(params).map(([name, spec]) => parameterJson(name, 'path', spec)),
    ...Object.entries(query).map(([name, spec]) => parameterJson(name, 'query', spec)),
    ...(isIdempotent ? [IDEMPOTENCY_KEY] : []),
    REQUEST_ID,
  ];
}

const IDEMPOTENCY_KEY: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request starts one run only.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  example: 'batch-17-line-4',
};

const REQUEST_ID: JsonObject = {
  name: 'X-Request-Id',
  in: 'header',
  required: false,
  description: 'Comes back with the answer and stands in the log.',
  schema: { type: 'string', maxLength: 128, pattern: '^[A-Za-z0-9._-]+$' },
  example: 'b7c1f2',
};

function parameterJson(name: string, place: 'path' | 'query', { description, schema, example }: ParameterSpec): JsonObject {
  return { name, in: place, required: place === 'path', description, schema: { ...schema }, example };
}

function requestBodyJson({ isRequired, description, schema, examples, textTypes }: BodySpec): JsonObject {
  const json = { schema, examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])) };
  const texts = textTypes.map((type) => [type, { schema: { type: 'string' } }] as const);
  return { description, required: isRequired, content: Object.fromEntries([['application/json', json] as const, ...texts]) };
}

function successResponses({ responses }: Operation): JsonObject {
  return Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, responseJson(response)]));
}

function responseJson({ description, schema, example, headers = {} }: ResponseSpec): JsonObject {
  const own = Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }] as const);
  return { description, headers: Object.fromEntries([...own, ['X-Request-Id', { $ref: '#/components/headers/RequestId' }] as const]), content: { 'application/json': { schema, example } } };
}

/** Codes with which any call of an operation may fail, besides its own. */
function codesOf({ access, body, params, query, errors }: Operation): readonly OperationErrorCode[] {
  const usual: readonly OperationErrorCode[] = [
    'UWF-4000',
    ...(body === undefined ? [] : (['UWF-4001', 'UWF-4150'] as const)),
    'UWF-4130',
    ...(access.kind === 'public' ? [] : (['UWF-4010', 'UWF-4030', 'UWF-5003'] as const)),
    ...(Object.keys(params).length + Object.keys(query).length + errors.length === 0 ? [] : (['UWF-5001'] as const)),
    ...(errors.includes('UWF-4222') ? (['UWF-5002'] as const) : []),
    'UWF-5000',
  ];
  return [...new Set([...usual, ...errors])];
}

function failureResponses(operation: Operation): JsonObject {
  const statuses = [...new Set(codesOf(operation).map((code) => operationErrorCatalogue[code].status))].toSorted((left, right) => left - right);
  return Object.fromEntries(statuses.map((status) => [String(status), { $ref: `#/components/responses/${responseName(status)}` }]));
}

function responseName(status: number): string {
  return `Problem${status}`;
}

/** One response per status, with every code that any operation tells with it. */
function problemResponses(operations: readonly Operation[]): JsonObject {
  const codes = [...new Set(operations.flatMap(codesOf))].toSorted();
  const statuses = [...new Set(codes.map((code) => operationErrorCatalogue[code].status))].toSorted((left, right) => left - right);
  return Object.fromEntries(statuses.map((status) => [responseName(status), problemResponse(codes.filter((code) => operationErrorCatalogue[code].status === status))]));
}

/** RFC 9110 §10.2.3. */
const RETRY_AFTER: JsonObject = { 'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer', minimum: 1 } } };

function problemResponse(codes: readonly OperationErrorCode[]): JsonObject {
  const examples = codes.map((code) => [code, { summary: operationErrorCatalogue[code].title, value: toProblem(new UwfError(code), 'b7c1f2') }] as const);
  return {
    description: codes.map((code) => `${code}: ${operationErrorCatalogue[code].title}`).join('. '),
    headers: { ...(codes.every((code) => operationErrorCatalogue[code].disposition === 'retryable') ? RETRY_AFTER : {}), 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples: Object.fromEntries(examples) } },
  };
}
