import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { memberOf } from '../check/places.ts';
import type { ExternalResource } from '../model.ts';
import { readAuthentication } from './authentication.ts';
import { parsePresent } from './parse-present.ts';
import type { Reading } from './reading.ts';

/**
 * A document outside of the definition: `{name?, endpoint}`, where the endpoint is a URI or an object with one. Resources are fetched when
 * the definition is compiled, so an address with an expression or a template in it is refused (UWF-1074).
 */
export function readExternalResource(reading: Reading, value: JsonValue | undefined, pointer: string): ExternalResource | undefined {
  const endpoint = memberOf(value, 'endpoint');
  const isText = typeof endpoint === 'string';
  const uri = isText ? endpoint : memberOf(endpoint, 'uri');
  if (typeof uri !== 'string') return undefined;
  const uriPointer = appendPointer(pointer, 'endpoint', ...(isText ? [] : ['uri']));
  if (/[{}]/u.test(uri)) {
    reading.findings.push(diagnosticError('UWF-1074', uriPointer, 'the address of the resource has an expression or a template in it'));
    return undefined;
  }
  const name = memberOf(value, 'name');
  return {
    pointer,
    uri,
    ...parsePresent<Partial<Pick<ExternalResource, 'name' | 'authentication'>>>({
      name: typeof name === 'string' ? name : undefined,
      authentication: readAuthentication(memberOf(endpoint, 'authentication'), appendPointer(pointer, 'endpoint', 'authentication')),
    }),
  };
}
