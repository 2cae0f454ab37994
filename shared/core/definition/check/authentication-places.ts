import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { AuthenticationScheme } from '../model.ts';
import { dataOwnersOf, entriesOf, valueAlong, type PartPlace, type Places } from './places.ts';
import type { RawTaskKind } from './task-kind.ts';

/** Schemes that a policy may have (DSL "Authentication"). */
export const AUTHENTICATION_SCHEMES = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'] as const satisfies readonly AuthenticationScheme[];

/** Every authentication policy of a document, and every reference to one, with its place. */
export function collectAuthentications(document: JsonObject, places: Places): readonly PartPlace[] {
  const reusable = partsOf(document, ['use', 'authentications']).map(({ pointer, value }) => ({ pointer, value }));
  const catalogs = partsOf(document, ['use', 'catalogs']).flatMap((catalog) => found(catalog, [['endpoint', 'authentication']]));
  const ofTasks = places.tasks.flatMap((place) => found(place, place.kind === undefined ? [] : (AUTHENTICATION_PATHS[place.kind] ?? [])));
  return [...reusable, ...catalogs, ...dataOwnersOf(document, places).flatMap((owner) => found(owner, SCHEMA_RESOURCES)), ...ofTasks];
}

function partsOf(document: JsonObject, path: readonly string[]): readonly PartPlace[] {
  return entriesOf(valueAlong(document, path)).map(([name, value]) => ({ pointer: appendPointer('', ...path, name), value }));
}

function found(owner: PartPlace, paths: readonly (readonly string[])[]): readonly PartPlace[] {
  return paths.flatMap((path) => {
    const value = valueAlong(owner.value, path);
    return value === undefined ? [] : [{ pointer: appendPointer(owner.pointer, ...path), value }];
  });
}

const SCHEMA_RESOURCES = ['input', 'output', 'export'].map((field) => [field, 'schema', 'resource', 'endpoint', 'authentication']);

/** Where tasks of each kind say who they are. */
const AUTHENTICATION_PATHS: { readonly [kind in RawTaskKind]?: readonly (readonly string[])[] } = {
  'call-http': [['with', 'endpoint', 'authentication']],
  'call-openapi': [
    ['with', 'authentication'],
    ['with', 'document', 'endpoint', 'authentication'],
  ],
  'call-grpc': [
    ['with', 'service', 'authentication'],
    ['with', 'proto', 'endpoint', 'authentication'],
  ],
  'call-asyncapi': [
    ['with', 'authentication'],
    ['with', 'document', 'endpoint', 'authentication'],
  ],
  'call-a2a': [
    ['with', 'server', 'authentication'],
    ['with', 'agentCard', 'endpoint', 'authentication'],
  ],
  'call-mcp': [['with', 'transport', 'http', 'endpoint', 'authentication']],
  run: [['run', 'script', 'source', 'endpoint', 'authentication']],
};
