import { resolve } from 'node:path';
import { Option } from 'commander';
import type { SigningAlgorithm } from '#shared/core/protocol/ring.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { loadKeyFiles } from './keys-files.ts';
import { printCards } from './keys-tables.ts';
import { outputOption, type OutputOptions } from './options.ts';

interface InitOptions extends OutputOptions {
  readonly folder: string;
  readonly role: 'cloud' | 'site' | 'release';
  readonly owner?: string;
  readonly tenant?: string;
  readonly algorithm: SigningAlgorithm;
}

/** `uwf keys init`: the first keys of a party. */
export const addKeysInit: AddCommand = (parent, context) => {
  parent
    .command('init')
    .description('make the keys of a party: private halves into a folder of its zone, public halves to stdout, for `uwf keys ring sign`')
    .requiredOption('--folder <folder>', 'where the private keys go (mode 0600); they are never printed')
    .addOption(new Option('--role <role>', 'whose keys: what they may sign comes from it').choices(['cloud', 'site', 'release']).makeOptionMandatory())
    .option('--owner <name>', 'name of the party in messages (iss, aud); not for a release key')
    .option('--tenant <tenant>', 'the one tenant that the keys are for; needed for a site')
    .addOption(new Option('--algorithm <name>', 'how the party signs').choices(['ES256', 'Ed25519']).default('ES256'))
    .addOption(outputOption())
    .action((options: InitOptions) => init(context, options));
};

async function init(context: CommandContext, options: InitOptions): Promise<void> {
  const { role, owner, tenant, algorithm, output } = options;
  const files = await loadKeyFiles();
  const folder = resolve(context.folder, options.folder);
  if (role === 'release') {
    await files.storePrivateKey(folder, files.generatePrivateKey(algorithm));
    const { record } = await files.readReleaseKey(folder);
    printRecord(context.terminal, output, { kid: record.kid, alg: record.alg });
    context.terminal.tell('Pin this thumbprint in the configuration of every party.');
    return;
  }
  if (owner === undefined || !isName(owner)) throw new CommandError('UWF-6002', '--owner: a name of 1 to 128 visible ASCII characters is needed');
  if (role === 'site' && tenant === undefined) throw new CommandError('UWF-6002', '--tenant: a site is bound to one tenant');
  if (tenant !== undefined && !isName(tenant)) throw new CommandError('UWF-6002', '--tenant: a name of 1 to 128 visible ASCII characters');
  const party = { folder, iss: owner, ...(tenant === undefined ? {} : { tid: tenant }) };
  const signing = await files.createPrivateKeyIn({ ...party, alg: algorithm, may: files.may[role] });
  const opening = await files.createPrivateKeyIn({ ...party, alg: 'ECDH-ES+A256KW', may: [] });
  printCards(context, output, [signing, opening]);
}

function isName(text: string): boolean {
  return /^[\u0021-\u007e]{1,128}$/u.test(text);
}
