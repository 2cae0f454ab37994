import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';

/** A member of a group that joins it again after it was put out, or could not join. */
export interface KeptConsumer {
  /** What fails leaves the group; the next use joins it again. Not for concurrent use. */
  use<T>(work: (consumer: LogConsumer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Subscribes with the first use. */
export function keepSubscribed(log: Pick<MessageLog, 'subscribe'>, subscription: Parameters<MessageLog['subscribe']>[0]): KeptConsumer {
  let member: LogConsumer | undefined;
  const leave = async (): Promise<void> => {
    const left = member;
    member = undefined;
    await left?.close().catch(() => undefined);
  };
  return {
    use: async (work) => {
      member ??= await log.subscribe(subscription);
      try {
        return await work(member);
      } catch (thrown) {
        await leave();
        throw thrown;
      }
    },
    close: leave,
  };
}
