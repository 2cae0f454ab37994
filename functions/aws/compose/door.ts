import type { DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { openKafka } from '#shared/adapters/kafka/index.ts';
import { openStepFunctionsCompletion } from '#shared/adapters/step-functions/index.ts';
import { withDefinitions } from '#shared/application/door/announce-later.ts';
import type { Environment } from '#shared/config/read-env.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { parseDoorSecret } from '../../cloud/door-secret.ts';
import { openHostedDoor, type HostedDoor } from '../../cloud/door.ts';
import { parseKafkaSecret } from '../../cloud/kafka-secret.ts';
import type { CloudSettings } from '../../cloud/settings.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';
import { openStores, statesOptions } from './runs.ts';
import { openSecrets, SECRET_NAMES } from './secrets.ts';
import { readIncarnation } from './steps.ts';

/** What every function that speaks with the bank is made of. */
export interface DoorParts {
  readonly environment: Environment;
  readonly settings: CloudSettings;
  readonly logger: Logger;
  /** Name of the function, under which brokers know it. */
  readonly name: string;
}

export interface ComposedDoor {
  readonly door: HostedDoor;
  readonly stores: DynamoPorts;
}

/** The cloud's side of the door in a function. Errors: `UWF-5005`, `UWF-5004` without the native part of Kafka's client, and those of the secrets. */
export async function composeDoor({ environment, settings, logger, name }: DoorParts): Promise<ComposedDoor> {
  const own = readSettings({ ...AWS_SETTINGS.stores, ...AWS_SETTINGS.door, ...AWS_SETTINGS.calls, ...AWS_SETTINGS.secrets }, environment);
  const secrets = openSecrets(own);
  const stores = openStores(own);
  const completion = openStepFunctionsCompletion(statesOptions(own));
  const access = own.kafkaAccess === 'none' ? {} : parseKafkaSecret(await secrets.resolve({ name: SECRET_NAMES.kafka }));
  const log = await openKafka({ brokers: own.brokers.split(','), clientId: `${settings.party}-${name}`, ...access });
  const door = await openHostedDoor({
    settings, log, completion, logger,
    steps: withDefinitions(stores.stepStore, { definitionStore: stores.definitionStore, logger }),
    secret: async () => parseDoorSecret(await secrets.resolve({ name: SECRET_NAMES.door })),
    incarnation: readIncarnation(environment),
  });
  return { door, stores };
}
