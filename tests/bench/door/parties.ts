import { join } from 'node:path';
import { CLOUD_PARTY, doorKeyFolders, RUNNER_SITE, type DoorKeyFolders } from '#onprem-runner/dev/door-parties.ts';
import { groupsOf, topicsOf } from '#shared/core/work/topics.ts';

export const ENVIRONMENT = 'bench';
export const TENANT = 'bank';
export const TOPICS = topicsOf(ENVIRONMENT, TENANT);
export const GROUPS = groupsOf(ENVIRONMENT, TENANT);
export { CLOUD_PARTY, RUNNER_SITE };

/** Topics of the client alone, there and back. */
export const RAW_TOPICS = { there: 'bench.raw.there', back: 'bench.raw.back' } as const;

/** Where everything of a run lies. */
export interface BenchFolders {
  readonly root: string;
  readonly cloud: string;
  readonly onPrem: string;
  readonly keys: DoorKeyFolders;
}

export function foldersIn(root: string): BenchFolders {
  const zones = { cloud: join(root, 'cloud'), onPrem: join(root, 'on-prem') };
  return { root, ...zones, keys: doorKeyFolders(root, zones) };
}
