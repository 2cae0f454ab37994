import { createHash } from 'node:crypto';
import type { DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { succeed, type Result } from '#shared/core/kernel/result.ts';
import type { OAuthPolicy } from './authentication.ts';
import { TOKEN_MARGIN_MS, TOKENS_MAX } from './limits.ts';
import type { AccessToken } from './token-request.ts';

/** Tokens of one process, by a digest of everything that they were asked for with. */
export interface TokenCache {
  /** A token that still holds, or a new one. Callers at the same time share one request. */
  tokenFor(policy: OAuthPolicy): Promise<Result<string, DomainFailure>>;
  /** To be called when a service refuses a token: it may have been revoked. */
  forget(policy: OAuthPolicy): void;
}

export interface TokenCacheOptions {
  readonly request: (policy: OAuthPolicy) => Promise<Result<AccessToken, DomainFailure>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Kept {
  readonly token: string;
  /** Epoch milliseconds after which it is not used any more. */
  readonly until: number;
}

/** Keeps a token until shortly before its end; one whose server does not say when that is, is used once. */
export function createTokenCache({ request, now }: TokenCacheOptions): TokenCache {
  const kept = new Map<string, Kept>();
  const asked = new Map<string, Promise<Result<string, DomainFailure>>>();
  const ask = async (key: string, policy: OAuthPolicy): Promise<Result<string, DomainFailure>> => {
    const answer = await request(policy);
    if (!answer.ok) return answer;
    const { token, lifeMs } = answer.value;
    if (lifeMs !== undefined) keep(kept, key, { token, until: now() + lifeMs - Math.min(TOKEN_MARGIN_MS, lifeMs / 2) });
    return succeed(token);
  };
  return {
    tokenFor: async (policy) => {
      const key = keyOf(policy);
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return succeed(known.token);
      const running = asked.get(key) ?? ask(key, policy).finally(() => asked.delete(key));
      asked.set(key, running);
      return running;
    },
    forget: (policy) => void kept.delete(keyOf(policy)),
  };
}

function keep(kept: Map<string, Kept>, key: string, entry: Kept): void {
  kept.delete(key);
  kept.set(key, entry);
  const [oldest] = kept.keys();
  if (kept.size > TOKENS_MAX && oldest !== undefined) kept.delete(oldest);
}

/** Credentials are part of it, so they are not kept in the clear as keys. */
function keyOf(policy: OAuthPolicy): string {
  return createHash('sha256').update(canonicalJson(JSON.parse(JSON.stringify(policy)))).digest('base64');
}
