import { setTimeout as pause } from 'node:timers/promises';
import { chosenRecords, replayRecords } from '#shared/application/door/replay-records.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { withLog } from './door-log.ts';
import { addChoiceOptions, choiceOf, type ChoiceOptions } from './log-choice.ts';
import { operatorName } from './operator.ts';
import { parseInteger } from './options.ts';

interface ReplayOptions extends ChoiceOptions {
  readonly reason: string;
  readonly rate: number;
  readonly dryRun?: true;
}

/** `uwf log replay`: gives records to their readers again, from an offset or a time. */
export const addLogReplay: AddCommand = (parent, context) => {
  const command = parent
    .command('replay')
    .description('put records at the end of their topic again, from an offset or a time; what was handled before is recognised and does nothing')
    .requiredOption('--reason <text>', 'why: kept beside the dead letters')
    .option('--rate <number>', 'at most so many in a second', parseInteger({ min: 1, max: 10_000 }), 100)
    .option('--dry-run', 'say what would be done');
  addChoiceOptions(command).action((options: ReplayOptions) => replay(context, options));
};

async function replay(context: CommandContext, { reason, rate, dryRun, ...options }: ReplayOptions): Promise<void> {
  const { choice, letters } = choiceOf(context, options);
  await withLog(context, options, async (log) => {
    if (dryRun === true) {
      let count = 0;
      for await (const _ of chosenRecords(log, choice)) count += 1;
      context.terminal.tell(`${String(count)} records would be replayed.`);
    } else {
      const count = await replayRecords(log, { choice, letters, reason, by: operatorName(), pace: () => pause(1_000 / rate) });
      context.terminal.tell(`${String(count)} records replayed.`);
    }
    context.end(EXIT_CODES.ok);
  });
}
