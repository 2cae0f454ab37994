import { ensureDevelopmentKeys, type DevelopmentKeys } from '#shared/adapters/jose/index.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { CLOUD_PARTY, RUNNER_SITE, type DoorKeyFolders } from '../door-parties.ts';

/** Makes the keys of the door on the first start. */
export function ensureDoorKeys(folders: DoorKeyFolders, tenant: string): Promise<DevelopmentKeys> {
  return ensureDevelopmentKeys({ folders, parties: { tenant, cloud: CLOUD_PARTY, site: RUNNER_SITE }, clock: systemClock });
}
