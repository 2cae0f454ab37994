import { printRecord } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, type OutputOptions } from './options.ts';

/** `uwf run redrive RUN`: lets a run that failed, timed out or was cancelled go on from where it ended, where the runtime can do so. */
export const addRunRedrive: AddCommand = (parent, context) => {
  const command = parent.command('redrive').description('let a run go on from where it failed, timed out or was cancelled').argument('<run>', 'id of the run');
  addConnectionOptions(command).addOption(outputOption());
  command.action((runId: string, options: ConnectionOptions & OutputOptions) => redrive(context, runId, options));
};

async function redrive(context: CommandContext, runId: string, options: ConnectionOptions & OutputOptions): Promise<void> {
  const hasRedriven = await (await openClient(context, options)).workflows.get(runId).redrive();
  if (!hasRedriven) context.terminal.tell('The run was going on already.');
  printRecord(context.terminal, options.output, { runId, redriven: hasRedriven });
}
