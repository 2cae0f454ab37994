import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { forever, type Loop } from '#tests/support/cloud/forever.ts';
import type { LogConsumer, LogRecord } from '#shared/ports/message-log.ts';

/** A function as Lambda calls it. */
export type LambdaFunction = (event: unknown, context: { readonly getRemainingTimeInMillis: () => number }) => Promise<unknown>;

const TIMEOUT_MS = 30_000;

/** Calls a function with the context that Lambda gives. */
export function invoke(call: LambdaFunction, event: unknown): Promise<unknown> {
  const until = Date.now() + TIMEOUT_MS;
  return call(event, { getRemainingTimeInMillis: () => until - Date.now() });
}

/** The event source of a queue: batches of ten, and what a function does not name as failed is deleted (`ReportBatchItemFailures`). */
export function queueSource(sqs: SQSClient, queueUrl: string, call: LambdaFunction): Loop {
  return forever(async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: 5 }));
    if (Messages.length === 0) return;
    const result = (await invoke(call, { Records: Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body })) })) as { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
    const failed = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId, ReceiptHandle } of Messages) if (!failed.has(MessageId ?? '')) await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }, 1);
}

/** The event source of a self-managed cluster: batches by topic and partition, keys and values in base64; a batch whose function fails comes again. */
export function kafkaSource(consumer: LogConsumer, call: LambdaFunction): Loop {
  return forever(async () => {
    const records = await consumer.poll({ max: 100, waitMs: 100 });
    if (records.length === 0) return;
    await invoke(call, { eventSource: 'SelfManagedKafka', records: byPartition(records) });
    await consumer.commit({ records });
  }, 1);
}

function byPartition(records: readonly LogRecord[]): Record<string, unknown[]> {
  const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const partitions: Record<string, unknown[]> = {};
  for (const { topic, partition, offset, at, key, value } of records) {
    (partitions[`${topic}-${String(partition)}`] ??= []).push({ topic, partition, offset, timestamp: at, timestampType: 'CREATE_TIME', key: encode(key), value: encode(value), headers: [] });
  }
  return partitions;
}

/** What a client of the API takes for `fetch`: each request becomes the event that API Gateway makes of it. */
export function gatewayFetch(functionOf: (method: string, path: string) => LambdaFunction): typeof fetch {
  return async (resource, init) => {
    const request = new Request(resource, init);
    const url = new URL(request.url);
    const body = await request.text();
    const event = {
      version: '2.0', rawPath: url.pathname, rawQueryString: url.search.slice(1), headers: Object.fromEntries(request.headers), isBase64Encoded: false,
      requestContext: { http: { method: request.method, path: url.pathname }, stage: '$default' }, ...(body === '' ? {} : { body }),
    };
    const answer = (await invoke(functionOf(request.method, url.pathname), event)) as { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: string };
    return new Response(answer.statusCode === 204 || answer.statusCode === 304 ? null : answer.body, { status: answer.statusCode, headers: answer.headers });
  };
}
