import { resolve } from 'node:path';
import type { AddCommand, CommandContext } from './context.ts';
import { loadKeyFiles, readRing, type RingOptions } from './keys-files.ts';
import { printRing } from './keys-tables.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';

interface ShowOptions extends OutputOptions, RingOptions {
  readonly folder?: string;
}

/** `uwf keys show`: the keys of a ring and what they are good for now. */
export const addKeysShow: AddCommand = (parent, context) => {
  parent
    .command('show')
    .description('list the keys of a ring: whose they are, what for, and whether they are upcoming, current, verify-only, expired or revoked')
    .requiredOption('--ring <file>', 'ring of public keys')
    .addOption(repeatable('--pin <thumbprint>', 'release key that the ring must be signed by; may be repeated'))
    .option('--folder <folder>', 'also say which of them this folder holds the private halves of')
    .addOption(outputOption())
    .action((options: ShowOptions) => show(context, options));
};

async function show(context: CommandContext, options: ShowOptions): Promise<void> {
  const files = await loadKeyFiles();
  const ring = await readRing(context, options);
  const held = options.folder === undefined ? [] : (await files.readPrivateKeys(resolve(context.folder, options.folder))).map(({ kid }) => kid);
  printRing(context, options.output, { ring, held });
}
