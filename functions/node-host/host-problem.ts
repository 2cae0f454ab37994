import type { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ApiResponse } from '../http/api-request.ts';
import { toProblemResponse } from '../http/problem-details.ts';
import { PROTECTIVE_HEADERS } from '../middleware/protect.ts';

/** The answer to what never reached the chain, with the same headers as if it had. */
export function hostProblem(error: UwfError, requestId: string): ApiResponse {
  const response = toProblemResponse(error, requestId);
  return { ...response, headers: { ...response.headers, ...PROTECTIVE_HEADERS, 'x-request-id': requestId } };
}
