import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Fields } from '../fields.ts';
import type { KindReading } from '../kind-reading.ts';
import { parseSecretReferences } from '../secret-references.ts';
import { checkDeclared, parseValueMap, type ValueMap } from '../value-map.ts';

/** One HTTP call, declared: everything is written down but the values. */
export interface HttpDeclaration {
  readonly method: string;
  /** The address with `{part}` where a path part goes; scheme, host and port are fixed. */
  readonly url: string;
  readonly path: readonly (readonly [string, ValueMap])[];
  readonly query: readonly (readonly [string, ValueMap])[];
  readonly headers: readonly (readonly [string, ValueMap])[];
  readonly body?: ValueMap;
  /** Header that carries the idempotency key. */
  readonly idempotencyHeader?: string;
  /** The DSL's authentication, and headers, with references in the places of secrets. */
  readonly authentication?: JsonValue;
  readonly secretHeaders?: JsonValue;
  /** Statuses of 2xx that are a success; all of them when there are none. */
  readonly success: readonly number[];
  /** Codes of the handler's catalogue by status (`404`), class (`5xx`) or `timeout`. */
  readonly errors: readonly (readonly [string, string])[];
  /** Makes the result of `{ status, content }`. */
  readonly output: ValueMap;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const URL_FORM = { form: /^https?:\/\/[^/\s{}?#@]+(?:\/[^\s?#]*)?$/u, expected: 'an http or https address with a fixed host, without query, fragment and credentials' } as const;
/** RFC 9110 §5.1: a token. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/u;
const HEADER_FORM = { form: HEADER, expected: 'the name of a header' } as const;
/** Set by the connection or by `authentication`, or they would steer where the request goes. */
const RESERVED = new Set(['authorization', 'host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'expect', 'cookie']);
const STATUS_KEY = /^(?:[345]\d\d|2\d\d|[2345]xx|timeout)$/u;
const PART = /\{([^{}]*)\}/gu;
const PART_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/u;
const DEFAULT_OUTPUT: ValueMap = { kind: 'pointer', pointer: '/content' };

/** Reads the members of an `http` declaration. Undefined: something is wrong, and reported. */
export function readHttp(fields: Fields, reading: KindReading): HttpDeclaration | undefined {
  const request = fields.object('request', (inner) => readRequest(inner, reading), 'required');
  const response = fields.object('response', (inner) => readResponse(inner, reading));
  const authentication = fields.has('authentication') ? readAuthentication(fields) : undefined;
  const secretHeaders = fields.members('secretHeaders', (value, name, pointer) => readSecretHeader(fields, { value, name, pointer }));
  if (request === undefined) return undefined;
  return {
    ...request,
    ...(response ?? { success: [], errors: [], output: DEFAULT_OUTPUT }),
    ...(authentication === undefined ? {} : { authentication }),
    ...(secretHeaders.length === 0 ? {} : { secretHeaders: Object.fromEntries(secretHeaders) }),
  };
}

type Request = Pick<HttpDeclaration, 'method' | 'url' | 'path' | 'query' | 'headers' | 'body' | 'idempotencyHeader'>;

function readRequest(fields: Fields, reading: KindReading): Request {
  const method = fields.choice('method', METHODS, 'required') ?? 'get';
  const url = fields.text('url', URL_FORM, 'required') ?? '';
  const mapOf = (value: JsonValue, pointer: string): ValueMap | undefined => inputMap(fields, reading, { value, pointer });
  const path = fields.members('path', (value, _name, pointer) => mapOf(value, pointer));
  const query = fields.members('query', (value, _name, pointer) => mapOf(value, pointer));
  const headers = fields.members('headers', (value, name, pointer) => {
    if (!HEADER.test(name) || RESERVED.has(name.toLowerCase())) fields.reportAt(pointer, 'is no header that a declaration may set');
    return mapOf(value, pointer);
  });
  const given = fields.raw('body');
  const body = given === undefined ? undefined : mapOf(given, `${fields.pointer}/body`);
  const idempotencyHeader = fields.text('idempotencyHeader', HEADER_FORM);
  if (given !== undefined && method === 'get') fields.report('body', 'is not sent with get');
  if (reading.effect === 'idempotent' && method === 'post' && idempotencyHeader === undefined) fields.report('idempotencyHeader', 'must name the header by which the other side knows a repetition: the effect is idempotent');
  checkParts(fields, url, path.map(([name]) => name));
  fields.refuseOthers();
  return { method, url, path, query, headers, ...(body === undefined ? {} : { body }), ...(idempotencyHeader === undefined ? {} : { idempotencyHeader }) };
}

function inputMap(fields: Fields, { input }: KindReading, { value, pointer }: { readonly value: JsonValue; readonly pointer: string }): ValueMap | undefined {
  const map = parseValueMap(value, pointer, fields.reportAt);
  if (map !== undefined) checkDeclared(map, pointer, { schema: input, what: 'input', report: fields.reportAt });
  return map;
}

/** Every part of the address is declared, every declared part is in the address. */
function checkParts(fields: Fields, url: string, declared: readonly string[]): void {
  const parts = [...url.matchAll(PART)].map(([, name = '']) => name);
  for (const name of parts) {
    if (!PART_NAME.test(name)) fields.report('url', 'has a part whose name is not made of letters, digits and _');
    else if (!declared.includes(name)) fields.report('path', `must say what {${name}} is`);
  }
  for (const name of declared) if (!parts.includes(name)) fields.report('path', `has ${name}, which is not in the address`);
  if (url.replaceAll(PART, '').match(/[{}]/u) !== null) fields.report('url', 'has a brace without its other one');
}

type Response = Pick<HttpDeclaration, 'success' | 'errors' | 'output'>;

function readResponse(fields: Fields, { codes }: KindReading): Response {
  const success = fields.items('success', (value, pointer) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 299) return value;
    return void fields.reportAt(pointer, 'must be a status from 200 to 299');
  });
  const errors = fields.members('errors', (value, name, pointer) => {
    if (!STATUS_KEY.test(name)) fields.reportAt(pointer, 'must be a status (404), a class of them (5xx) or timeout');
    if (typeof value === 'string' && codes.includes(value)) return value;
    return void fields.reportAt(pointer, 'must be a code of errors');
  });
  const given = fields.raw('output');
  const output = given === undefined ? DEFAULT_OUTPUT : parseValueMap(given, `${fields.pointer}/output`, fields.reportAt);
  fields.refuseOthers();
  return { success, errors, output: output ?? DEFAULT_OUTPUT };
}

const SCHEMES = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'];

function readAuthentication(fields: Fields): JsonValue | undefined {
  const given = fields.raw('authentication') ?? null;
  const schemes = isJsonObject(given) ? Object.keys(given) : [];
  if (schemes.length !== 1 || !SCHEMES.includes(schemes[0] ?? '')) return void fields.report('authentication', `must be an object with one of ${SCHEMES.join(', ')}`);
  return parseSecretReferences(given, { pointer: `${fields.pointer}/authentication`, report: fields.reportAt, isSecret: false });
}

function readSecretHeader(fields: Fields, { value, name, pointer }: { readonly value: JsonValue; readonly name: string; readonly pointer: string }): JsonValue | undefined {
  if (!HEADER.test(name) || RESERVED.has(name.toLowerCase())) fields.reportAt(pointer, 'is no header that a declaration may set');
  return parseSecretReferences(value, { pointer, report: fields.reportAt, isSecret: true });
}
