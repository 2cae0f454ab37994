import { readLetter } from '#shared/application/door/dead-letters.ts';
import { printRecord } from '../output/format.ts';
import { machine } from './compose.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addLetterOptions, findLetter, letterJson, withLetters, type LetterOptions } from './dlq-letters.ts';
import { outputOption, type OutputOptions } from './options.ts';

/** `uwf dlq show`: one dead letter, and what its record claims of itself. */
export const addDlqShow: AddCommand = (parent, context) => {
  const command = parent
    .command('show')
    .description('show one dead letter with the claims of its record: ids, names and times, which nobody has verified; never its content')
    .argument('<id>', 'id of uwf dlq list, or the end of one');
  addLetterOptions(command).addOption(outputOption()).action((id: string, options: LetterOptions & OutputOptions) => show(context, id, options));
};

async function show(context: CommandContext, id: string, options: LetterOptions & OutputOptions): Promise<void> {
  await withLetters(context, options, async ({ log, entries }) => {
    const entry = findLetter(entries, id);
    const found = await readLetter({ log, digest: machine.digest }, entry);
    printRecord(context.terminal, options.output, { ...letterJson(entry), record: found.kind, ...(found.kind === 'found' ? { bytes: found.record.value.length, claims: found.claims } : {}) });
  });
}
