import { Option } from 'commander';
import type { RunStatusName, RunSummary, WorkflowClient } from '#shared/client/index.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printListing } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, parseInteger, type OutputOptions } from './options.ts';
import { RUN_STATUSES, runColumns, runJson } from './run-output.ts';

interface ListOptions extends ConnectionOptions, OutputOptions {
  readonly status?: RunStatusName;
  readonly workflow?: string;
  readonly limit: number;
}

const PAGE_RUNS_MAX = 200;
const LISTED_RUNS_MAX = 100_000;
const LISTED_RUNS_DEFAULT = 50;

/** `uwf run list`: the newest runs first. */
export const addRunList: AddCommand = (parent, context) => {
  const command = parent
    .command('list')
    .description('list runs, the newest first')
    .addOption(new Option('-s, --status <status>', 'only runs with this status').choices(RUN_STATUSES))
    .option('-w, --workflow <workflow>', 'only runs of this workflow: name, namespace.name or namespace.name@version')
    .option('-l, --limit <number>', 'at most so many', parseInteger({ min: 1, max: LISTED_RUNS_MAX }), LISTED_RUNS_DEFAULT);
  addConnectionOptions(command).addOption(outputOption());
  command.action((options: ListOptions) => list(context, options));
};

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const { terminal } = context;
  const rows = await takeRuns(await openClient(context, options), options);
  printListing(terminal, options.output, { rows, toJson: runJson, columns: runColumns(terminal.colours), whenEmpty: 'No runs.' });
  context.end(EXIT_CODES.ok);
}

/** Takes page after page until there are enough, or no more. */
async function takeRuns(client: WorkflowClient, { status, workflow, limit }: ListOptions): Promise<readonly RunSummary[]> {
  const filter = { ...(status === undefined ? {} : { status }), ...(workflow === undefined ? {} : { workflow }) };
  const runs: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.workflows.runs({ ...filter, limit: Math.min(PAGE_RUNS_MAX, limit - runs.length), ...(cursor === undefined ? {} : { cursor }) });
    runs.push(...page.runs);
    cursor = page.cursor;
  } while (cursor !== undefined && runs.length < limit);
  return runs.slice(0, limit);
}
