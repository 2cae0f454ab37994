import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { IdentityVerifier } from '#shared/ports/identity-verifier.ts';
import { operationOf, type ApiMiddleware } from './api-context.ts';

/** `b64token` of RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/iu;

/** Finds out who calls, for every operation that is not public. The token comes in the header only, never in the URL. */
export function authenticate(identity: IdentityVerifier): ApiMiddleware {
  return {
    before: async ({ event, context }) => {
      if (operationOf(context).access.kind === 'public') return;
      const header = event.headers.get('authorization');
      if (header === undefined) throw new UwfError('UWF-4010', 'the request has no token', { details: { token: 'absent' } });
      const token = BEARER.exec(header)?.[1];
      if (token === undefined) throw new UwfError('UWF-4010', 'the Authorization header is not of the form: Bearer TOKEN');
      context.principal = await identity.verify({ token });
    },
  };
}
