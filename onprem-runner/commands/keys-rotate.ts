import { resolve } from 'node:path';
import { addKeys } from '#shared/core/protocol/ring-change.ts';
import { CommandError } from '../output/command-error.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { changeRing, loadKeyFiles, nowInSeconds, readRing, type RingOptions } from './keys-files.ts';
import { printCards } from './keys-tables.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';

interface RotateOptions extends OutputOptions, RingOptions {
  readonly folder: string;
  readonly release?: string;
  readonly atOnce?: boolean;
}

/** `uwf keys rotate`: a new key in the place of an old one. */
export const addKeysRotate: AddCommand = (parent, context) => {
  parent
    .command('rotate')
    .description('make a key in the place of another: for the same owner, use, tenant and rights. The old one stays for what it signed or was encrypted to it')
    .argument('<kid>', 'key of the ring to be replaced')
    .requiredOption('--folder <folder>', 'where the private half goes: the folder of the old key')
    .requiredOption('--ring <file>', 'ring of public keys')
    .addOption(repeatable('--pin <thumbprint>', 'release key that the ring must be signed by; may be repeated'))
    .option('--release <folder>', 'sign the new ring at once with the release key of this folder; otherwise hand the card to `uwf keys ring sign`')
    .option('--at-once', 'with --release: first use now, not after 16 minutes: only when the old key is lost')
    .addOption(outputOption())
    .action((kid: string, options: RotateOptions) => rotate(context, kid, options));
};

async function rotate(context: CommandContext, kid: string, options: RotateOptions): Promise<void> {
  const files = await loadKeyFiles();
  const { folder, release, atOnce = false } = options;
  const pin = options.pin ?? (release === undefined ? [] : [(await files.readReleaseKey(resolve(context.folder, release))).record.kid]);
  const old = (await readRing(context, { ...options, pin })).keys.find((key) => key.kid === kid);
  if (old === undefined) throw new CommandError('UWF-6002', 'the ring has no key with this kid: see `uwf keys show`');
  const { alg, iss, tid, may } = old;
  const card = await files.createPrivateKeyIn({ folder: resolve(context.folder, folder), alg, iss, ...(tid === undefined ? {} : { tid }), may });
  if (release !== undefined) {
    const ring = await changeRing(context, { ring: options.ring, pin, release }, (known) => addKeys(known ?? noRing(), { cards: [card], now: nowInSeconds(), isAtOnce: atOnce }));
    context.terminal.tell(`The ring is now version ${ring.version}.`);
  }
  printCards(context, options.output, [card]);
}

/** The ring was read a moment ago. */
function noRing(): never {
  throw new CommandError('UWF-6001', 'the ring is gone');
}
