import * as oauth from 'oauth4webapi';
import { domainFailure, type DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { ClientAuthentication, OAuthPolicy } from './authentication.ts';
import type { EgressPolicy } from './egress-hosts.ts';
import { readBody } from './http-response.ts';
import { TOKEN_RESPONSE_BYTES_MAX, TOKEN_TIMEOUT_MS } from './limits.ts';

/** What requests for tokens are made with. */
export interface TokenRequestContext {
  readonly isAllowed: EgressPolicy;
  readonly send: typeof fetch;
}

/** A bearer token; without `lifeMs` its server does not say how long it holds. */
export interface AccessToken {
  readonly token: string;
  readonly lifeMs?: number;
}

/**
 * Asks an authorization server for a token (RFC 6749 §4.3, §4.4, §6; RFC 8693), found by discovery for `oidc` (OpenID Connect Discovery 1.0 §4).
 * Every address that is asked is held to the egress list. A failure tells its kind only: answers of the server may quote credentials.
 */
export async function requestToken(context: TokenRequestContext, policy: OAuthPolicy): Promise<Result<AccessToken, DomainFailure>> {
  const doors = createDoors(context, policy);
  try {
    const server = policy.kind === 'oidc' ? await discover(policy, doors.options) : { issuer: policy.authority, token_endpoint: tokenEndpoint(policy) };
    const client: oauth.Client = { client_id: policy.client.id ?? ANONYMOUS };
    const authenticate = CLIENT_AUTHENTICATION[policy.client.authentication](policy.client);
    const response = await oauth.genericTokenEndpointRequest(server, client, authenticate, policy.grant, parametersOf(policy), doors.options);
    const answer = await oauth.processGenericTokenEndpointResponse(server, client, response);
    return conclude(policy, server, answer);
  } catch {
    return fail(failureOf(doors.closed()));
  }
}

const ANONYMOUS = 'anonymous';

/** Beneath the authority, whose own path stays: `http://host/realms/one` and `/oauth2/token` make one address. */
function tokenEndpoint({ authority, tokenPath }: OAuthPolicy): string {
  return URL.canParse(tokenPath) ? tokenPath : `${authority.replace(/\/+$/u, '')}/${tokenPath.replace(/^\/+/u, '')}`;
}

const DISCOVERY_PATH = /\/?\.well-known\/openid-configuration\/?$/u;

async function discover({ authority }: OAuthPolicy, options: Doors['options']): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(authority.replace(DISCOVERY_PATH, ''));
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
}

type ClientOf = (client: OAuthPolicy['client']) => oauth.ClientAuth;

const CLIENT_AUTHENTICATION: { readonly [method in ClientAuthentication]: ClientOf } = {
  client_secret_post: ({ secret, assertion }) => (secret === undefined ? assertedBy(assertion) : oauth.ClientSecretPost(secret)),
  client_secret_basic: ({ secret, assertion }) => (secret === undefined ? assertedBy(assertion) : oauth.ClientSecretBasic(secret)),
  client_secret_jwt: ({ secret, assertion }) => (assertion === undefined && secret !== undefined ? oauth.ClientSecretJwt(secret) : assertedBy(assertion)),
  private_key_jwt: ({ assertion }) => assertedBy(assertion),
  none: ({ id }) => (id === undefined ? () => undefined : oauth.None()),
};

/** An assertion that was made elsewhere (RFC 7521 §4.2). */
function assertedBy(assertion: string | undefined): oauth.ClientAuth {
  return (_server, { client_id }, body) => {
    body.set('client_id', client_id);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', assertion ?? '');
  };
}

function parametersOf(policy: OAuthPolicy): string[][] {
  const { grant, scopes, audiences, username, password, subject, actor } = policy;
  const pair = (name: string, value: string | undefined): string[][] => (value === undefined ? [] : [[name, value]]);
  const granted: { readonly [kind in OAuthPolicy['grant']]: string[][] } = {
    client_credentials: [],
    password: [...pair('username', username), ...pair('password', password)],
    refresh_token: pair('refresh_token', subject?.token),
    'urn:ietf:params:oauth:grant-type:token-exchange': [
      ...pair('subject_token', subject?.token),
      ...pair('subject_token_type', subject?.type),
      ...pair('actor_token', actor?.token),
      ...pair('actor_token_type', actor?.type),
    ],
  };
  return [...granted[grant], ...pair('scope', scopes.length === 0 ? undefined : scopes.join(' ')), ...audiences.flatMap((audience) => pair('audience', audience))];
}

function conclude(policy: OAuthPolicy, server: oauth.AuthorizationServer, answer: oauth.TokenEndpointResponse): Result<AccessToken, DomainFailure> {
  if (answer.token_type !== 'bearer') return fail(failureOf(undefined));
  const issuer = issuerOf(answer.access_token) ?? server.issuer;
  if (policy.issuers.length > 0 && !policy.issuers.includes(issuer)) return fail(domainFailure('authentication', { title: 'The token was issued by somebody whom the task does not accept' }));
  return succeed({ token: answer.access_token, ...(answer.expires_in === undefined ? {} : { lifeMs: answer.expires_in * 1_000 }) });
}

/** `iss` of a token that is a JWT (RFC 7519 §4.1.1); undefined for an opaque one. */
function issuerOf(token: string): string | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims && typeof claims.iss === 'string' ? claims.iss : undefined;
  } catch {
    return undefined;
  }
}

/** Why a request did not come through, as far as that is known here. */
type Closed = 'refused' | 'unreachable';

interface Doors {
  readonly options: { readonly [oauth.customFetch]: (url: string, options: oauth.CustomFetchOptions<string, unknown>) => Promise<Response>; readonly [oauth.allowInsecureRequests]: true };
  closed(): Closed | undefined;
}

/** Every request of the library goes through here. Without TLS only where the egress list names the host. */
function createDoors({ isAllowed, send }: TokenRequestContext, { encoding }: OAuthPolicy): Doors {
  let closed: Closed | undefined;
  const through = async (url: string, { method, headers, body }: oauth.CustomFetchOptions<string, unknown>): Promise<Response> => {
    closed = 'refused';
    if (!isAllowed(new URL(url))) return Response.error();
    closed = 'unreachable';
    const form = body instanceof URLSearchParams ? body : undefined;
    const content = form === undefined ? {} : { body: encoding === 'application/json' ? toJson(form) : form.toString() };
    const sent = form !== undefined && encoding === 'application/json' ? { ...headers, 'content-type': encoding } : headers;
    const response = await send(url, { method, headers: sent, redirect: 'manual', signal: AbortSignal.timeout(TOKEN_TIMEOUT_MS), ...content });
    const read = await readBody(response, TOKEN_RESPONSE_BYTES_MAX);
    closed = undefined;
    return new Response(HAS_NO_BODY.has(response.status) ? null : Buffer.from(read ?? []), { status: response.status, headers: response.headers });
  };
  return { options: { [oauth.customFetch]: through, [oauth.allowInsecureRequests]: true }, closed: () => closed };
}

const HAS_NO_BODY = new Set([204, 205, 304]);

/** A parameter that occurs several times becomes an array. */
function toJson(form: URLSearchParams): string {
  const names = [...new Set(form.keys())];
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)])));
}

function failureOf(closed: Closed | undefined): DomainFailure {
  if (closed === 'refused') return domainFailure('authorization', { title: 'The host of the authorization server is not on the egress list' });
  if (closed === 'unreachable') return domainFailure('communication', { title: 'The authorization server cannot be reached' });
  return domainFailure('authentication', { title: 'The authorization server gave no token' });
}
