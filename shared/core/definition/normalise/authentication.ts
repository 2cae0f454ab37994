import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { AUTHENTICATION_SCHEMES } from '../check/authentication-places.ts';
import { memberOf } from '../check/places.ts';
import type { AuthenticationSpec } from '../model.ts';

/** An authentication policy, the secret that holds one, or the name of one of `use.authentications` (DSL "Authentication"). */
export function readAuthentication(value: JsonValue | undefined, pointer: string): AuthenticationSpec | undefined {
  const name = memberOf(value, 'use');
  if (typeof name === 'string') return { kind: 'reference', name, pointer: appendPointer(pointer, 'use') };
  const scheme = AUTHENTICATION_SCHEMES.find((candidate) => memberOf(value, candidate) !== undefined);
  if (scheme === undefined) return undefined;
  const properties = memberOf(value, scheme);
  const secret = memberOf(properties, 'use');
  if (typeof secret === 'string') return { kind: 'secret', scheme, secret, pointer: appendPointer(pointer, scheme, 'use') };
  return { kind: 'policy', scheme, properties: { pointer: appendPointer(pointer, scheme), value: properties ?? {} } };
}
