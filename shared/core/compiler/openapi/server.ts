import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { itemsAt, objectAt, textAt } from './json.ts';

/** The first server that holds for an operation, as an absolute URL; undefined when there is none. `holders`: operation, path, document. */
export function serverOf(document: JsonObject, holders: readonly JsonValue[], documentUri: string): string | undefined {
  const url = textAt(document, 'swagger') === undefined ? openApiServer(holders) : swaggerServer(document, holders[0], documentUri);
  return url === undefined ? undefined : trimmed(absolute(url, documentUri));
}

/** OpenAPI 3 "Server Object": variables stand for their defaults; without any server it is the document's own host. */
function openApiServer(holders: readonly JsonValue[]): string {
  const server = holders.map((holder) => itemsAt(holder, 'servers')[0]).find((one) => one !== undefined);
  const url = textAt(server, 'url') ?? '/';
  return url.replace(/\{([^{}]+)\}/g, (whole, name: string) => textAt(objectAt(objectAt(server, 'variables'), name), 'default') ?? whole);
}

/** Swagger 2.0: `schemes`, `host` and `basePath`; https where there is a choice, and what the document does not say is that of its own address. */
function swaggerServer(document: JsonObject, operation: JsonValue | undefined, documentUri: string): string | undefined {
  const [scheme, host] = originOf(documentUri);
  const schemes = [itemsAt(operation, 'schemes'), itemsAt(document, 'schemes')].find((list) => list.length > 0) ?? [];
  const chosen = schemes.includes('https') ? 'https' : (schemes.find((one) => one === 'http') ?? scheme);
  const authority = textAt(document, 'host') ?? host;
  if (chosen === undefined || authority === undefined) return undefined;
  return `${String(chosen)}://${authority}${textAt(document, 'basePath') ?? ''}`;
}

const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;

function originOf(uri: string): readonly [string?, string?] {
  const [, scheme, host] = ORIGIN.exec(uri) ?? [];
  return scheme === undefined || host === undefined ? [] : [scheme, host];
}

/** RFC 3986 §5.2 for what servers are written as: absolute, with a host, with an absolute path, or beside the document. */
function absolute(url: string, documentUri: string): string {
  const [scheme, host] = originOf(documentUri);
  if (ORIGIN.test(url) || scheme === undefined || host === undefined) return url;
  if (url.startsWith('//')) return `${scheme}:${url}`;
  if (url.startsWith('/')) return `${scheme}://${host}${url}`;
  const path = documentUri.slice(`${scheme}://${host}`.length).replace(/[?#].*$/, '');
  return `${scheme}://${host}${normalised(`${path.slice(0, path.lastIndexOf('/') + 1) || '/'}${url}`)}`;
}

function normalised(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  const joined = segments.join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

function trimmed(url: string): string | undefined {
  return ORIGIN.test(url) ? url.replace(/\/+$/, '') : undefined;
}
