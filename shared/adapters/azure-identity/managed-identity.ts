import { parseJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { CloudIdentity, CloudToken } from '#shared/ports/cloud-identity.ts';
import { ANSWER_CHARACTERS_MAX, ANSWER_MS_MAX, RENEW_BEFORE_MS } from './limits.ts';

/** Which identity is asked for, and what the host says of itself. */
export interface ManagedIdentityOptions {
  /** Of several identities that one, else the system's own. */
  readonly clientId?: string;
  /** Where the host has put the address of its endpoint and the proof that we run there: the environment of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A token, or the question for one. Times are epoch milliseconds. */
interface Kept {
  readonly token: Promise<CloudToken>;
  readonly renewAt: number;
}

/** Version of the endpoint's interface. */
const API_VERSION = '2019-08-01';
const SCOPE_SUFFIX = /\/\.default$/u;

/**
 * The identity that Azure gives to what runs there (managed identity), by the endpoint of App Service and Azure Functions: no secret is kept anywhere. A
 * token is kept until shortly before its end; questions at the same time are one. The driver for this would be larger than all that is asked by it.
 * Errors of `getToken`: `UWF-5005` (the host has no such identity), `UWF-5001` (it does not answer).
 */
export function createManagedIdentity(options: ManagedIdentityOptions): CloudIdentity {
  const kept = new Map<string, Kept>();
  const ask = (resource: string): Promise<CloudToken> => {
    const token = requestToken(options, resource);
    kept.set(resource, { token, renewAt: Number.POSITIVE_INFINITY });
    token.then(
      ({ expiresOnTimestamp }) => kept.set(resource, { token, renewAt: expiresOnTimestamp - RENEW_BEFORE_MS }),
      () => kept.delete(resource),
    );
    return token;
  };
  return {
    getToken: async (scopes) => {
      const resource = resourceOf(scopes);
      const found = kept.get(resource);
      return found !== undefined && Date.now() < found.renewAt ? found.token : ask(resource);
    },
  };
}

/** The endpoint knows resources, the drivers ask by scopes. */
function resourceOf(scopes: string | string[]): string {
  const [scope, ...others] = typeof scopes === 'string' ? [scopes] : scopes;
  if (scope === undefined || others.length > 0) throw new UwfError('UWF-5005', 'a managed identity has tokens for one audience at a time');
  return scope.replace(SCOPE_SUFFIX, '');
}

async function requestToken({ clientId, environment }: ManagedIdentityOptions, resource: string): Promise<CloudToken> {
  const { IDENTITY_ENDPOINT: endpoint = '', IDENTITY_HEADER: proof = '' } = environment;
  if (!URL.canParse(endpoint) || proof === '') throw new UwfError('UWF-5005', 'this host has no managed identity: IDENTITY_ENDPOINT and IDENTITY_HEADER are its to set');
  const url = new URL(endpoint);
  url.searchParams.set('api-version', API_VERSION);
  url.searchParams.set('resource', resource);
  if (clientId !== undefined) url.searchParams.set('client_id', clientId);
  return parseToken(await answerOf(url, proof));
}

async function answerOf(url: URL, proof: string): Promise<string> {
  const response = await fetch(url, { headers: { 'x-identity-header': proof }, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(() => undefined);
  const text = await response?.text().catch(() => undefined);
  if (response === undefined || text === undefined || response.status >= 500 || response.status === 429) throw new UwfError('UWF-5001', 'the endpoint of the managed identity does not answer');
  if (!response.ok) throw new UwfError('UWF-5005', `the host gives no token (${String(response.status)}): see the identities of the app`);
  return text;
}

/** Nothing of the answer is quoted. */
function parseToken(text: string): CloudToken {
  const answer = text.length > ANSWER_CHARACTERS_MAX ? undefined : parseJsonObject(text);
  const token = answer?.['access_token'];
  const seconds = Number(answer?.['expires_on']);
  if (typeof token !== 'string' || !Number.isSafeInteger(seconds) || seconds <= 0) throw new UwfError('UWF-5001', 'the endpoint of the managed identity gives no token');
  return { token, expiresOnTimestamp: seconds * 1_000 };
}
