import type { JsonValue } from '../../kernel/json.ts';
import { memberOf } from '../../definition/check/places.ts';

/** `scheme://`: what makes the name of a call an address. */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** The target's own catalogue. */
const DEFAULT_CATALOG = 'default';

/** `name:version@catalogue`. */
const REFERENCE = /^([^:@]+):([^:@]+)@([^@]+)$/;

/**
 * Where the function of a call stands outside of the document (DSL "Catalogs", "Using a Custom Function"): its address, or its place beneath the
 * root of one of `use.catalogs`. Undefined for functions of the document and of the target. Pages of GitHub and GitLab become the files they show.
 */
export function functionUri(call: string, catalogs: JsonValue | undefined): string | undefined {
  if (ABSOLUTE.test(call)) return rawUri(call);
  const [, name, version, catalog] = REFERENCE.exec(call) ?? [];
  const root = catalog === undefined || catalog === DEFAULT_CATALOG ? undefined : uriOf(memberOf(memberOf(catalogs, catalog), 'endpoint'));
  return root === undefined || name === undefined || version === undefined ? undefined : rawUri(`${root.replace(/\/+$/, '')}/functions/${name}/${version}/function.yaml`);
}

/** An endpoint is a URI, or an object that has one. */
export function uriOf(endpoint: JsonValue | undefined): string | undefined {
  const uri = typeof endpoint === 'string' ? endpoint : memberOf(endpoint, 'uri');
  return typeof uri === 'string' ? uri : undefined;
}

const GITHUB_PAGE = /^https:\/\/github\.com\/([^/]+)\/([^/]+)\/(?:tree|blob)\/(.+)$/;
const GITLAB_PAGE = /^(https:\/\/gitlab\.[^/]+\/.+?\/-)\/(?:tree|blob)\/(.+)$/;

function rawUri(uri: string): string {
  const [, owner, repository, rest] = GITHUB_PAGE.exec(uri) ?? [];
  if (owner !== undefined && repository !== undefined && rest !== undefined) return `https://raw.githubusercontent.com/${owner}/${repository}/${rest}`;
  return uri.replace(GITLAB_PAGE, '$1/raw/$2');
}
