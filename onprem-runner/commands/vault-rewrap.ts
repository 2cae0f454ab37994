import { setTimeout as sleep } from 'node:timers/promises';
import { destroyOldKeys, rewrapDataKeys, rotateKey, type RewrapCounts } from '#shared/application/vault/rotate-keys.ts';
import { KEK_DEFAULT } from '#shared/application/vault/vault-ports.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printRecord } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, parseInteger, type OutputOptions } from './options.ts';
import { addVaultOptions, withVault, type VaultCommandOptions } from './vault-options.ts';

interface RewrapCommandOptions extends VaultCommandOptions, OutputOptions {
  readonly rotate?: boolean;
  readonly destroyOld?: boolean;
  readonly perSecond: number;
}

const KEYS_PER_SECOND_DEFAULT = 500;
const KEYS_PER_SECOND_MAX = 100_000;
const KEYS_PER_STEP_MAX = 100;
const SECOND_MS = 1_000;

/** `uwf vault rewrap`: every data key under the newest key-encryption key, while the vault is in use. */
export const addVaultRewrap: AddCommand = (parent, context) => {
  const command = parent
    .command('rewrap')
    .description('wrap all data keys under the newest key-encryption key, while the vault is in use; can be stopped and given again')
    .option('--rotate', 'make a new version of the key-encryption key first')
    .option('--destroy-old', 'destroy the old versions afterwards: old copies of data keys are worthless then')
    .option('--per-second <number>', 'data keys in a second at most', parseInteger({ min: 1, max: KEYS_PER_SECOND_MAX }), KEYS_PER_SECOND_DEFAULT)
    .addOption(outputOption());
  addVaultOptions(command).action((options: RewrapCommandOptions) => rewrap(context, options));
};

async function rewrap(context: CommandContext, options: RewrapCommandOptions): Promise<void> {
  await withVault(context, options, async ({ ports, actor }) => {
    const request = { actor, kek: KEK_DEFAULT };
    if (options.rotate === true) await rotateKey(ports, request);
    const batch = Math.min(options.perSecond, KEYS_PER_STEP_MAX);
    const onStep = async (counts: RewrapCounts): Promise<void> => {
      context.terminal.tell(`${counts.rewrapped} data keys …`);
      await sleep((batch * SECOND_MS) / options.perSecond);
    };
    const counts = await rewrapDataKeys(ports, request, { batch, onStep });
    const destroyed = options.destroyOld === true ? await destroyOldKeys(ports, request) : [];
    const current = (await ports.keys.describe({ key: KEK_DEFAULT }))?.current ?? 0;
    printRecord(context.terminal, options.output, { version: current, ...counts, destroyed: [...destroyed] });
    if (counts.damaged > 0) context.end(EXIT_CODES.failed);
  });
}
