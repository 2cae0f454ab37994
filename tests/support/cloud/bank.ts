import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CloudSettings } from '#functions/cloud/settings.ts';
import { cloudSettingsOf, targetOf } from '#onprem-runner/deploy/cloud-settings.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { openOnPrem, openSealingKey } from '#onprem-runner/zone/compose.ts';
import { openOnPremTools } from '#onprem-runner/zone/tools/compose.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { ensureDevelopmentKeys } from '#shared/adapters/jose/index.ts';
import { openKafka, type KafkaOptions } from '#shared/adapters/kafka/index.ts';
import { systemClock } from '#shared/adapters/node/index.ts';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import { openTestDatabase } from '#tests/support/postgres.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const TENANT = 'bank';
const SITE = 'runner-1';

async function handlersOf() {
  const project = loadProject({ folder: ROOT });
  return (await Promise.all(project.config.handlers.map((folder) => loadHandlers(projectPath(project, folder), { validator: createSchemaValidator() })))).flat();
}

interface ProjectSettingsRequest {
  readonly runtime: DeploymentTarget['runtime'];
  readonly environment: string;
  readonly sealingKeys: string;
  /** Hosts that tasks of the cloud may call. */
  readonly egressHosts?: readonly string[];
}

/** The settings of this project for a runtime of a cloud, as they are packaged. */
export async function projectSettings({ runtime, environment, sealingKeys, egressHosts = [] }: ProjectSettingsRequest): Promise<CloudSettings> {
  const project = loadProject({ folder: ROOT });
  const own = { ...project, config: { ...project.config, environment, tenant: TENANT, sealingKeys, egress: { hosts: egressHosts } } };
  return cloudSettingsOf({ project: own, target: targetOf({ project: own, runtime }), catalogue: catalogueOf(await handlersOf()), version: '0.0.0-test' });
}

/** A bank with a runner, and what the cloud must know of it. */
export interface TestBank {
  readonly tenant: string;
  readonly sealingKeysFile: string;
  /** What the operator of the cloud puts into its secret store. */
  readonly secrets: { readonly door: unknown; readonly release: unknown };
  stopRunner(): Promise<void>;
  stop(): Promise<void>;
}

/** A bank with the handlers of this project and a database of its own, which reads and writes this cluster. */
export async function openBank({ folder, environment, kafka }: { readonly folder: string; readonly environment: string; readonly kafka: KafkaOptions }): Promise<TestBank> {
  const folders = { release: join(folder, 'release'), cloud: join(folder, 'cloud'), onPrem: join(folder, 'on-prem'), ring: join(folder, 'ring.json') };
  const { pin } = await ensureDevelopmentKeys({ folders, parties: { tenant: TENANT, cloud: 'cloud', site: SITE }, clock: systemClock });
  const { key, publicKeys } = await openSealingKey(join(folder, 'zone'));
  const sealingKeysFile = join(folder, 'sealing.json');
  await writeFile(sealingKeysFile, JSON.stringify({ keys: publicKeys }));
  const database = await openTestDatabase();
  const settings = { environment, tenant: TENANT, handlers: await handlersOf(), egressHosts: [] };
  const tools = await openOnPremTools({ settings, database, schema: 'uwf', folder: join(folder, 'zone') });
  const log = await openKafka({ ...kafka, clientId: 'uwf-runner' });
  const zone = await openOnPrem({ settings, tools, queue: { log }, folder: join(folder, 'zone'), key, door: { keys: folders.onPrem, ring: folders.ring, pins: [pin], cloud: 'cloud', site: SITE } });
  let stopping: Promise<void> | undefined;
  const stopRunner = (): Promise<void> => (stopping ??= zone.stop());
  const keysIn = (place: string): readonly unknown[] => readdirSync(place).map((name): unknown => JSON.parse(readFileSync(join(place, name), 'utf8')));
  return {
    tenant: TENANT,
    sealingKeysFile,
    secrets: { door: { keys: keysIn(folders.cloud), ring: readFileSync(folders.ring, 'utf8'), pins: [pin] }, release: keysIn(folders.release)[0] },
    stopRunner,
    stop: async () => {
      await stopRunner();
      await tools.stop();
      await database.close();
    },
  };
}
