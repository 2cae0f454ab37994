import { printRecord } from '../output/format.ts';
import { releaseHeld } from '../egress/quarantine/decide.ts';
import type { AddCommand, CommandContext } from './context.ts';
import type { OnPremStoreOptions } from './on-prem-store.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { addOutputCommand, sentenceOption, withQuarantine } from './quarantine-options.ts';

interface ReleaseOptions extends OnPremStoreOptions, OutputOptions {
  readonly reason: string;
  readonly fourEyes?: true;
}

/** `uwf quarantine release ID`: a person says that it may leave as it is, with the next attempt of its task in its run, once. */
export const addQuarantineRelease: AddCommand = (parent, context) => {
  addOutputCommand(parent, 'release', 'say that an output may leave as it is: with the next attempt of its task in its run, once')
    .addOption(sentenceOption('--reason <text>', 'why it may leave; recorded, so it holds no data').makeOptionMandatory())
    .option('--four-eyes', 'only approve, if nobody has yet; another person releases (or UWF_QUARANTINE_FOUR_EYES=true)')
    .addOption(outputOption())
    .action((id: string, options: ReleaseOptions) => release(context, id, options));
};

async function release(context: CommandContext, id: string, options: ReleaseOptions): Promise<void> {
  const fourEyes = options.fourEyes === true || context.environment.quarantineFourEyes;
  await withQuarantine(context, options, async ({ actor, ...ports }) => {
    const status = await releaseHeld(ports, { id, by: actor, reason: options.reason, fourEyes });
    if (status === 'approved') context.terminal.tell('Approved. It is released when another person says so too.');
    printRecord(context.terminal, options.output, { id, status });
  });
}
