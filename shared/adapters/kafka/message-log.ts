import type { LogConsumer, MessageLog } from '#shared/ports/message-log.ts';
import { clientConfig, type KafkaOptions } from './config.ts';
import { createConsumer } from './consumer.ts';
import { loadDriver } from './driver.ts';
import { closed } from './errors.ts';
import { createProducer } from './producer.ts';
import { createReader } from './reader.ts';

/**
 * A log in Apache Kafka. Topics are not made here: see `applyTopics`. Nothing is connected before it is needed.
 * Errors: `UWF-5004` where the native part is not built, `UWF-5005` options.
 */
export async function openKafka(options: KafkaOptions): Promise<MessageLog> {
  clientConfig(options);
  await loadDriver();
  const producer = createProducer(options);
  const reader = createReader(options);
  const consumers = new Set<LogConsumer>();
  let closing: Promise<void> | undefined;
  const requireOpen = (): void => {
    if (closing !== undefined) throw closed();
  };
  return {
    append: async ({ topic, records }) => producer.append(topic, records),
    subscribe: async (request) => {
      requireOpen();
      const consumer = await createConsumer(options, request);
      consumers.add(consumer);
      return { ...consumer, close: () => consumer.close().then(() => void consumers.delete(consumer)) };
    },
    read: async (request) => reader.read(request),
    bounds: async ({ topic }) => reader.bounds(topic),
    close: () => (closing ??= Promise.all([...[...consumers].map((consumer) => consumer.close()), producer.close(), reader.close()]).then(() => undefined)),
  };
}
