import { dirname, join } from 'node:path';
import { composeLocal } from '#onprem-runner/commands/compose.ts';
import { kafkaOptionsOf } from '#onprem-runner/commands/kafka/compose.ts';
import { profilePath, writeProfile } from '#onprem-runner/commands/profile.ts';
import { ensureDoorKeys } from '#onprem-runner/dev/door/compose.ts';
import { openPrivateCloud } from '#onprem-runner/dev/private-cloud/compose.ts';
import { settingsOfProject } from '#onprem-runner/dev/project-settings.ts';
import { openKafka } from '#shared/adapters/kafka/index.ts';
import { loadProject } from '#shared/config/load-project-config.ts';
import { keyFolders } from './project.ts';

// The cloud's zone as a process of its own, until it is killed: folder of its project, port of its API, its database.
const [folder = '', port = '', connectionString = ''] = process.argv.slice(2);

const project = loadProject({ folder });
const { kafka, environment, tenant } = project.config;
if (kafka === undefined) throw new Error('the project names no broker');
const log = await openKafka(await kafkaOptionsOf(project, kafka, 'uwf-cloud'));
const keys = keyFolders(dirname(folder));
const { release, pin } = await ensureDoorKeys(keys, tenant);
const zone = await openPrivateCloud({
  settings: {
    ...(await settingsOfProject({ project, validator: composeLocal().validator })),
    environment, tenant, dataDirectory: folder, host: '127.0.0.1', port: Number(port), version: '0.0.0', note: () => undefined,
  },
  database: { connectionString, dataDirectory: folder },
  schema: 'uwf',
  folder: join(folder, 'zone'),
  sealingKeys: [],
  door: { keys, release, pin, log },
});
const { tokenEndpoint, clientId, clientSecret } = zone.issuer;
writeProfile(profilePath(folder), { api: zone.url, issuer: { tokenEndpoint, clientId, clientSecret } });
process.stdout.write('ready\n');
