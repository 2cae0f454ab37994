import type { LogConsumer, LogRecord } from '#shared/ports/message-log.ts';

/**
 * Records that a service has handed over, as a consumer. The service keeps the place of the group: it goes on once the function has ended well, and gives the
 * same records again otherwise. So there is nothing to commit here, and nothing to go back to.
 */
export function createBatchConsumer(records: readonly LogRecord[]): LogConsumer {
  let next = 0;
  const nothing = async (): Promise<void> => undefined;
  return {
    poll: async ({ max }) => {
      const batch = records.slice(next, next + max);
      next += batch.length;
      return batch;
    },
    lag: async () => [],
    commit: nothing, rewind: nothing, pause: nothing, resume: nothing, seek: nothing, close: nothing,
  };
}
