import { endOf } from '#shared/core/tier/expiry.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { Handler } from './define-handler.ts';
import { openObjects, schemaNodeAt } from './output-schema.ts';

/** What every kind of handler has. */
export const COMMON_MEMBERS = ['name', 'version', 'description', 'input', 'output', 'errors', 'declassify', 'effect', 'timeoutSeconds', 'target', 'concurrencyMax'] as const;
const MEMBERS: readonly string[] = [...COMMON_MEMBERS, 'handle'];
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;
const NAME_CHARACTERS_MAX = 63;
/** Semantic versioning 2.0.0, without build metadata. */
const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?$/u;
const ERROR_CODE = /^[A-Z][A-Z0-9_]*$/u;
const ERROR_CODE_CHARACTERS_MAX = 64;
const TITLE_CHARACTERS_MAX = 200;
const EFFECTS = ['local', 'idempotent', 'opaque'];
const METHODS = ['enum', 'boolean', 'range', 'masked', 'aggregate', 'token'];
const TIMEOUT_SECONDS_MAX = 86_400;
const TARGET = /^[a-z0-9][a-z0-9.-]{0,62}$/u;
const CONCURRENCY_MAX = 1_000;

/** True for an export that is meant as a handler. */
export function isHandlerLike(value: unknown): value is { readonly handle: unknown } {
  return typeof value === 'object' && value !== null && 'handle' in value;
}

/** Checks an exported handler; every problem at once, each a sentence that starts with the member's JSON Pointer. */
export function parseHandler(value: { readonly handle: unknown }): Result<Handler, readonly string[]> {
  const plain = plainPartOf(value);
  if (plain === undefined) return fail(['a handler is JSON except for its function: something in it is not']);
  const problems = [...unknownMembers(value), ...commonProblems(plain), ...functionProblems(value)];
  return problems.length > 0 ? fail(problems) : succeed(asHandler(value));
}

/** What is wrong with the members that every kind has, each a sentence that starts with the member's JSON Pointer. */
export function commonProblems(plain: JsonObject): readonly string[] {
  return [...namingProblems(plain), ...schemaProblems(plain), ...errorProblems(plain['errors']), ...declassifyProblems(plain), ...runProblems(plain)];
}

/** The one cast: every member has been checked. */
function asHandler(value: unknown): Handler {
  return value as Handler;
}

/** The part that goes into the catalogue, as JSON: what changes by being written down is refused. */
function plainPartOf(value: object): JsonObject | undefined {
  const entries = Object.entries(value).filter(([name]) => name !== 'handle');
  try {
    const copy: unknown = JSON.parse(JSON.stringify(Object.fromEntries(entries)));
    return isJsonObject(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}

function unknownMembers(value: object): readonly string[] {
  return Object.keys(value).filter((name) => !MEMBERS.includes(name)).map((name) => `/${name} is not a member of a handler`);
}

function namingProblems(plain: JsonObject): readonly string[] {
  const { name, version, description } = plain;
  return findings([
    [typeof name === 'string' && NAME.test(name) && name.length <= NAME_CHARACTERS_MAX, '/name must be lower case words joined by hyphens, at most 63 characters'],
    [typeof version === 'string' && VERSION.test(version), '/version must be a semantic version, such as 1.0.0'],
    [description === undefined || typeof description === 'string', '/description must be text'],
  ]);
}

function schemaProblems(plain: JsonObject): readonly string[] {
  const { input, output } = plain;
  if (!isJsonObject(input)) return ['/input must be a JSON Schema object'];
  if (!isJsonObject(output)) return ['/output must be a JSON Schema object'];
  return openObjects(output, '/output').map((pointer) => `${pointer} must be closed: additionalProperties: false`);
}

function errorProblems(errors: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(errors)) return ['/errors must be an object of error codes, empty when there is none'];
  return Object.entries(errors).flatMap(([code, spec]) => (isJsonObject(spec) ? errorSpecProblems(code, spec) : [`/errors/${code} must be an object`]));
}

function errorSpecProblems(code: string, spec: JsonObject): readonly string[] {
  const { status, title, retryable } = spec;
  return findings([
    [ERROR_CODE.test(code) && code.length <= ERROR_CODE_CHARACTERS_MAX, `/errors/${code} must be named in capitals, digits and underscores`],
    [typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599, `/errors/${code}/status must be a whole number from 400 to 599`],
    [typeof title === 'string' && title.length > 0 && title.length <= TITLE_CHARACTERS_MAX, `/errors/${code}/title must be text of at most ${TITLE_CHARACTERS_MAX} characters`],
    [typeof retryable === 'boolean', `/errors/${code}/retryable must be true or false`],
    [Object.keys(spec).length === 3, `/errors/${code} has exactly status, title and retryable`],
  ]);
}

function declassifyProblems(plain: JsonObject): readonly string[] {
  const { declassify, output } = plain;
  if (declassify === undefined) return [];
  if (!isJsonArray(declassify)) return ['/declassify must be a list'];
  return declassify.flatMap((entry, index) => (isJsonObject(entry) ? declassificationProblems(entry, `/declassify/${index}`, output) : [`/declassify/${index} must be an object`]));
}

function declassificationProblems(entry: JsonObject, pointer: string, output: JsonValue | undefined): readonly string[] {
  const { path, to, purpose, method, expires } = entry;
  return findings([
    [typeof path === 'string' && isJsonObject(output) && schemaNodeAt(output, path) !== undefined, `${pointer}/path must be a JSON Pointer to a declared part of the output`],
    [to === 2 || to === 3, `${pointer}/to must be 2 or 3`],
    [typeof purpose === 'string' && purpose.length > 0, `${pointer}/purpose must say what the release is for`],
    [typeof method === 'string' && METHODS.includes(method), `${pointer}/method must be one of ${METHODS.join(', ')}`],
    [expires === undefined || (typeof expires === 'string' && endOf(expires) !== undefined), `${pointer}/expires must be a date or date-time of RFC 3339`],
    [Object.keys(entry).every((name) => ['path', 'to', 'purpose', 'method', 'expires'].includes(name)), `${pointer} has a member that a declassification does not have`],
  ]);
}

function functionProblems(value: { readonly handle: unknown }): readonly string[] {
  return typeof value.handle === 'function' ? [] : ['/handle must be a function'];
}

function runProblems(plain: JsonObject): readonly string[] {
  const { effect, timeoutSeconds, target, concurrencyMax } = plain;
  return findings([
    [typeof effect === 'string' && EFFECTS.includes(effect), `/effect must be one of ${EFFECTS.join(', ')}`],
    [timeoutSeconds === undefined || (typeof timeoutSeconds === 'number' && timeoutSeconds > 0 && timeoutSeconds <= TIMEOUT_SECONDS_MAX), `/timeoutSeconds must be over 0 and at most ${TIMEOUT_SECONDS_MAX}`],
    [target === undefined || (typeof target === 'string' && TARGET.test(target)), '/target must be a name of lower-case letters, digits, dots and hyphens'],
    [concurrencyMax === undefined || (typeof concurrencyMax === 'number' && Number.isInteger(concurrencyMax) && concurrencyMax >= 1 && concurrencyMax <= CONCURRENCY_MAX), `/concurrencyMax must be a whole number from 1 to ${CONCURRENCY_MAX}`],
  ]);
}

function findings(rules: readonly (readonly [boolean, string])[]): readonly string[] {
  return rules.filter(([holds]) => !holds).map(([, message]) => message);
}
