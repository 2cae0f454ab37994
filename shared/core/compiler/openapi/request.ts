import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { jsonAst, toAst, type BoundMember, type BoundValue } from '../bind/value.ts';
import { namesInOrder } from '../resolve/names.ts';
import type { OpenApiBody, OpenApiOperation, OpenApiParameter } from './model.ts';
import { folded, formText, isSpread, parameterText, pathText, spreadParameters } from './serialise.ts';

/** The author's parameters by name. */
export interface GivenParameters {
  readonly origin: string;
  readonly values: ReadonlyMap<string, BoundValue>;
}

/** Members of `HttpTaskArguments`, and what does not fit; messages name what is declared. */
export interface OpenApiRequest {
  readonly members: readonly BoundMember[];
  readonly problems: readonly string[];
}

/** Makes the request of an operation. */
export function requestOf(operation: OpenApiOperation, given: GivenParameters): OpenApiRequest {
  const { origin } = given;
  const endpoint: BoundMember = { key: 'endpoint', value: endpointOf(operation, given) };
  const headers = [...headersOf(operation, given), ...contentType(operation.body, origin)];
  const query = queryOf(operation, given);
  const body = operation.body === undefined ? undefined : bodyOf(operation.body, operation, given);
  const members: readonly BoundMember[] = [
    endpoint,
    ...(headers.length === 0 ? [] : [{ key: 'headers', value: { kind: 'object', origin, members: headers } as const }]),
    ...(query === undefined ? [] : [{ key: 'query', value: query }]),
    ...(body === undefined ? [] : [{ key: 'body', value: body }]),
  ];
  return { members, problems: problemsOf(operation, given) };
}

function problemsOf(operation: OpenApiOperation, { values }: GivenParameters): readonly string[] {
  const { body, parameters } = operation;
  const unsupported = body !== undefined && body.mediaType.startsWith('multipart/') ? [`The operation takes ${body.mediaType}, which cannot be made here.`] : [];
  const names = [...values.keys()];
  const inPath = pathVariables(operation);
  const declared = [...inPath, ...parameters.map(({ name }) => name), ...(body === undefined ? [] : [...(body.name === '' ? [] : [body.name]), ...body.properties])];
  const isWholeBody = body !== undefined && names.includes(body.name);
  const required = new Set([...inPath, ...parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name), ...requiredOf(body, isWholeBody)]);
  const list = namesInOrder('Declared', new Set(declared));
  return [
    ...unsupported,
    ...names.filter((name) => !declared.includes(name)).map((name) => `The operation has no parameter '${name}'. ${list}`),
    ...[...required].filter((name) => !names.includes(name)).map((name) => `The operation needs the parameter '${name}'. ${list}`),
  ];
}

function requiredOf(body: OpenApiBody | undefined, isWhole: boolean): readonly string[] {
  if (body === undefined || isWhole) return [];
  if (body.name === '') return body.requiredProperties;
  if (!body.isRequired) return [];
  return body.requiredProperties.length > 0 ? body.requiredProperties : [body.name];
}

const PATH_VARIABLE = /\{([^{}]+)\}/;

function pathVariables({ path }: OpenApiOperation): readonly string[] {
  return path.split(PATH_VARIABLE).filter((_part, index) => index % 2 === 1);
}

function endpointOf({ server, path, parameters }: OpenApiOperation, given: GivenParameters): BoundValue {
  const pieces = path.split(PATH_VARIABLE).map((part, index): ExpressionAst => {
    if (index % 2 === 0) return jsonAst(index === 0 ? `${server}${part}` : part);
    const parameter = parameters.find((one) => one.in === 'path' && one.name === part) ?? simplePath(part);
    return toAst(pathText(parameter, given.values.get(part) ?? { kind: 'literal', origin: given.origin, value: null }));
  });
  const joined = pieces.reduce<readonly ExpressionAst[]>((before, piece) => joinTexts(before, piece), []);
  return folded(joined.reduce((lhs, rhs): ExpressionAst => ({ kind: 'binary', operator: '&', lhs, rhs })), given.origin);
}

/** Texts that are known already become one. */
function joinTexts(before: readonly ExpressionAst[], piece: ExpressionAst): readonly ExpressionAst[] {
  const last = before.at(-1);
  if (last?.kind !== 'string' || piece.kind !== 'string') return [...before, piece];
  return [...before.slice(0, -1), { kind: 'string', value: `${last.value}${piece.value}` }];
}

/** A variable of the path that no parameter declares is a plain one. */
function simplePath(name: string): OpenApiParameter {
  return { name, in: 'path', isRequired: true, style: 'simple', explode: false, isObject: false };
}

function queryOf({ parameters }: OpenApiOperation, given: GivenParameters): BoundValue | undefined {
  const present = presentIn('query', parameters, given);
  if (present.length === 0) return undefined;
  const plain = present.filter(({ parameter }) => !isSpread(parameter));
  const members: BoundValue = { kind: 'object', origin: given.origin, members: plain.map(({ parameter, value }) => ({ key: parameter.name, value: parameterText(parameter, value) })) };
  const spread = present.filter(({ parameter }) => isSpread(parameter)).map(({ parameter, value }) => spreadParameters(parameter, value));
  if (spread.length === 0) return members;
  const all: ExpressionAst = { kind: 'array', items: [toAst(members), ...spread] };
  return folded({ kind: 'call', callee: { kind: 'variable', name: 'merge' }, arguments: [all] }, given.origin);
}

interface Present {
  readonly parameter: OpenApiParameter;
  readonly value: BoundValue;
}

function presentIn(place: OpenApiParameter['in'], parameters: readonly OpenApiParameter[], given: GivenParameters): readonly Present[] {
  return parameters.flatMap((parameter) => {
    const value = parameter.in === place ? given.values.get(parameter.name) : undefined;
    return value === undefined ? [] : [{ parameter, value }];
  });
}

function headersOf({ parameters }: OpenApiOperation, given: GivenParameters): readonly BoundMember[] {
  const headers = presentIn('header', parameters, given).map(({ parameter, value }): BoundMember => ({ key: parameter.name, value: parameterText(parameter, value) }));
  const cookies = presentIn('cookie', parameters, given).map(({ parameter, value }): ExpressionAst => ({ kind: 'binary', operator: '&', lhs: jsonAst(`${parameter.name}=`), rhs: toAst(parameterText(parameter, value)) }));
  if (cookies.length === 0) return headers;
  const all = cookies.reduce((lhs, rhs): ExpressionAst => ({ kind: 'binary', operator: '&', lhs: { kind: 'binary', operator: '&', lhs, rhs: jsonAst('; ') }, rhs }));
  return [...headers, { key: 'Cookie', value: folded(all, given.origin) }];
}

function contentType(body: OpenApiBody | undefined, origin: string): readonly BoundMember[] {
  if (body === undefined || body.mediaType === 'application/json') return [];
  return [{ key: 'Content-Type', value: { kind: 'literal', origin, value: body.mediaType } }];
}

function bodyOf(body: OpenApiBody, { parameters }: OpenApiOperation, given: GivenParameters): BoundValue | undefined {
  const whole = body.name === '' ? undefined : given.values.get(body.name);
  const isForm = body.mediaType === 'application/x-www-form-urlencoded';
  const value = whole ?? membersOf(body, parameters, given);
  return value === undefined || !isForm ? value : formText(value);
}

/** Members given one by one; those that are parameters of their own are not meant. */
function membersOf(body: OpenApiBody, parameters: readonly OpenApiParameter[], given: GivenParameters): BoundValue | undefined {
  const taken = new Set(parameters.map(({ name }) => name));
  const members = body.properties.filter((name) => !taken.has(name)).flatMap((key): readonly BoundMember[] => {
    const value = given.values.get(key);
    return value === undefined ? [] : [{ key, value }];
  });
  return members.length === 0 ? undefined : { kind: 'object', origin: given.origin, members };
}
