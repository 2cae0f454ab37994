import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#shared/adapters/node/index.ts';
import { createEgressPolicy, createHttpTaskExecutor, type HttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createFileLogger } from '#shared/adapters/pino/index.ts';
import { createPool, createSqlDatabases, openPostgres, type PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createProcessTaskExecutor, NO_PROCESSES } from '#shared/adapters/process-task/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import type { ProcessSettings } from '#shared/config/project-config.ts';
import type { Detectors, DetectorSettings } from '#shared/core/egress/detectors.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { composeDetectors } from '../../egress/compose.ts';
import { createShippedLogger } from '../../egress/shipped-log.ts';
import type { EmbeddedPostgres } from '../../embedded/postgres.ts';
import { bindHandlers } from '../../handlers/bind-handlers.ts';
import type { FileTools } from '../../handlers/kinds/file-batch/perform.ts';
import type { LoadedHandler } from '../../handlers/loaded-handler.ts';
import type { Handler } from '../../handlers/define-handler.ts';
import { createHandlerRegistry } from '../../handlers/registry.ts';
import { createSqlDocumentStore } from '../../handlers/sql-document-store.ts';
import { createHandlerProcesses, type HandlerProcesses } from '../../isolation/handler-processes.ts';
import { pickEnvironment } from '../../isolation/environment.ts';
import type { TaskPorts } from '../../tasks/task-context.ts';
import { startPruning } from '../pruning.ts';

/** What tasks inside the bank work with: for the runner, and for an engine whose target is the bank itself. */
export interface OnPremTools {
  readonly stores: PostgresPorts;
  readonly logger: Logger;
  /** HTTP calls of tasks, and of handlers of that kind. */
  readonly http: HttpTaskExecutor;
  /** What is looked for in all that leaves. */
  readonly detectors: Detectors;
  readonly tasks: Required<Pick<TaskPorts, 'handlers' | 'store' | 'processes'>>;
  /** Ends what runs still, and closes the stores. */
  stop(): Promise<void>;
}

/** What the tools are opened with. */
export interface ToolsSettings {
  readonly handlers: readonly LoadedHandler[];
  /** Hosts that `call: http` may reach. */
  readonly egressHosts: readonly string[];
  /** What the egress guard looks for beside what it always does. */
  readonly detectors?: DetectorSettings;
  /** Folder of secrets; absent: there are none. */
  readonly secretsDirectory?: string;
  /** What `run` tasks may start; absent: nothing. */
  readonly processes?: ProcessSettings;
  /** Variables of which handlers' processes get some: see `pickEnvironment`. Absent: none. */
  readonly environmentOfHandlers?: Readonly<Record<string, string | undefined>>;
  /** Folders that file handlers may read or write, by their names. */
  readonly fileRoots?: FileTools['roots'];
  /** Told every input that a handler gets, inside the bank: for the demonstration's counter-check. */
  readonly observeHandlerInput?: (input: JsonValue) => void;
}

export interface OnPremToolsOptions {
  readonly settings: ToolsSettings;
  readonly database: Pick<EmbeddedPostgres, 'connectionString'>;
  readonly schema: string;
  readonly folder: string;
  /** Gets the lines that may leave the bank, as the egress guard makes them. Absent: they stay in the file. */
  readonly shipped?: Logger;
  /** Processes of handlers that are there already. */
  readonly isolation?: HandlerProcesses;
}

/** Opens the stores of the on-prem zone and what its tasks need. */
export async function openOnPremTools({ settings, database, schema, folder, ...given }: OnPremToolsOptions): Promise<OnPremTools> {
  mkdirSync(folder, { recursive: true });
  const { connectionString } = database;
  const detectors = composeDetectors(settings.detectors);
  const file = createFileLogger({ name: 'on-prem', file: join(folder, 'log.ndjson') });
  const logger = given.shipped === undefined ? file : bothLoggers(file, createShippedLogger(given.shipped, detectors));
  const stores = await openPostgres({ connectionString, schema, applicationName: 'uwf-on-prem' });
  const documents = createPool({ connectionString, maxConnections: 4, applicationName: 'uwf-on-prem-documents' });
  const secrets = settings.secretsDirectory === undefined ? {} : { secrets: createSecretResolver({ secrets: createFileSecretStore({ directory: settings.secretsDirectory }), logger }) };
  const processes = createProcessTaskExecutor({ policy: settings.processes ?? NO_PROCESSES, ...secrets });
  const isolation = given.isolation ?? createHandlerProcesses({ folder: join(folder, 'handlers'), environment: pickEnvironment(settings.environmentOfHandlers ?? {}) });
  const http = createHttpTaskExecutor({ egressHosts: settings.egressHosts, errorDetail: 'none', ...secrets });
  const databases = createSqlDatabases({ maxConnections: 4, applicationName: 'uwf-on-prem-handlers' });
  const tools = {
    isolation, logger, http, files: { roots: settings.fileRoots ?? {} }, isAllowed: createEgressPolicy(settings.egressHosts),
    ...(secrets.secrets === undefined ? {} : { sql: { databases, secrets: secrets.secrets } }),
  };
  const handlers = createHandlerRegistry(bindHandlers(settings.handlers, tools).map((handler) => observed(handler, settings.observeHandlerInput)));
  const store = await createSqlDocumentStore({ sql: documents, schema });
  const pruning = startPruning({ clock: systemClock, logger, prune: stores.prune });
  return {
    stores,
    logger,
    http,
    detectors,
    tasks: { handlers, store, processes },
    stop: async () => {
      await Promise.all([pruning.stop(), processes.stop(), isolation.stop()]);
      await Promise.all([stores.close(), documents.end(), databases.close()]);
      file.flush();
    },
  };
}

/** Writes every line to both. */
function bothLoggers(first: Logger, second: Logger): Logger {
  const both = (level: keyof Logger) => (...line: Parameters<Logger['info']>): void => [first, second].forEach((logger) => logger[level](...line));
  return { info: both('info'), warn: both('warn'), error: both('error') };
}

function observed(handler: Handler, observe: ToolsSettings['observeHandlerInput']): Handler {
  if (observe === undefined) return handler;
  return {
    ...handler,
    handle: (input, context) => {
      observe(input);
      return handler.handle(input, context);
    },
  };
}
