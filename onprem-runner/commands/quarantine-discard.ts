import { printRecord } from '../output/format.ts';
import { discardHeld } from '../egress/quarantine/decide.ts';
import type { AddCommand, CommandContext } from './context.ts';
import type { OnPremStoreOptions } from './on-prem-store.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { addOutputCommand, sentenceOption, withQuarantine } from './quarantine-options.ts';

interface DiscardOptions extends OnPremStoreOptions, OutputOptions {
  readonly reason: string;
}

/** `uwf quarantine discard ID`: the output is removed for ever, the record of it stays. */
export const addQuarantineDiscard: AddCommand = (parent, context) => {
  addOutputCommand(parent, 'discard', 'remove an output for ever; the record of it stays')
    .addOption(sentenceOption('--reason <text>', 'why; recorded, so it holds no data').makeOptionMandatory())
    .addOption(outputOption())
    .action((id: string, options: DiscardOptions) => discard(context, id, options));
};

async function discard(context: CommandContext, id: string, options: DiscardOptions): Promise<void> {
  await withQuarantine(context, options, async ({ actor, ...ports }) => {
    await discardHeld(ports, { id, by: actor, reason: options.reason });
    printRecord(context.terminal, options.output, { id, status: 'discarded' });
  });
}
