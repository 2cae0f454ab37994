import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../output/command-error.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { loadKeyFiles, readRing } from './keys-files.ts';

interface SecretOptions {
  readonly folder: string;
  readonly out: string;
  readonly ring?: string;
  readonly pin?: readonly string[];
}

/** `uwf keys secret`: keys of a folder as a secret store of a cloud has them. */
export const addKeysSecret: AddCommand = (parent, context) => {
  parent
    .command('secret')
    .description('write the keys of a folder as the one value that functions of a cloud read from its secret store; with --ring the value `door` of the cloud’s side, without it the value `release`')
    .requiredOption('--folder <folder>', 'folder of the private keys')
    .requiredOption('--out <file>', 'where the value goes (mode 0600, must not exist): put it into the secret store and delete it')
    .option('--ring <file>', 'ring of public keys that the cloud’s side goes by')
    .option('--pin <thumbprint...>', 'release key that the ring must be signed by')
    .action((options: SecretOptions) => write(context, options));
};

async function write(context: CommandContext, options: SecretOptions): Promise<void> {
  const files = await loadKeyFiles();
  const keys = await files.readPrivateKeys(resolve(context.folder, options.folder));
  if (keys.length === 0) throw new CommandError('UWF-6007', 'the folder holds no keys: uwf keys init makes them');
  const value = options.ring === undefined ? releaseValue(keys.map((key) => files.formatPrivateJwk(key))) : await doorValue(context, options.ring, options, keys.map((key) => files.formatPrivateJwk(key)));
  await files.writeOwnerOnly(resolve(context.folder, options.out), value);
  context.terminal.tell(`Written for its owner alone: put it into the secret store, then delete ${options.out}.`);
}

/** A release has one key. */
function releaseValue([key, ...others]: readonly string[]): string {
  if (key === undefined || others.length > 0) throw new CommandError('UWF-6002', 'the folder holds several keys: those of a side of the door go with its ring (--ring, --pin)');
  return key;
}

async function doorValue(context: CommandContext, ring: string, { pin = [] }: SecretOptions, keys: readonly string[]): Promise<string> {
  // A ring that does not verify would keep every function from starting: better now.
  await readRing(context, { ring, pin });
  const text = await readFile(resolve(context.folder, ring), 'utf8');
  return `{"keys":[${keys.map((key) => key.trim()).join(',')}],"ring":${JSON.stringify(text)},"pins":${JSON.stringify(pin)}}\n`;
}
