import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { toProblemResponse } from '../http/problem-details.ts';
import type { ApiMiddleware } from './api-context.ts';

const STACK_FRAMES_MAX = 8;

/** Turns whatever was thrown into problem details. What nobody expected is told as `UWF-5000` and logged by its place, not by its text. */
export function toProblem(logger: Logger): ApiMiddleware {
  return {
    onError: (passage) => {
      const { context, error } = passage;
      const requestId = context.requestId ?? '';
      const known = error instanceof UwfError ? error : new UwfError('UWF-5000', undefined, { cause: error });
      if (known.entry.status >= 500) logger.error('api-request-failed', { requestId, code: known.code, ...placeOf(known.cause ?? known) });
      passage.response = toProblemResponse(known, requestId);
    },
  };
}

/** Name and stack without the message: drivers and parsers quote data in it. */
function placeOf(error: unknown): { readonly error?: string; readonly stack?: readonly string[] } {
  if (!(error instanceof Error)) return {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return { error: error.name, stack: frames.slice(0, STACK_FRAMES_MAX).map((line) => line.trim()) };
}
