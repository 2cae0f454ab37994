import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { HttpTaskCaller } from '../../../tasks/task-context.ts';
import type { RunnerContext } from '../../define-handler.ts';
import { HandlerFault } from '../../handler-error.ts';
import { applyValueMap, type ContextValues, type ValueMap } from '../value-map.ts';
import type { HttpDeclaration } from './declaration.ts';

type TaskOutcome = Awaited<ReturnType<HttpTaskCaller['execute']>>;

/** Makes the declared call once, and its result. Ends with a code of the catalogue where the declaration names one for what came back. */
export async function performHttp(declaration: HttpDeclaration, http: HttpTaskCaller, call: { readonly input: JsonValue; readonly context: RunnerContext }): Promise<JsonValue> {
  const { context } = call;
  const outcome = await http.execute({ arguments: argumentsOf(declaration, call.input, context), signal: context.signal });
  if (outcome.outcome === 'failed') return failWith(declaration, context, keyOf(outcome));
  const { statusCode, content } = isJsonObject(outcome.output) ? outcome.output : {};
  if (typeof statusCode !== 'number' || content === undefined) throw new HandlerFault('answer');
  if (declaration.success.length > 0 && !declaration.success.includes(statusCode)) return failWith(declaration, context, { kind: 'status', status: statusCode });
  return applyValueMap(declaration.output, { status: statusCode, content }, context) ?? null;
}

/** The arguments of `uwf:http`, which the executor checks once more. */
function argumentsOf(declaration: HttpDeclaration, input: JsonValue, context: RunnerContext): JsonObject {
  const { method, authentication, secretHeaders, idempotencyHeader } = declaration;
  const body = declaration.body === undefined ? undefined : applyValueMap(declaration.body, input, context);
  return {
    method,
    endpoint: addressOf(declaration, input, context),
    query: scalarsOf(declaration.query, input, context),
    headers: { ...scalarsOf(declaration.headers, input, context), ...(idempotencyHeader === undefined ? {} : { [idempotencyHeader]: context.idempotencyKey }) },
    output: 'response',
    ...(body === undefined ? {} : { body }),
    ...(authentication === undefined ? {} : { authentication }),
    ...(secretHeaders === undefined ? {} : { secretHeaders }),
  };
}

const PART = /\{([^{}]*)\}/gu;

/** A part is one segment or less of one: what it holds never becomes structure of the address. */
function addressOf({ url, path }: HttpDeclaration, input: JsonValue, context: ContextValues): string {
  const parts = new Map(path.map(([name, map]) => [name, textOf(applyValueMap(map, input, context))]));
  return url.replaceAll(PART, (_part, name: string) => {
    const text = parts.get(name);
    // `.` and `..` would be taken out of the path when the address is read (RFC 3986 §5.2.4), encoded or not.
    if (text === undefined || text === '' || text === '.' || text === '..') throw new HandlerFault('path');
    return encodeURIComponent(text);
  });
}

function scalarsOf(maps: readonly (readonly [string, ValueMap])[], input: JsonValue, context: ContextValues): JsonObject {
  return Object.fromEntries(
    maps.flatMap(([name, map]) => {
      const value = applyValueMap(map, input, context);
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

type FailureKey = { readonly kind: 'status'; readonly status: number } | { readonly kind: 'timeout' | 'other' };

const COMMUNICATION = `${STANDARD_ERROR_TYPE_BASE}communication#`;

/** What the executor says of a failure; a call that got no answer has status 500. */
function keyOf({ error }: Extract<TaskOutcome, { readonly outcome: 'failed' }>): FailureKey {
  if (error === ERROR_NAMES.timeout) return { kind: 'timeout' };
  return error.startsWith(COMMUNICATION) ? { kind: 'status', status: Number(error.slice(COMMUNICATION.length)) } : { kind: 'other' };
}

function failWith({ errors }: HttpDeclaration, context: RunnerContext, key: FailureKey): never {
  const names = key.kind === 'status' ? [String(key.status), `${Math.floor(key.status / 100)}xx`] : [key.kind];
  const code = names.flatMap((name) => errors.find(([declared]) => declared === name)?.[1] ?? [])[0];
  if (code !== undefined) return context.fail(code);
  throw new HandlerFault(key.kind === 'other' ? 'refused' : key.kind);
}
