import { EXIT_CODES } from '../exit-codes.ts';
import { printRecord } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, type OutputOptions } from './options.ts';

/** `uwf run cancel RUN`: asks for the end of a run. Work that has begun on-prem is told, and may still finish. */
export const addRunCancel: AddCommand = (parent, context) => {
  const command = parent.command('cancel').description('stop a run that has not ended').argument('<run>', 'id of the run');
  addConnectionOptions(command).addOption(outputOption());
  command.action((runId: string, options: ConnectionOptions & OutputOptions) => cancel(context, runId, options));
};

async function cancel(context: CommandContext, runId: string, options: ConnectionOptions & OutputOptions): Promise<void> {
  const run = (await openClient(context, options)).workflows.get(runId);
  const hasCancelled = await run.cancel();
  if (!hasCancelled) context.terminal.tell('The run had ended before.');
  printRecord(context.terminal, options.output, { runId, cancelled: hasCancelled });
  context.end(hasCancelled ? EXIT_CODES.ok : EXIT_CODES.failed);
}
