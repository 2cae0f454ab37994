import { Option } from 'commander';
import { resolve } from 'node:path';
import { SERVED_AS, type ServedAs } from '#functions/cloud/local-gateway/start-local-gateway.ts';
import { loadProject, projectPath } from '#shared/config/load-project-config.ts';
import { startDevelopment } from '../dev/development.ts';
import { settingsOfProject } from '../dev/project-settings.ts';
import { brokerOf, brokerOption } from './broker-option.ts';
import { composeLocal } from './compose.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { parseInteger, repeatable } from './options.ts';
import { preferredPort, untilAskedToStop } from './serve.ts';
import { packageVersion } from './version.ts';

interface DevOptions {
  readonly data?: string;
  readonly host: string;
  readonly port?: number;
  readonly handlers?: readonly string[];
  readonly target?: string;
  readonly config?: string;
  readonly kafka?: string | true;
  readonly as?: ServedAs;
}

/** `uwf dev`: both zones in this process until it is asked to stop. What an earlier process left undone goes on. */
export const addDev: AddCommand = (parent, context) => {
  parent
    .command('dev')
    .description('start the system on embedded defaults: two zones, each with a PostgreSQL of its own (or one in DATABASE_URL)')
    .option('--data <folder>', 'where the zones keep their data (default: dataDirectory of the configuration)')
    .option('--host <host>', 'address of the API', '127.0.0.1')
    .option('-p, --port <port>', 'port of the API; 0 takes any free one (default: 8080 if free)', parseInteger({ min: 0, max: 65_535 }))
    .addOption(repeatable('--handlers <folder>', 'folder of handlers in place of those of the configuration; may be repeated'))
    .option('-t, --target <name>', 'target or zone that definitions are compiled for')
    .addOption(brokerOption())
    .addOption(new Option('--as <cloud>', "serve the API through this cloud's form: its events, its gateway's tokens and limits. The rest stays the development system, not the cloud's runtime").choices(SERVED_AS))
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .action((options: DevOptions) => dev(context, options));
};

async function dev(context: CommandContext, options: DevOptions): Promise<void> {
  const { terminal, environment } = context;
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const folders = options.handlers === undefined ? {} : { handlers: options.handlers.map((folder) => resolve(context.folder, folder)) };
  const settings = await settingsOfProject({ project, validator: composeLocal().validator, ...folders, ...(options.target === undefined ? {} : { target: options.target }) });
  const dataDirectory = options.data === undefined ? projectPath(project, project.config.dataDirectory) : resolve(context.folder, options.data);
  const system = await startDevelopment({
    ...settings,
    ...(await brokerOf(context, { project, given: options.kafka, dataDirectory })),
    dataDirectory,
    host: options.host,
    port: options.port ?? (await preferredPort(options.host)),
    version: packageVersion(),
    note: (message) => terminal.tell(message),
    ...(options.as === undefined ? {} : { servedAs: options.as }),
    ...(environment.databaseUrl === undefined ? {} : { databaseUrl: environment.databaseUrl }),
  });
  terminal.tell(`API ${system.api}  ·  docs ${system.api}/docs  ·  ${settings.handlers.length} handlers  ·  target ${settings.target.name}`);
  if (options.as !== undefined) terminal.tell(`The API is served as ${options.as} would; runs, runner and stores are those of the development system.`);
  terminal.tell('Running until Ctrl-C. Try: npx uwf run list');
  await untilAskedToStop();
  terminal.tell('Stopping');
  await system.stop();
}
