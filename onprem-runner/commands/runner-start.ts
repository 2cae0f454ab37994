import { join } from 'node:path';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { createHandlerProcesses } from '../isolation/handler-processes.ts';
import { pickEnvironment } from '../isolation/environment.ts';
import { zoneSettingsOf } from '../zone/project-settings.ts';
import { startRunnerService, type RunnerServiceOptions } from '../service/compose.ts';
import { composeKafka, composeLocal } from './compose.ts';
import { wholeEnvironment } from './config.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addOnPremStoreOptions, findOnPremPlace, type OnPremStoreOptions } from './on-prem-store.ts';
import { addRunnerOptions, loadRunnerProject, workerName, type RunnerCommandOptions, type RunnerProject } from './runner-options.ts';
import { untilAskedToStop } from './serve.ts';
import { keyPlace } from './vault-options.ts';

interface StartOptions extends RunnerCommandOptions, OnPremStoreOptions {
  readonly logDatabase?: string;
  readonly logSchema: string;
}

/** `uwf runner start`: the runner of this machine until it is asked to stop or drain. */
export const addRunnerStart: AddCommand = (parent, context) => {
  const command = parent
    .command('start')
    .description('start the runner of this machine; SIGTERM drains it: nothing new, running attempts end, their answers are sent')
    .option('--log-database <url>', 'PostgreSQL server that joins the zones in place of Kafka')
    .option('--log-schema <name>', 'its schema', 'uwf');
  addRunnerOptions(addOnPremStoreOptions(command)).action((options: StartOptions) => start(context, options));
};

async function start(context: CommandContext, options: StartOptions): Promise<void> {
  const { terminal } = context;
  const found = loadRunnerProject(context, options);
  const { project, runner, places } = found;
  if (runner.releaseKeys.length === 0) throw new UwfError('UWF-5005', 'runner.releaseKeys: expected at least one thumbprint, see uwf keys show');
  const isolation = createHandlerProcesses({ folder: join(places.data, 'handlers'), environment: pickEnvironment(wholeEnvironment()) });
  let stop = (): void => undefined;
  const drained = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const service = await startRunnerService({
    settings: await settingsOf(found, isolation),
    runner,
    places,
    worker: workerName(context, runner),
    database: await findOnPremPlace(context, options),
    queue: await queueOf(found, options),
    vaultKeys: keyPlace(context, {}, { folder: places.data }),
    isolation,
    ships: true,
    onDrain: stop,
  });
  terminal.tell(`runner ${runner.site} of ${project.config.tenant}/${project.config.environment}  ·  health ${service.health}`);
  await Promise.race([untilAskedToStop(), drained]);
  terminal.tell('Draining');
  await service.stop();
  terminal.tell('Stopped');
}

async function settingsOf({ project }: RunnerProject, isolation: RunnerServiceOptions['isolation']): Promise<RunnerServiceOptions['settings']> {
  // The code of a module is read in a process of its own, like everything that it does.
  const settings = await zoneSettingsOf(project, { validator: composeLocal().validator, describe: isolation.describe });
  return { ...settings, environmentOfHandlers: wholeEnvironment() };
}

async function queueOf({ project }: RunnerProject, { logDatabase, logSchema }: StartOptions): Promise<RunnerServiceOptions['queue']> {
  if (logDatabase !== undefined) return { connectionString: logDatabase, schema: logSchema };
  if (project.config.kafka === undefined) throw new UwfError('UWF-5005', 'kafka: expected the cluster that joins the zones, or --log-database');
  return { log: await composeKafka(project, project.config.kafka) };
}
