import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { DEVELOPMENT_TOKEN_SECONDS_DEFAULT, TOKEN_REQUEST_BYTES_MAX } from './limits.ts';

/** What the endpoints of the development issuer speak of. */
export interface IssuerEndpoints {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly keySet: JSONWebKeySet;
  readonly issueToken: (request: { readonly subject: string; readonly scopes: readonly string[] }) => Promise<string>;
}

interface IssuerAnswer {
  readonly status: number;
  readonly body: object;
}

/** Answers one request of the development issuer; never throws. */
export async function answerIssuerRequest(endpoints: IssuerEndpoints, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await route(endpoints, request).catch((): IssuerAnswer => ({ status: 400, body: { error: 'invalid_request' } }));
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    // RFC 6749 §5.1: an answer with a token is not to be kept.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(answer.status === 401 ? { 'www-authenticate': 'Basic realm="uwf-development"' } : {}),
  });
  response.end(JSON.stringify(answer.body));
}

async function route(endpoints: IssuerEndpoints, request: IncomingMessage): Promise<IssuerAnswer> {
  const path = (request.url ?? '').split('?')[0];
  if (request.method === 'GET' && path === '/.well-known/openid-configuration') return { status: 200, body: discoveryOf(endpoints) };
  if (request.method === 'GET' && path === '/jwks.json') return { status: 200, body: endpoints.keySet };
  if (request.method === 'POST' && path === '/token') return answerToken(endpoints, request);
  return { status: 404, body: { error: 'not_found' } };
}

/** OpenID Connect Discovery §3, as far as this issuer goes. */
function discoveryOf({ issuer, jwksUri, tokenEndpoint, scopes }: IssuerEndpoints): object {
  return {
    issuer,
    jwks_uri: jwksUri,
    token_endpoint: tokenEndpoint,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: scopes,
  };
}

/** Client credentials (RFC 6749 §4.4); the subject is the client itself. */
async function answerToken(endpoints: IssuerEndpoints, request: IncomingMessage): Promise<IssuerAnswer> {
  const form = new URLSearchParams(await readBody(request));
  const client = basicCredentials(request.headers.authorization) ?? { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  if (!isEqual(client.id, endpoints.clientId) || !isEqual(client.secret, endpoints.clientSecret)) return { status: 401, body: { error: 'invalid_client' } };
  if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
  const scopes = form.get('scope')?.split(' ').filter((scope) => scope !== '') ?? endpoints.scopes;
  if (!scopes.every((scope) => endpoints.scopes.includes(scope))) return { status: 400, body: { error: 'invalid_scope' } };
  const token = await endpoints.issueToken({ subject: client.id, scopes });
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: DEVELOPMENT_TOKEN_SECONDS_DEFAULT, scope: scopes.join(' ') } };
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function basicCredentials(header: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/iu.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: decodeURIComponent(text.slice(0, colon)), secret: decodeURIComponent(text.slice(colon + 1)) };
}

/** Digests have one length, so that the comparison takes the same time for every guess. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > TOKEN_REQUEST_BYTES_MAX) return '';
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
