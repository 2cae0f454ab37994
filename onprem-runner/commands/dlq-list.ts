import { printListing } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { DeadLetterEntry } from '#shared/application/door/dead-letters.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addLetterOptions, letterJson, withLetters, type LetterOptions } from './dlq-letters.ts';
import { outputOption, parseInteger, type OutputOptions } from './options.ts';

interface ListOptions extends LetterOptions, OutputOptions {
  readonly all?: true;
  readonly reject?: string;
  readonly limit: number;
}

const COLUMNS: readonly TableColumn<DeadLetterEntry>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'REJECT', cell: ({ reject }) => reject },
  { title: 'REFUSED', cell: ({ at }) => new Date(at).toISOString() },
  { title: 'STATE', cell: ({ settled }) => settled?.action ?? 'open' },
];

/** `uwf dlq list`: records that were refused, the newest first. */
export const addDlqList: AddCommand = (parent, context) => {
  const command = parent
    .command('list')
    .description('list records that were refused as messages, the newest first: where they are and why, never what they hold')
    .option('--all', 'those that were replayed or discarded too')
    .option('--reject <code>', 'only those with this reject code')
    .option('-l, --limit <number>', 'at most so many', parseInteger({ min: 1, max: 100_000 }), 50);
  addLetterOptions(command).addOption(outputOption()).action((options: ListOptions) => list(context, options));
};

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  await withLetters(context, options, async ({ entries }) => {
    const rows = entries.filter(({ settled, reject }) => (options.all === true || settled === undefined) && (options.reject === undefined || reject === options.reject)).slice(0, options.limit);
    printListing(context.terminal, options.output, { rows, toJson: letterJson, columns: COLUMNS, whenEmpty: 'No dead letters.' });
  });
}
