import { revokeKeys } from '#shared/core/protocol/ring-change.ts';
import { CommandError } from '../output/command-error.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { changeRing, nowInSeconds, type SigningOptions } from './keys-files.ts';
import { printRing } from './keys-tables.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';

/** `uwf keys revoke`: keys that are accepted no more. */
export const addKeysRevoke: AddCommand = (parent, context) => {
  parent
    .command('revoke')
    .description('refuse keys from now on (known to every party within a minute). After the loss of a key: rotate first with --at-once')
    .argument('<kid...>', 'keys of the ring')
    .requiredOption('--ring <file>', 'ring of public keys')
    .requiredOption('--release <folder>', 'folder of the release key, which signs the new ring')
    .addOption(repeatable('--pin <thumbprint>', 'an earlier release key that signed the ring; may be repeated'))
    .addOption(outputOption())
    .action((kids: readonly string[], options: SigningOptions & OutputOptions) => revoke(context, kids, options));
};

async function revoke(context: CommandContext, kids: readonly string[], options: SigningOptions & OutputOptions): Promise<void> {
  const ring = await changeRing(context, options, (known) => {
    const revoked = known === undefined ? undefined : revokeKeys(known, kids, nowInSeconds());
    if (revoked?.ok !== true) throw new CommandError('UWF-6002', revoked === undefined ? 'there is no ring' : 'the ring has no key with this kid: see `uwf keys show`');
    return revoked.value;
  });
  context.terminal.tell(`The ring is now version ${ring.version}.`);
  printRing(context, options.output, { ring, held: [] });
}
