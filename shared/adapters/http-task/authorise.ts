import type { DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { succeed, type Result } from '#shared/core/kernel/result.ts';
import type { Authentication } from './authentication.ts';
import { answerDigest } from './digest.ts';
import type { HttpRequest } from './http-request.ts';
import type { TokenCache } from './token-cache.ts';

/** How a request is authorised: what it carries at first, and what it may be repeated with once it was answered with 401. */
export interface Authorisation {
  readonly header?: string;
  /** Undefined: not to be repeated. */
  readonly answer: (refusal: Response) => string | undefined;
}

/** Decides how a request says who it is; asks for a token where one is needed. */
export async function authorise(tokens: TokenCache, authentication: Authentication | undefined, request: HttpRequest): Promise<Result<Authorisation, DomainFailure>> {
  if (authentication === undefined) return succeed({ answer: never });
  switch (authentication.kind) {
    case 'basic':
      // RFC 7617 §2: user-id and password in UTF-8.
      return succeed({ header: `Basic ${Buffer.from(`${authentication.username}:${authentication.password}`, 'utf8').toString('base64')}`, answer: never });
    case 'bearer':
      return succeed({ header: `Bearer ${authentication.token}`, answer: never });
    case 'digest':
      return succeed({ answer: (refusal) => answerDigest(refusal.headers.get('www-authenticate'), { ...request, ...authentication }) });
    case 'oauth2':
    case 'oidc': {
      const token = await tokens.tokenFor(authentication);
      if (!token.ok) return token;
      const forget = (): undefined => {
        tokens.forget(authentication);
        return undefined;
      };
      return succeed({ header: `Bearer ${token.value}`, answer: forget });
    }
  }
}

function never(): undefined {
  return undefined;
}
