import { createServer, type Server } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { SignJWT, type JSONWebKeySet } from 'jose';
import { assert } from '#shared/core/kernel/assert.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import { openIssuerFiles, type IssuerFiles } from './issuer-files.ts';
import { answerIssuerRequest, type IssuerEndpoints } from './issuer-endpoints.ts';
import { DEVELOPMENT_TOKEN_SECONDS_DEFAULT } from './limits.ts';

export interface DevelopmentIssuerOptions {
  /** Where the key pair and the client secret are kept, mode 0600; made when missing. */
  readonly directory: string;
  /** Loopback only; 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0 or absent: any free port, which changes the issuer's name at every start. */
  readonly port?: number;
  /** `aud` of every token. */
  readonly audience: string;
  /** What the development client may ask for. */
  readonly scopes: readonly string[];
  readonly clientId?: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A running issuer of access tokens. */
export interface DevelopmentIssuer {
  /** `iss` of its tokens and the base of its URLs. */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly keySet: JSONWebKeySet;
  /** Signs a token in this process. */
  issueToken(request: TokenRequest): Promise<string>;
  close(): Promise<void>;
}

export interface TokenRequest {
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly expiresInSeconds?: number;
}

const CLIENT_ID_DEFAULT = 'uwf-development';

/**
 * An OpenID provider for one machine: discovery document, JWK Set and the client-credentials grant (RFC 6749 §4.4), so that development
 * verifies tokens exactly as production does. Errors: `UWF-5005` when asked to listen beyond loopback, `UWF-5004` when it cannot listen.
 */
export async function startDevelopmentIssuer(options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) throw new UwfError('UWF-5005', 'the development issuer listens on loopback only');
  const files = await openIssuerFiles(options.directory);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 });
  const port = await listen(server, host, options.port ?? 0);
  const issuer = `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const issueToken = (request: TokenRequest): Promise<string> => sign({ ...request, issuer, files, options });
  const endpoints = endpointsOf(issuer, { options, files, issueToken });
  server.on('request', (request, response) => void answerIssuerRequest(endpoints, request, response));
  return { ...endpoints, issueToken, close: () => close(server) };
}

function endpointsOf(issuer: string, parts: { readonly options: DevelopmentIssuerOptions; readonly files: IssuerFiles; readonly issueToken: IssuerEndpoints['issueToken'] }): IssuerEndpoints {
  return {
    issuer,
    jwksUri: `${issuer}/jwks.json`,
    tokenEndpoint: `${issuer}/token`,
    clientId: parts.options.clientId ?? CLIENT_ID_DEFAULT,
    clientSecret: parts.files.clientSecret,
    scopes: parts.options.scopes,
    keySet: { keys: [parts.files.publicKey] },
    issueToken: parts.issueToken,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new UwfError('UWF-5004', 'the development issuer cannot listen on its port', { cause })));
    server.listen(port, host, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  assert(typeof address === 'object' && address !== null, 'a TCP server has an address');
  return address.port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Signing extends TokenRequest {
  readonly issuer: string;
  readonly files: IssuerFiles;
  readonly options: DevelopmentIssuerOptions;
}

/** An access token of RFC 9068. */
async function sign({ subject, scopes, expiresInSeconds, issuer, files, options }: Signing): Promise<string> {
  const now = Math.floor(options.clock.now() / 1_000);
  return new SignJWT({ scope: scopes.join(' '), client_id: options.clientId ?? CLIENT_ID_DEFAULT })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: files.kid })
    .setIssuer(issuer)
    .setAudience(options.audience)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + (expiresInSeconds ?? DEVELOPMENT_TOKEN_SECONDS_DEFAULT))
    .setJti(options.ids.uuid())
    .sign(files.privateKey);
}
