import type { RunStatus, RunStep } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printListing, printRecord } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { runFields, runJson } from './run-output.ts';

/** `uwf run show RUN`: where a run is, in which zone each step ran, and what it gave. */
export const addRunShow: AddCommand = (parent, context) => {
  const command = parent.command('show').description('show a run: its status, its steps with their zones, and what it gave').argument('<run>', 'id of the run');
  addConnectionOptions(command).addOption(outputOption());
  command.action((runId: string, options: ConnectionOptions & OutputOptions) => show(context, runId, options));
};

async function show(context: CommandContext, runId: string, options: ConnectionOptions & OutputOptions): Promise<void> {
  const run = (await openClient(context, options)).workflows.get(runId);
  const status = await run.status();
  const output = status.status === 'COMPLETED' ? { output: await run.result() } : {};
  if (options.output === 'table') tell(context, status, output);
  else printRecord(context.terminal, options.output, { ...runJson(status), ...output });
  context.end(EXIT_CODES.ok);
}

function tell({ terminal }: CommandContext, status: RunStatus, output: JsonObject): void {
  printRecord(terminal, 'table', { ...runFields(status), ...output });
  if (status.steps.length === 0) return;
  terminal.out('\n');
  printListing(terminal, 'table', { rows: status.steps, columns: STEP_COLUMNS, toJson: (step) => ({ ...step }), whenEmpty: '' });
}

const STEP_COLUMNS: readonly TableColumn<RunStep>[] = [
  { title: 'STEP', cell: (step) => step.name },
  { title: 'ZONE', cell: (step) => step.zone },
  { title: 'STATUS', cell: (step) => step.status },
  { title: 'ATTEMPTS', cell: (step) => String(step.attempts) },
  { title: 'TASK', cell: (step) => step.pointer },
];
