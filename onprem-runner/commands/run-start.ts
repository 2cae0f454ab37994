import { EXIT_CODES } from '../exit-codes.ts';
import { printRecord } from '../output/format.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { outputOption, parseDuration, type OutputOptions } from './options.ts';
import { noticeText } from './notice.ts';
import { readJsonFile } from './run-input.ts';
import { printRun } from './run-wait.ts';
import { waitForRun, WAIT_MS_DEFAULT } from './wait-for-run.ts';

interface StartOptions extends ConnectionOptions, OutputOptions {
  readonly input: string;
  readonly key?: string;
  readonly wait?: true;
  readonly timeout: number;
}

/** `uwf run start WORKFLOW`: seals an input and starts a run of it. */
export const addRunStart: AddCommand = (parent, context) => {
  const command = parent
    .command('start')
    .description('start a run; what the definition marks as Tier 1 is sealed before it leaves this process')
    .argument('<workflow>', 'name, namespace.name or namespace.name@version')
    .requiredOption('-i, --input <file>', 'input of the run as JSON; - reads standard input')
    .option('--key <key>', 'idempotency key: the same key never starts a second run')
    .option('-w, --wait', 'wait until the run has ended and show what it gave')
    .option('--timeout <duration>', 'with --wait: how long, for example 30s, 5m', parseDuration, WAIT_MS_DEFAULT);
  addConnectionOptions(command).addOption(outputOption());
  command.action((workflow: string, options: StartOptions) => startRun(context, workflow, options));
};

async function startRun(context: CommandContext, workflow: string, options: StartOptions): Promise<void> {
  const input = await readJsonFile(context, options.input);
  const client = await openClient(context, options, (notice) => context.terminal.tell(noticeText(notice)));
  const run = await client.workflows.start(workflow, input, options.key === undefined ? {} : { idempotencyKey: options.key });
  if (options.wait !== true) {
    printRecord(context.terminal, options.output, { runId: run.runId });
    context.end(EXIT_CODES.ok);
    return;
  }
  context.terminal.tell(`Started ${run.runId}; waiting for its end …`);
  await printRun(context, run, await waitForRun(run, options.timeout), options.output);
}
