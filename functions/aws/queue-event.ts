/** What a function gets from a queue: up to as many messages as its event source says; the parts that we read. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Which messages come again: the others are done (`ReportBatchItemFailures`). */
export interface QueueResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Handles each message of a batch by itself, all at once: one that fails comes again, and keeps no other back. */
export async function handleEach({ Records }: QueueEvent, handle: (body: string, messageId: string) => Promise<unknown>): Promise<QueueResult> {
  const outcomes = await Promise.allSettled(Records.map(({ body, messageId }) => handle(body, messageId)));
  return { batchItemFailures: Records.flatMap(({ messageId }, index) => (outcomes[index]?.status === 'rejected' ? [{ itemIdentifier: messageId }] : [])) };
}
