import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Router } from '../http/router.ts';
import { PARAMETER_CHARACTERS_MAX, TARGET_CHARACTERS_MAX } from '../limits.ts';
import type { ApiMiddleware } from './api-context.ts';

/** Finds the operation of a request, or says that there is none (404) or none for the method (405). */
export function route(router: Router): ApiMiddleware {
  return {
    before: ({ event, context }) => {
      if (event.path.length + event.query.length > TARGET_CHARACTERS_MAX) throw new UwfError('UWF-4000', `the request target is longer than ${TARGET_CHARACTERS_MAX} characters`);
      const found = router(event.method, event.path);
      if (!found.ok) throw found.error;
      context.operation = found.value.operation;
      context.params = found.value.params;
      const tooLong = Object.entries(found.value.params).find(([, value]) => value.length > PARAMETER_CHARACTERS_MAX);
      if (tooLong !== undefined) throw new UwfError('UWF-4000', `the path parameter '${tooLong[0]}' is longer than ${PARAMETER_CHARACTERS_MAX} characters`);
    },
  };
}
