import { setTimeout as pause } from 'node:timers/promises';
import { readLetter, replayLetter, type DeadLetterEntry } from '#shared/application/door/dead-letters.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { machine } from './compose.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addLetterOptions, findLetter, withLetters, type LetterOptions, type Letters } from './dlq-letters.ts';
import { operatorName } from './operator.ts';
import { parseInteger } from './options.ts';

interface ReplayOptions extends LetterOptions {
  readonly reason: string;
  readonly dryRun?: true;
  readonly rate: number;
  readonly reject?: string;
  readonly all?: true;
}

/** `uwf dlq replay`: gives refused records to their readers again. */
export const addDlqReplay: AddCommand = (parent, context) => {
  const command = parent
    .command('replay')
    .description('put refused records at the end of their topics again, where they are verified, held back and put in order like any other')
    .argument('[ids...]', 'ids of uwf dlq list, or the ends of them')
    .requiredOption('--reason <text>', 'why: kept with the dead letter')
    .option('--all', 'all open ones (with --reject: all of that code)')
    .option('--reject <code>', 'only those with this reject code')
    .option('--rate <number>', 'at most so many in a second', parseInteger({ min: 1, max: 10_000 }), 10)
    .option('--dry-run', 'say what would be done');
  addLetterOptions(command).action((ids: readonly string[], options: ReplayOptions) => replay(context, ids, options));
};

async function replay(context: CommandContext, ids: readonly string[], options: ReplayOptions): Promise<void> {
  await withLetters(context, options, async (letters) => {
    const chosen = choose(letters, ids, options);
    const problems: string[] = [];
    for (const entry of chosen) problems.push(...(await replayOne(context, letters, { entry, options })));
    const verb = options.dryRun === true ? 'would be replayed' : 'replayed';
    context.terminal.tell(`${String(chosen.length - problems.length)} of ${String(chosen.length)} ${verb}.`);
    problems.forEach((problem) => context.terminal.tell(problem));
    context.end(problems.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed);
  });
}

function choose({ entries }: Letters, ids: readonly string[], { all, reject }: ReplayOptions): readonly DeadLetterEntry[] {
  if (ids.length > 0) return ids.map((id) => findLetter(entries, id));
  if (all !== true) throw new CommandError('UWF-6002', 'give ids, or --all');
  return entries.filter((entry) => entry.settled === undefined && (reject === undefined || entry.reject === reject)).toReversed();
}

async function replayOne(context: CommandContext, { log, topic }: Letters, { entry, options }: { readonly entry: DeadLetterEntry; readonly options: ReplayOptions }): Promise<readonly string[]> {
  const ports = { log, digest: machine.digest };
  if (options.dryRun === true) {
    const { kind } = await readLetter(ports, entry);
    context.terminal.out(`${entry.id}\t${entry.reject}\t${kind === 'found' ? `goes to the end of ${entry.topic}` : kind}\n`);
    return kind === 'found' ? [] : [`${entry.id}: the record is ${kind}`];
  }
  try {
    await replayLetter(ports, { letters: topic, entry, reason: options.reason, by: operatorName() });
  } catch (thrown) {
    if (thrown instanceof UwfError && thrown.code === 'UWF-4044') return [`${entry.id}: ${thrown.message}`];
    throw thrown;
  }
  context.terminal.out(`${entry.id}\treplayed\n`);
  await pause(1_000 / options.rate);
  return [];
}
