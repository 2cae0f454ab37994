import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTHeaderParameters, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { IdentityVerifier, Principal } from '#shared/ports/identity-verifier.ts';
import { toVerifierError } from './errors.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { CLOCK_TOLERANCE_SECONDS_DEFAULT, SCOPES_MAX, SUBJECT_CHARACTERS_MAX, TOKEN_CHARACTERS_MAX } from './limits.ts';

/** Asymmetric only (RFC 8725 §3.1, §3.2): with a shared secret, whoever verifies could also issue. */
const TOKEN_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

export interface IdentityVerifierOptions {
  /** Exactly the `iss` of acceptable tokens. */
  readonly issuer: string;
  /** One of the token's `aud` must be this. */
  readonly audience: string;
  readonly keys: IssuerKeySource;
  readonly clock: Clock;
  readonly clockToleranceSeconds?: number;
}

/** Where the issuer's public keys come from: its discovery document, a JWK Set at a URL, or one given here. */
export type IssuerKeySource =
  | { readonly kind: 'discovery' }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly keySet: JSONWebKeySet };

/**
 * Verifies JWT access tokens (RFC 7519, RFC 9068) of one issuer. Algorithms are pinned; keys come only from the configured set, never
 * from the token (`jku`, `x5u`, `jwk`, `x5c` are refused, RFC 8725 §3.10). Keys are fetched at the first token and kept.
 */
export function createIdentityVerifier(options: IdentityVerifierOptions): IdentityVerifier {
  const findKey = keyFinder(options);
  return {
    async verify({ token }) {
      if (token.length > TOKEN_CHARACTERS_MAX) throw new UwfError('UWF-4010', 'the token is too long');
      const { payload, protectedHeader } = await verifySignature(token, findKey, options);
      checkHeader(protectedHeader);
      checkIssueTime(payload, options);
      return toPrincipal(payload);
    },
  };
}

function keyFinder({ keys, issuer }: IdentityVerifierOptions): JWTVerifyGetKey {
  if (keys.kind === 'local') return createLocalJWKSet(keys.keySet);
  return createIssuerKeys(keys.kind === 'remote' ? { jwksUri: keys.url } : { issuer });
}

async function verifySignature(token: string, findKey: JWTVerifyGetKey, options: IdentityVerifierOptions) {
  try {
    return await jwtVerify(token, (header, jws) => findKey(refuseForeignKeys(header), jws), {
      algorithms: [...TOKEN_ALGORITHMS],
      issuer: options.issuer,
      audience: options.audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: options.clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS_DEFAULT,
      currentDate: new Date(options.clock.now()),
    });
  } catch (error) {
    throw toVerifierError(error);
  }
}

const FOREIGN_KEY_MEMBERS = ['jku', 'x5u', 'jwk', 'x5c'] as const;

type KeyHeader = Parameters<JWTVerifyGetKey>[0];

function refuseForeignKeys(header: KeyHeader): KeyHeader {
  if (FOREIGN_KEY_MEMBERS.some((member) => header[member] !== undefined)) throw new UwfError('UWF-4010', 'the token brings its own key');
  return header;
}

/** `at+jwt` (RFC 9068 §2.1), or `JWT` of issuers that do not write it yet; compared as RFC 7515 §4.1.9 says. */
const TOKEN_TYPES: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt']);

function checkHeader({ typ }: JWTHeaderParameters): void {
  if (typeof typ !== 'string' || !TOKEN_TYPES.has(typ.toLowerCase())) throw new UwfError('UWF-4010', 'the token is not an access token (typ)');
}

function checkIssueTime({ iat }: JWTPayload, { clock, clockToleranceSeconds }: IdentityVerifierOptions): void {
  const latest = clock.now() / 1_000 + (clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS_DEFAULT);
  if (iat !== undefined && iat > latest) throw new UwfError('UWF-4010', 'the token was issued in the future');
}

const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

function toPrincipal(payload: JWTPayload): Principal {
  const { sub } = payload;
  if (typeof sub !== 'string' || sub.length > SUBJECT_CHARACTERS_MAX || !PRINTABLE.test(sub)) throw new UwfError('UWF-4010', 'the token has no usable subject');
  return { subject: sub, scopes: new Set(scopesOf(payload)) };
}

/** `scope` as one text (RFC 8693 §4.2); `scp` as text or list, as some issuers write it. */
function scopesOf(payload: JWTPayload): readonly string[] {
  const claim: unknown = payload['scope'] ?? payload['scp'] ?? '';
  const scopes: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return scopes.filter((scope): scope is string => typeof scope === 'string' && scope !== '').slice(0, SCOPES_MAX);
}
