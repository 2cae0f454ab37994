import { chosenRecords } from '#shared/application/door/replay-records.ts';
import { shownClaims } from '#shared/application/door/shown-claims.ts';
import type { LogRecord } from '#shared/ports/message-log.ts';
import { printListing } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { withLog } from './door-log.ts';
import { addChoiceOptions, choiceOf, type ChoiceOptions } from './log-choice.ts';
import { outputOption, parseInteger, type OutputOptions } from './options.ts';

interface ListOptions extends ChoiceOptions, OutputOptions {
  readonly limit: number;
}

const COLUMNS: readonly TableColumn<LogRecord>[] = [
  { title: 'PARTITION', cell: ({ partition }) => String(partition) },
  { title: 'OFFSET', cell: ({ offset }) => String(offset) },
  { title: 'APPENDED', cell: ({ at }) => new Date(at).toISOString() },
  { title: 'KIND', cell: ({ value }) => String(shownClaims(value)['typ'] ?? '') },
  { title: 'RUN', cell: ({ key }) => key },
];

/** `uwf log list`: records of a topic from an offset or a time. */
export const addLogList: AddCommand = (parent, context) => {
  const command = parent
    .command('list')
    .description('list records between the zones, from an offset or a time: where they are and what kind, never what they hold')
    .option('-l, --limit <number>', 'at most so many', parseInteger({ min: 1, max: 100_000 }), 50);
  addChoiceOptions(command).addOption(outputOption()).action((options: ListOptions) => list(context, options));
};

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const { choice } = choiceOf(context, options);
  await withLog(context, options, async (log) => {
    const rows: LogRecord[] = [];
    for await (const record of chosenRecords(log, choice)) if (rows.push(record) === options.limit) break;
    printListing(context.terminal, options.output, { rows, toJson: recordJson, columns: COLUMNS, whenEmpty: 'No records.' });
  });
}

function recordJson({ topic, partition, offset, at, value }: LogRecord) {
  return { topic, partition, offset, appendedAt: new Date(at).toISOString(), bytes: Buffer.byteLength(value), claims: { ...shownClaims(value) } };
}
