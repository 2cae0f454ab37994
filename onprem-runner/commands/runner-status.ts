import { EXIT_CODES } from '../exit-codes.ts';
import { printRecord } from '../output/format.ts';
import { askRunner } from '../service/control.ts';
import { controlSocket } from '../service/control-socket.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { addRunnerOptions, loadRunnerProject, type RunnerCommandOptions } from './runner-options.ts';

/** `uwf runner status`: how the runner of this machine does. */
export const addRunnerStatus: AddCommand = (parent, context) => {
  const command = parent.command('status').description('say how the runner of this machine does: ready or not, what runs, what waits; exit code 1 when it is not ready');
  addRunnerOptions(command).addOption(outputOption()).action((options: RunnerCommandOptions & OutputOptions) => status(context, options));
};

async function status(context: CommandContext, options: RunnerCommandOptions & OutputOptions): Promise<void> {
  const { places } = loadRunnerProject(context, options);
  const told = await askRunner(controlSocket(places.data), 'GET', '/status');
  printRecord(context.terminal, options.output, told);
  context.end(told['state'] === 'ready' ? EXIT_CODES.ok : EXIT_CODES.failed);
}
