import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Operation } from '../operations/operation.ts';
import { decodePercent } from './percent-encoding.ts';

/** Where a request goes, with the decoded variables of the path. */
export interface Route {
  readonly operation: Operation;
  readonly params: { readonly [name: string]: string };
}

export type Router = (method: string, path: string) => Result<Route, UwfError>;

/**
 * Finds operations by method and path. Segments are compared decoded (RFC 3986 §6.2.2.2) and one by one: `//`, `..` and a `/` at the end
 * name other paths, which do not exist. `HEAD` goes where `GET` goes (RFC 9110 §9.3.2).
 */
export function createRouter(operations: readonly Operation[]): Router {
  const templates = operations.map((operation) => ({ operation, segments: operation.path.split('/') }));
  return (method, path) => {
    const segments = path.split('/').map(decodePercent);
    if (!segments.every((segment) => segment !== undefined)) return fail(new UwfError('UWF-4000', 'the path is not valid percent-encoded UTF-8'));
    const matches = templates.flatMap((template) => {
      const params = match(template.segments, segments);
      return params === undefined ? [] : [{ operation: template.operation, params }];
    });
    const found = matches.find(({ operation }) => operation.method === (method === 'HEAD' ? 'GET' : method));
    return found === undefined ? fail(noRoute(matches)) : succeed(found);
  };
}

function noRoute(matches: readonly Route[]): UwfError {
  if (matches.length === 0) return new UwfError('UWF-4040');
  const methods = matches.flatMap(({ operation }) => (operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method]));
  return new UwfError('UWF-4050', undefined, { details: { allow: methods.join(', ') } });
}

const VARIABLE = /^\{(.+)\}$/u;

function match(template: readonly string[], segments: readonly string[]): Route['params'] | undefined {
  if (template.length !== segments.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] ?? '';
    const variable = VARIABLE.exec(expected)?.[1];
    if (variable === undefined ? segment !== expected : segment === '') return undefined;
    if (variable !== undefined) params.push([variable, segment]);
  }
  return Object.fromEntries(params);
}
