import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { createBatchConsumer } from '../../cloud/batch-consumer.ts';
import { takeIn } from '../../cloud/door.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { composeDoor } from '../compose/door.ts';
import { toLogRecords, type KafkaEvent } from '../kafka-event.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';

/** Takes in what the bank says: results, beats, and what its runners tell of themselves. */
const composed = once(() => composeDoor({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger: createConsoleLogger('collect'), name: 'collect' }));

export async function handler(event: KafkaEvent): Promise<void> {
  const { door } = await composed();
  await takeIn(door, createBatchConsumer(toLogRecords(event)));
}
