import type { Clock } from '#shared/ports/clock.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { ApiMiddleware, Passage } from './api-context.ts';

/** Logs one line per request: operation, status, duration. Never the path or anything else that the caller wrote. */
export function measure(logger: Logger, clock: Clock): ApiMiddleware {
  const log = ({ context, response }: Passage): void => {
    logger.info('api-request', {
      requestId: context.requestId ?? '',
      operation: context.operation?.id ?? 'none',
      status: response?.status ?? 0,
      milliseconds: Math.max(0, clock.now() - (context.startedAt ?? clock.now())),
    });
  };
  return {
    before: ({ context }) => {
      context.startedAt = clock.now();
    },
    after: log,
    onError: log,
  };
}
