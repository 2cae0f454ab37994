import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { operationOf, type ApiMiddleware } from './api-context.ts';

/** Lets a call through only when its token has the scope of the operation. Denies by default. */
export function authorise(): ApiMiddleware {
  return {
    before: ({ context }) => {
      const { access } = operationOf(context);
      if (access.kind === 'public') return;
      if (context.principal?.scopes.has(access.scope) === true) return;
      throw new UwfError('UWF-4030', `the token lacks the scope ${access.scope}`, { details: { scope: access.scope } });
    },
  };
}
