import { join } from 'node:path';

/** Name under which the cloud side of a development system signs and is addressed. */
export const CLOUD_PARTY = 'cloud';
/** The runner site of a development system. */
export const RUNNER_SITE = 'runner-1';

/** Where the keys of the door are: each zone's own, and the ring that both read. */
export interface DoorKeyFolders {
  readonly release: string;
  readonly cloud: string;
  readonly onPrem: string;
  readonly ring: string;
}

export function doorKeyFolders(folder: string, zones: { readonly cloud: string; readonly onPrem: string }): DoorKeyFolders {
  return { release: join(zones.cloud, 'keys', 'release'), cloud: join(zones.cloud, 'keys', 'door'), onPrem: join(zones.onPrem, 'keys', 'door'), ring: join(folder, 'keys', 'ring.json') };
}
