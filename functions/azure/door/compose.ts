import { createManifestSigner, isSigningKey, toSigningKey } from '#shared/adapters/jose/index.ts';
import { openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import type { TaskDoor } from '#shared/application/engine-ports.ts';
import { failureFields } from '#shared/application/failure-code.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ManifestSigner } from '#shared/ports/definition-release.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { parseDoorSecret, parseReleaseSecret } from '../../cloud/door-secret.ts';
import { openHostedDoor, sendMessages, type HostedDoor } from '../../cloud/door.ts';
import type { CloudSettings } from '../../cloud/settings.ts';
import { AZURE_SETTINGS, type AzureSettings } from '../config.ts';
import { parseJsonSecret } from '../setting-secrets.ts';

/** What the cloud's side of the door is made of. */
export interface DoorParts {
  readonly own: AzureSettings;
  readonly settings: CloudSettings;
  readonly stores: Pick<PostgresPorts, 'stepStore'>;
  readonly completion: TaskCompletion;
  readonly logger: Logger;
}

/** Errors: `UWF-5005`, and `UWF-5004` without the native part of Kafka's client. */
export async function composeDoor({ own, settings, stores, completion, logger }: DoorParts): Promise<HostedDoor> {
  const secret = parseDoorSecret(parseJsonSecret(AZURE_SETTINGS.doorSecret.variable, own.doorSecret));
  return openHostedDoor({
    settings, completion, logger,
    log: await openKafka({ brokers: own.brokers.split(','), clientId: `${settings.party}-azure`, ...accessOf(own) }),
    steps: stores.stepStore,
    secret: async () => secret,
    incarnation: { current: async () => own.incarnation },
  });
}

function accessOf({ kafkaCaFile: caFile, kafkaUser: user, kafkaPassword: password }: AzureSettings): Pick<KafkaOptions, 'tls' | 'sasl'> {
  return { ...(caFile === undefined ? {} : { tls: { caFile } }), ...(user === undefined || password === undefined ? {} : { sasl: { user, password } }) };
}

/** Steps are taken into their store and sent; what cannot leave now is sent by the relay. */
export function lateDoor(door: () => Promise<HostedDoor>, logger: Logger): TaskDoor {
  return {
    dispatch: async (tasks) => {
      const opened = await door();
      await dispatchTasks(opened.ports, opened.settings, tasks);
      await sendMessages(opened).catch((thrown: unknown) => logger.warn('relay-postponed', failureFields(thrown)));
    },
  };
}

/** Vouches for versions with the release key, which is looked at with the first one. */
export function composeSigner(own: AzureSettings): ManifestSigner {
  let signer: ManifestSigner | undefined;
  return { sign: async (request) => (signer ??= openSigner(own)).sign(request) };
}

function openSigner({ releaseSecret }: AzureSettings): ManifestSigner {
  const { variable } = AZURE_SETTINGS.releaseSecret;
  const key = parseReleaseSecret(parseJsonSecret(variable, releaseSecret));
  if (!isSigningKey(key)) throw new UwfError('UWF-5005', `${variable}: expected a private key that signs`);
  return createManifestSigner({ key: toSigningKey(key) });
}
