import { randomUUID } from 'node:crypto';
import type { RunHandle, WorkflowClient } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { printListing } from '../output/format.ts';
import { batchColumns, batchExitCode, batchJson, batchSummary, type BatchOutcome } from './batch-outcome.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { noticeText } from './notice.ts';
import { openClient } from './open-client.ts';
import { outputOption, parseDuration, parseInteger, type OutputOptions } from './options.ts';
import { readBatchFile } from './run-input.ts';
import { failureOf } from './service-failure.ts';
import { waitForRun, WAIT_MS_DEFAULT } from './wait-for-run.ts';

interface BatchOptions extends ConnectionOptions, OutputOptions {
  readonly workflow: string;
  readonly batch?: string;
  readonly concurrency: number;
  readonly wait: boolean;
  readonly timeout: number;
}

const CONCURRENCY_DEFAULT = 8;
const CONCURRENCY_MAX = 256;

/** `uwf batch run FILE`: one run for each input of a file, a number of them at a time. */
export const addBatchRun: AddCommand = (parent, context) => {
  const command = parent
    .command('run')
    .description('start one run for each input of a file and wait for their ends')
    .argument('<file>', 'inputs: one JSON object for each line, or a JSON array; - reads standard input')
    .requiredOption('--workflow <workflow>', 'name, namespace.name or namespace.name@version')
    .option('--batch <name>', 'name of the batch: repeating the command with it starts only what was not started before')
    .option('-c, --concurrency <number>', 'runs at a time', parseInteger({ min: 1, max: CONCURRENCY_MAX }), CONCURRENCY_DEFAULT)
    .option('--no-wait', 'only start the runs')
    .option('--timeout <duration>', 'how long to wait for each run, for example 30s, 5m', parseDuration, WAIT_MS_DEFAULT)
    .addHelpText('after', '\nExit codes: 0 all completed · 1 a run failed or was not started · 2 a file that is not valid · 4 auth · 5 a run did not end in time');
  addConnectionOptions(command).addOption(outputOption());
  command.action((file: string, options: BatchOptions) => runBatch(context, file, options));
};

async function runBatch(context: CommandContext, file: string, options: BatchOptions): Promise<void> {
  const { terminal } = context;
  const inputs = await readBatchFile(context, file);
  const notices = new Set<string>();
  const client = await openClient(context, options, (notice) => notices.add(noticeText(notice)));
  const batch = options.batch ?? randomUUID();
  const started = performance.now();
  const progress = createProgress(context, inputs.length);
  const outcomes = await forEachAtOnce(inputs, options.concurrency, async (input, index) => {
    const outcome = await runItem({ client, options, input, item: index + 1, key: `${batch}:${index + 1}` });
    progress();
    return outcome;
  });
  for (const notice of notices) terminal.tell(notice);
  printListing(terminal, options.output, { rows: outcomes, columns: batchColumns(terminal.colours), toJson: batchJson, whenEmpty: 'The file has no inputs.' });
  terminal.tell(batchSummary(outcomes, (performance.now() - started) / 1_000));
  context.end(batchExitCode(outcomes));
}

interface ItemRequest {
  readonly client: WorkflowClient;
  readonly options: BatchOptions;
  readonly input: JsonObject;
  readonly item: number;
  readonly key: string;
}

/** One input. What goes wrong with it is its outcome and keeps no other from running; a fault of ours stops everything. */
async function runItem({ client, options, input, item, key }: ItemRequest): Promise<BatchOutcome> {
  let run: RunHandle | undefined;
  try {
    run = await client.workflows.start(options.workflow, input, { idempotencyKey: key });
    if (!options.wait) return { kind: 'started', item, runId: run.runId };
    return { kind: 'ended', item, runId: run.runId, run: await waitForRun(run, options.timeout) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return { kind: 'failed', item, failure, ...(run === undefined ? {} : { runId: run.runId }) };
  }
}

const PROGRESS_MS = 1_000;

/** Tells now and then how many are done: every second at most, for a person or a log. */
function createProgress({ terminal }: CommandContext, total: number): () => void {
  const state = { done: 0, told: Date.now() };
  return () => {
    state.done += 1;
    if (Date.now() - state.told < PROGRESS_MS) return;
    state.told = Date.now();
    terminal.tell(`${state.done} of ${total} …`);
  };
}
