import { CreateActivityCommand, GetActivityTaskCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueHandler } from '#functions/aws/task-handlers.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { parseJsonObject } from '#shared/core/kernel/json.ts';

/** Messages of a batch at most, as the event source of the functions has it. */
const BATCH_MAX = 10;
const WAIT_SECONDS = 5;

export interface CloudClients {
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
}

/** Where the tasks of a function come from. */
export interface Source {
  readonly queueUrl: string;
  readonly activityArn: string;
}

export async function createSource({ sfn, sqs }: CloudClients, name: string): Promise<Source> {
  const { QueueUrl: queueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name }));
  assert(queueUrl !== undefined && activityArn !== undefined, 'what was created has an address');
  return { queueUrl, activityArn };
}

/** Hands messages to a function as Lambda does: batch by batch, without waiting for the batch before; what it has not failed on is deleted. */
export async function pollSource({ sfn, sqs }: CloudClients, { queueUrl, activityArn }: Source, options: { readonly handle: QueueHandler; readonly signal: AbortSignal }): Promise<void> {
  const { handle, signal } = options;
  const batches = new Set<Promise<unknown>>();
  const give = (batch: Promise<unknown>): void => void batches.add(batch.finally(() => batches.delete(batch)));
  const queue = untilAborted(signal, async () => {
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: BATCH_MAX, WaitTimeSeconds: WAIT_SECONDS }), { abortSignal: signal });
    if (messages.length > 0) give(giveBatch(sqs, queueUrl, { messages, handle }));
  });
  const activity = untilAborted(signal, async () => {
    const { taskToken: token, input = '' } = await sfn.send(new GetActivityTaskCommand({ activityArn }), { abortSignal: signal });
    if (token !== undefined && token !== '') give(handle({ Records: [{ messageId: token, body: JSON.stringify({ ...parseJsonObject(input), token }) }] }));
  });
  await Promise.all([queue, activity]);
  await Promise.all(batches);
}

async function untilAborted(signal: AbortSignal, poll: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await poll().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function giveBatch(sqs: SQSClient, queueUrl: string, { messages, handle }: { readonly messages: readonly Message[]; readonly handle: QueueHandler }): Promise<void> {
  const records = messages.map(({ MessageId: messageId = '', Body: body = '' }) => ({ messageId, body }));
  const { batchItemFailures } = await handle({ Records: records });
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const entries = messages.flatMap(({ MessageId: id = '', ReceiptHandle: receipt }) => (failed.has(id) ? [] : [{ Id: id, ReceiptHandle: receipt }]));
  if (entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
}
