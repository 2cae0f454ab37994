import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { SECRET_REFERENCE_KEY } from './model.ts';

/** Levels of what holds references. */
const DEPTH_MAX = 32;

/** What stands for a secret in the arguments of a task: its name and, where it is an object, a path of members such as `a.b`. */
export interface SecretReference {
  readonly name: string;
  readonly member?: string;
}

/** The reference that a value is; undefined when it is anything else. */
export function secretReferenceOf(value: JsonValue): SecretReference | undefined {
  if (!isJsonObject(value)) return undefined;
  const { [SECRET_REFERENCE_KEY]: name, member, ...others } = value;
  if (typeof name !== 'string' || Object.keys(others).length > 0) return undefined;
  if (member === undefined) return { name };
  return typeof member === 'string' ? { name, member } : undefined;
}

/** Names of all secrets that a value refers to, each once. */
export function secretNamesIn(value: JsonValue): readonly string[] {
  const names = new Set<string>();
  collect(value, names, 0);
  return [...names];
}

function collect(value: JsonValue, names: Set<string>, depth: number): void {
  if (depth > DEPTH_MAX) return;
  const reference = secretReferenceOf(value);
  if (reference !== undefined) names.add(reference.name);
  else if (isJsonArray(value)) value.forEach((item) => collect(item, names, depth + 1));
  else if (isJsonObject(value)) Object.values(value).forEach((member) => collect(member, names, depth + 1));
}

/**
 * The value with secrets in the places of their references (mapping §6.6). The result is never stored, logged or told. The error is the
 * JSON Pointer of a reference whose secret, or member of a secret, is not there; also of what is nested too deep.
 */
export function withSecrets(value: JsonValue, secrets: ReadonlyMap<string, JsonValue>): Result<JsonValue, string> {
  return replaced({ value, pointer: '', depth: 0 }, secrets);
}

interface Place {
  readonly value: JsonValue;
  readonly pointer: string;
  readonly depth: number;
}

function replaced({ value, pointer, depth }: Place, secrets: ReadonlyMap<string, JsonValue>): Result<JsonValue, string> {
  if (depth > DEPTH_MAX) return fail(pointer);
  const reference = secretReferenceOf(value);
  if (reference !== undefined) {
    const secret = resolved(reference, secrets);
    return secret === undefined ? fail(pointer) : succeed(secret);
  }
  if (!isJsonArray(value) && !isJsonObject(value)) return succeed(value);
  const entries: (readonly [string, JsonValue])[] = [];
  for (const [key, member] of Object.entries(value)) {
    const part = replaced({ value: member, pointer: appendPointer(pointer, key), depth: depth + 1 }, secrets);
    if (!part.ok) return part;
    entries.push([key, part.value]);
  }
  return succeed(isJsonArray(value) ? entries.map(([, item]) => item) : objectOf(entries));
}

function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

function resolved({ name, member }: SecretReference, secrets: ReadonlyMap<string, JsonValue>): JsonValue | undefined {
  let value = secrets.get(name);
  for (const key of member?.split('.') ?? []) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}
