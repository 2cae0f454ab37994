import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import { showHeld } from '../egress/quarantine/show.ts';
import type { AddCommand, CommandContext } from './context.ts';
import type { OnPremStoreOptions } from './on-prem-store.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { describeHeld } from './quarantine-list.ts';
import { addOutputCommand, sentenceOption, withQuarantine } from './quarantine-options.ts';
import { keyPlace } from './vault-options.ts';

interface ShowOptions extends OnPremStoreOptions, OutputOptions {
  readonly keys?: string;
  readonly reveal?: true;
  readonly purpose?: string;
}

/** `uwf quarantine show ID`: one output, its values masked; `--reveal` shows them, for a purpose that is recorded first. */
export const addQuarantineShow: AddCommand = (parent, context) => {
  addOutputCommand(parent, 'show', 'show an output that was held, its values masked; every look is recorded')
    .option('--keys <folder>', 'folder of the keys of the zone (or UWF_VAULT_KEYS, or an HSM)')
    .option('--reveal', 'show the values themselves')
    .addOption(sentenceOption('--purpose <text>', 'what the values are needed for (with --reveal); recorded, so it holds no data'))
    .addOption(outputOption())
    .action((id: string, options: ShowOptions) => show(context, id, options));
};

async function show(context: CommandContext, id: string, options: ShowOptions): Promise<void> {
  const purpose = purposeOf(options);
  await withQuarantine(context, options, async ({ place, actor, quarantine, clock, audit }) => {
    const { composeQuarantine } = await import('../egress/compose.ts');
    const opened = await composeQuarantine(keyPlace(context, options, place));
    try {
      const { held, output, places } = await showHeld({ quarantine, clock, audit, ...opened }, { id, by: actor, ...purpose });
      const record: JsonObject = { ...describeHeld(held), ...(places === undefined ? {} : { places: places.map((place) => ({ ...place })) }), ...(output === undefined ? {} : { output }) };
      printRecord(context.terminal, options.output, record);
    } finally {
      await opened.close();
    }
  });
}

function purposeOf({ reveal, purpose }: ShowOptions): { readonly purpose?: string } {
  if (reveal === true && purpose === undefined) throw new CommandError('UWF-6002', '--reveal needs a --purpose');
  if (reveal !== true && purpose !== undefined) throw new CommandError('UWF-6002', '--purpose goes with --reveal');
  return purpose === undefined ? {} : { purpose };
}
