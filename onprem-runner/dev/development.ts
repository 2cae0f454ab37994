import { join, resolve } from 'node:path';
import { SHARED_SERVER_SCHEMAS } from '#shared/config/shared-server.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/postgres.ts';
import { profilePath, writeProfile } from '../commands/profile.ts';
import { openOnPrem, openSealingKey, type OnPremZone } from '../zone/compose.ts';
import { openOnPremTools } from '../zone/tools/compose.ts';
import { openPrivateCloud, type PrivateCloudZone } from './private-cloud/compose.ts';
import { ensureDoorKeys } from './door/compose.ts';
import { CLOUD_PARTY, doorKeyFolders, RUNNER_SITE } from './door-parties.ts';
import type { DevelopmentSettings } from './settings.ts';

/** Two zones in one process, with stores of their own, joined by the message log alone. */
export interface DevelopmentSystem {
  readonly api: string;
  readonly cloud: PrivateCloudZone;
  readonly onPrem: OnPremZone;
  /** Where a broker that was started for this system keeps its records: between the zones, and trusted by neither. */
  readonly brokerFolder?: string;
  stop(): Promise<void>;
}

type Database = Pick<EmbeddedPostgres, 'connectionString' | 'dataDirectory' | 'stop'>;

/**
 * Starts both zones. What an earlier process left undone, after `kill -9` too, goes on.
 * Errors: `UWF-5004` when a part cannot be started on this machine, `UWF-5001` when a given database cannot be reached.
 */
export async function startDevelopment(settings: DevelopmentSettings): Promise<DevelopmentSystem> {
  const folder = resolve(settings.dataDirectory);
  const folders = { cloud: join(folder, 'private-cloud'), onPrem: join(folder, 'on-prem') };
  const [[cloudDatabase, onPremDatabase], broker] = await Promise.all([openDatabases(settings, folders), settings.openBroker?.()]);
  const { key, publicKeys } = await openSealingKey(folders.onPrem);
  const doorKeys = doorKeyFolders(folder, folders);
  const { pin, release } = await ensureDoorKeys(doorKeys, settings.tenant);
  const schemas = settings.databaseUrl === undefined ? { cloud: 'uwf', onPrem: 'uwf' } : SHARED_SERVER_SCHEMAS;
  const tools = await openOnPremTools({ settings, database: onPremDatabase, schema: schemas.onPrem, folder: folders.onPrem });
  const own = settings.target.zone === 'on-prem' ? { tasks: tools.tasks } : {};
  const cloud = await openPrivateCloud({ settings, database: cloudDatabase, schema: schemas.cloud, folder: folders.cloud, sealingKeys: publicKeys, door: { keys: doorKeys, release, pin, ...(broker === undefined ? {} : { log: broker.cloud }) }, ...own });
  const queue = broker === undefined ? { connectionString: cloudDatabase.connectionString, schema: schemas.cloud } : { log: broker.onPrem };
  const door = { keys: doorKeys.onPrem, ring: doorKeys.ring, pins: [pin], cloud: CLOUD_PARTY, site: RUNNER_SITE };
  const onPrem = await openOnPrem({ settings, tools, queue, folder: folders.onPrem, key, door });
  const { tokenEndpoint, clientId, clientSecret } = cloud.issuer;
  writeProfile(profilePath(folder), { api: cloud.url, issuer: { tokenEndpoint, clientId, clientSecret } });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await onPrem.stop();
    await cloud.stop();
    await broker?.cloud.close();
    await tools.stop();
    await Promise.all([cloudDatabase.stop(), onPremDatabase.stop(), broker?.broker?.stop()]);
  };
  return { api: cloud.url, cloud, onPrem, ...(broker?.broker === undefined ? {} : { brokerFolder: broker.broker.folder }), stop: () => (stopping ??= stop()) };
}

async function openDatabases(settings: DevelopmentSettings, folders: { readonly cloud: string; readonly onPrem: string }): Promise<readonly [Database, Database]> {
  const { databaseUrl, note } = settings;
  if (databaseUrl !== undefined) {
    const given = (dataDirectory: string): Database => ({ connectionString: databaseUrl, dataDirectory, stop: () => Promise.resolve() });
    return [given(folders.cloud), given(folders.onPrem)];
  }
  return Promise.all([
    startEmbeddedPostgres({ dataDirectory: join(folders.cloud, 'postgres'), name: 'private-cloud', log: note }),
    startEmbeddedPostgres({ dataDirectory: join(folders.onPrem, 'postgres'), name: 'on-prem', log: note }),
  ]);
}
