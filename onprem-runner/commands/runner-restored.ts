import { join } from 'node:path';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { isRunnerThere } from '../service/control.ts';
import { controlSocket } from '../service/control-socket.ts';
import { machine } from './compose.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addRunnerOptions, loadRunnerProject, type RunnerCommandOptions } from './runner-options.ts';

/** `uwf runner restored`: says that the store of this site comes from a backup. */
export const addRunnerRestored: AddCommand = (parent, context) => {
  const command = parent
    .command('restored')
    .description('say that the store of this site was restored from a backup, before the runner starts again: raises its incarnation, so that nothing of the time between is done twice');
  addRunnerOptions(command).action((options: RunnerCommandOptions) => restored(context, options));
};

async function restored(context: CommandContext, options: RunnerCommandOptions): Promise<void> {
  const { places, runner } = loadRunnerProject(context, options);
  if (await isRunnerThere(controlSocket(places.data))) throw new CommandError('UWF-6002', 'the runner of this machine is running: stop it first, restore the store, then say so');
  const incarnation = await machine.incarnation(join(places.data, 'incarnation')).raise();
  context.terminal.tell(`The store of ${runner.site} is in incarnation ${String(incarnation)}. Copy ${join(places.data, 'incarnation')} to every machine of the site, then start the runners.`);
  context.end(EXIT_CODES.ok);
}
