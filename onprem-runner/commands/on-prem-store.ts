import { join } from 'node:path';
import type { Command } from 'commander';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { urlSetting } from '#shared/config/schema.ts';
import { SHARED_SERVER_SCHEMAS } from '#shared/config/shared-server.ts';
import { findEmbeddedPostgres } from '../embedded/postgres.ts';
import { CommandError } from '../output/command-error.ts';
import { composeStores, type ZoneStores } from './compose.ts';
import type { CommandContext } from './context.ts';

/** Options of every command that works on the stores of the on-prem zone. */
export interface OnPremStoreOptions {
  readonly database?: string;
  readonly schema?: string;
}

/** Where the on-prem zone keeps its data. */
export interface OnPremPlace {
  /** With the password, where there is one: a secret. */
  readonly connectionString: string;
  readonly schema: string;
  /** Folder of the zone (its keys are beneath it): present when it is the development system of this project. */
  readonly folder?: string;
}

const DATABASE = urlSetting('--database', ['postgres:', 'postgresql:']);
const SCHEMA_DEFAULT = 'uwf';

/** Adds the options of {@link OnPremStoreOptions}. */
export function addOnPremStoreOptions(command: Command): Command {
  return command
    .option('--database <url>', 'store of the on-prem zone, without a password (or UWF_ON_PREM_DATABASE_URL; else that of the uwf dev that runs here)')
    .option('--schema <name>', `schema of that store (default: ${SCHEMA_DEFAULT})`);
}

/**
 * The on-prem zone's place by option, then environment, then the development system of this project, which must be running.
 * Errors: `UWF-6002` (option), `UWF-6008` (none is known), `UWF-5004` (its server does not answer).
 */
export async function findOnPremPlace(context: CommandContext, options: OnPremStoreOptions): Promise<OnPremPlace> {
  const given = options.database === undefined ? context.environment.onPremDatabaseUrl : checkedUrl(options.database);
  if (given !== undefined) return { connectionString: given, schema: options.schema ?? SCHEMA_DEFAULT };
  const project = loadProject({ folder: context.folder });
  const folder = join(projectPath(project, project.config.dataDirectory), 'on-prem');
  const shared = context.environment.databaseUrl;
  if (shared !== undefined) return { connectionString: shared, schema: options.schema ?? SHARED_SERVER_SCHEMAS.onPrem, folder };
  const embedded = await findEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
  if (embedded === undefined) throw new CommandError('UWF-6008', 'neither --database nor UWF_ON_PREM_DATABASE_URL is given, and no development system of this project runs');
  return { connectionString: embedded.connectionString, schema: options.schema ?? SCHEMA_DEFAULT, folder };
}

/** Opens the stores of the on-prem zone, does the work and closes them. Errors: those of {@link findOnPremPlace}, `UWF-5001`, `UWF-5005`, and the work's own. */
export async function withOnPremStores<T>(context: CommandContext, options: OnPremStoreOptions, work: (stores: ZoneStores, place: OnPremPlace) => Promise<T>): Promise<T> {
  const place = await findOnPremPlace(context, options);
  const stores = await composeStores(place);
  try {
    return await work(stores, place);
  } finally {
    await stores.close();
  }
}

/** A command line is seen by everybody on the machine, so a password has no place in it. */
function checkedUrl(text: string): string {
  const url = DATABASE.parse(text);
  if (url === undefined) throw new CommandError('UWF-6002', `--database: expected ${DATABASE.expected}; user and password are in PGUSER and PGPASSWORD`);
  return url;
}
