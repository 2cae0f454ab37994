import { join } from 'node:path';
import type { Command } from 'commander';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { SHARED_SERVER_SCHEMAS } from '#shared/config/shared-server.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { findEmbeddedPostgres } from '../embedded/postgres.ts';
import { CommandError } from '../output/command-error.ts';
import { composeKafka, composeStores } from './compose.ts';
import type { CommandContext } from './context.ts';

/** Options of every command that reads the log between the zones. */
export interface LogOptions {
  readonly logDatabase?: string;
}

/** Adds the options of {@link LogOptions}. */
export function addLogOptions(command: Command): Command {
  return command.option('--log-database <url>', 'PostgreSQL server that the log is kept in (default: kafka of uwf.config.yaml, else the uwf dev that runs here)');
}

/**
 * Opens the log that joins the zones, does the work and closes it: Kafka where the project is configured for it, else the store of the cloud zone.
 * Errors: `UWF-6008` (none is known), `UWF-5002`, `UWF-5004`, and the work's own.
 */
export async function withLog<T>(context: CommandContext, options: LogOptions, work: (log: MessageLog) => Promise<T>): Promise<T> {
  const opened = await openLog(context, options);
  try {
    return await work(opened.log);
  } finally {
    await opened.close();
  }
}

async function openLog(context: CommandContext, options: LogOptions): Promise<{ readonly log: MessageLog; close(): Promise<void> }> {
  const project = loadProject({ folder: context.folder });
  if (options.logDatabase === undefined && project.config.kafka !== undefined) {
    const log = await composeKafka(project, project.config.kafka);
    return { log, close: log.close };
  }
  const stores = await composeStores(await logPlace(context, options));
  return { log: stores.messageLog, close: stores.close };
}

async function logPlace(context: CommandContext, { logDatabase }: LogOptions): Promise<{ readonly connectionString: string; readonly schema: string }> {
  if (logDatabase !== undefined) return { connectionString: logDatabase, schema: 'uwf' };
  const project = loadProject({ folder: context.folder });
  const shared = context.environment.databaseUrl;
  if (shared !== undefined) return { connectionString: shared, schema: SHARED_SERVER_SCHEMAS.cloud };
  const embedded = await findEmbeddedPostgres({ dataDirectory: join(projectPath(project, project.config.dataDirectory), 'private-cloud', 'postgres') });
  if (embedded === undefined) throw new CommandError('UWF-6008', 'uwf.config.yaml has no kafka section, --log-database is not given, and no development system of this project runs');
  return { connectionString: embedded.connectionString, schema: 'uwf' };
}
