import { SECRET_REFERENCE_KEY } from '#shared/core/asl/model.ts';
import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Report } from './value-map.ts';

/** Members of an authentication that must not stand in a file in the clear. */
const SECRET_MEMBERS = new Set(['password', 'token', 'secret', 'assertion']);

export interface SecretPlace {
  readonly pointer: string;
  readonly report: Report;
  /** True where only a reference may stand. */
  readonly isSecret: boolean;
}

/** `{ $secret: name }` and `{ $secret: name, $member: path }` in the form that executors know; a secret in the clear is reported. */
export function parseSecretReferences(value: JsonValue, place: SecretPlace): JsonValue | undefined {
  const { pointer, report, isSecret } = place;
  if (isJsonObject(value) && '$secret' in value) return parseReference(value, place);
  if (isSecret) return void report(pointer, 'must be { $secret: name }: no secret stands in a file of the handlers');
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    // The subject of a token exchange is an object that holds its token.
    const isOnlyReference = SECRET_MEMBERS.has(name);
    return [name, parseSecretReferences(member, { pointer: appendPointer(pointer, name), report, isSecret: isOnlyReference })] as const;
  });
  return Object.fromEntries(members.map(([name, member]) => [name, member ?? null]));
}

function parseReference(value: JsonObject, { pointer, report }: SecretPlace): JsonValue | undefined {
  const { $secret: name, $member: member, ...others } = value;
  const isSound = typeof name === 'string' && name !== '' && (member === undefined || typeof member === 'string') && Object.keys(others).length === 0;
  if (!isSound) return void report(pointer, 'must be { $secret: name } or { $secret: name, $member: path }');
  return { [SECRET_REFERENCE_KEY]: name, ...(member === undefined ? {} : { member }) };
}
