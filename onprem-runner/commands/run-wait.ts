import type { RunHandle, RunStatus } from '#shared/client/index.ts';
import { printRecord, type OutputFormat } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, parseDuration, type OutputOptions } from './options.ts';
import { runFields, runJson } from './run-output.ts';
import { exitCodeOfRun, waitForRun, WAIT_MS_DEFAULT } from './wait-for-run.ts';

interface WaitOptions extends ConnectionOptions, OutputOptions {
  readonly timeout: number;
}

/** `uwf run wait RUN`: waits for the end of a run; the exit code says how it ended. */
export const addRunWait: AddCommand = (parent, context) => {
  const command = parent
    .command('wait')
    .description('wait until a run has ended and show what it gave')
    .argument('<run>', 'id of the run')
    .option('--timeout <duration>', 'how long, for example 30s, 5m', parseDuration, WAIT_MS_DEFAULT);
  addConnectionOptions(command).addOption(outputOption());
  command.action((runId: string, options: WaitOptions) => wait(context, runId, options));
};

async function wait(context: CommandContext, runId: string, options: WaitOptions): Promise<void> {
  const run = (await openClient(context, options)).workflows.get(runId);
  await printRun(context, run, await waitForRun(run, options.timeout), options.output);
}

/** Shows a run that has ended, with its output when it completed, and ends the command as the run ended. */
export async function printRun(context: CommandContext, run: RunHandle, ended: RunStatus, format: OutputFormat): Promise<void> {
  const output = ended.status === 'COMPLETED' ? { output: await run.result() } : {};
  printRecord(context.terminal, format, { ...(format === 'table' ? runFields(ended) : runJson(ended)), ...output });
  context.end(exitCodeOfRun(ended.status));
}
