import { discardLetter } from '#shared/application/door/dead-letters.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addLetterOptions, findLetter, withLetters, type LetterOptions } from './dlq-letters.ts';
import { operatorName } from './operator.ts';

interface DiscardOptions extends LetterOptions {
  readonly reason: string;
  readonly dryRun?: true;
}

/** `uwf dlq discard`: closes dead letters about which nothing is to be done. */
export const addDlqDiscard: AddCommand = (parent, context) => {
  const command = parent
    .command('discard')
    .description('close dead letters about which nothing is to be done; what is lost that way is dispatched anew by the cloud while somebody waits for it')
    .argument('<ids...>', 'ids of uwf dlq list, or the ends of them')
    .requiredOption('--reason <text>', 'why: kept with the dead letter')
    .option('--dry-run', 'say what would be done');
  addLetterOptions(command).action((ids: readonly string[], options: DiscardOptions) => discard(context, ids, options));
};

async function discard(context: CommandContext, ids: readonly string[], options: DiscardOptions): Promise<void> {
  await withLetters(context, options, async ({ log, topic, entries }) => {
    const chosen = ids.map((id) => findLetter(entries, id));
    for (const entry of chosen) {
      if (options.dryRun !== true) await discardLetter({ log }, { letters: topic, entry, reason: options.reason, by: operatorName() });
      context.terminal.out(`${entry.id}\t${options.dryRun === true ? 'would be discarded' : 'discarded'}\n`);
    }
  });
}
