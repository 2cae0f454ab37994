import { join } from 'node:path';
import { createManifestSigner, SITE_MAY, type ReleaseSigner } from '#shared/adapters/jose/index.ts';
import { createFileIncarnation } from '#shared/adapters/node/index.ts';
import type { PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createDefinitionAnnouncer } from '#shared/application/door/announce-definitions.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';
import { createCloudDoor, type CloudDoor } from '#shared/application/door/door-lanes.ts';
import { createEngineCompletion } from '#shared/application/door/engine-completion.ts';
import type { EnginePorts } from '#shared/application/engine-ports.ts';
import { groupsOf } from '#shared/core/work/topics.ts';
import type { DefinitionAnnouncer, ManifestSigner } from '#shared/ports/definition-release.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { openDoorEnvelopes } from '../../../zone/door/compose.ts';
import { CLOUD_PARTY, RUNNER_SITE, type DoorKeyFolders } from '../../door-parties.ts';

/** How the zone talks with the bank. */
export interface CloudDoorMaterial {
  readonly keys: DoorKeyFolders;
  readonly release: ReleaseSigner;
  /** Thumbprint of the release key. */
  readonly pin: string;
  /** The log between the zones; absent: the zone's own store. */
  readonly log?: MessageLog;
}

export interface OpenCloudDoor {
  readonly environment: string;
  readonly tenant: string;
  readonly folder: string;
  readonly stores: PostgresPorts;
  readonly engine: Omit<EnginePorts, 'door'>;
  readonly material: CloudDoorMaterial;
}

/** Dispatcher, relay, collector and announcer of the cloud zone. */
export function openCloudDoor(options: OpenCloudDoor): { readonly bank: CloudDoor; readonly manifests: ManifestSigner; readonly announcer: DefinitionAnnouncer } {
  const { environment, tenant, folder, stores, engine, material } = options;
  const { clock, ids, logger, digest, topics, definitionStore } = engine;
  const { keys, release, pin, log = stores.messageLog } = material;
  const settings = { tenant, party: CLOUD_PARTY, site: RUNNER_SITE, topics };
  const envelopes = openDoorEnvelopes({ keys: keys.cloud, ring: keys.ring, pins: [pin], floorFile: join(folder, 'keys', 'ring.floor'), party: CLOUD_PARTY, tenant, accepts: SITE_MAY, logger });
  const ports = {
    clock, ids, logger, digest, log, ...envelopes, steps: stores.stepStore, incarnation: createFileIncarnation({ file: join(folder, 'incarnation') }),
    deadLetters: deadLettersIn(log, topics.deadLetters.cloud), completion: createEngineCompletion(engine),
  };
  const announcer = createDefinitionAnnouncer(ports, settings);
  const bank = createCloudDoor(ports, settings, { group: groupsOf(environment, tenant).cloud, consumer: 'collector-1', definitions: { definitionStore, announcer } });
  return { bank, manifests: createManifestSigner(release), announcer };
}
