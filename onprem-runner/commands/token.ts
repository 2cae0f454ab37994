import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import { requestToken } from './access-token.ts';
import { findProfile } from './connection.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';

interface TokenOptions extends OutputOptions {
  readonly scope?: readonly string[];
  readonly profile?: string;
}

/** `uwf token`: an access token of the development issuer, for curl and the like. */
export const addToken: AddCommand = (parent, context) => {
  parent
    .command('token')
    .description('write an access token of the running uwf dev: curl -H "Authorization: Bearer $(uwf token)" …')
    .addOption(repeatable('--scope <scope>', 'ask for this scope only; may be repeated (default: all that the client may have)'))
    .option('--profile <file>', 'profile (or UWF_PROFILE; default: profile.json of the data directory)')
    .addOption(outputOption())
    .action((options: TokenOptions) => token(context, options));
};

async function token(context: CommandContext, options: TokenOptions): Promise<void> {
  const profile = findProfile(context, options.profile === undefined ? {} : { profile: options.profile });
  if (profile?.issuer === undefined) throw new CommandError('UWF-6006', 'there is no profile with an issuer: is uwf dev running in this folder?');
  const issued = await requestToken({ issuer: profile.issuer, ...(options.scope === undefined ? {} : { scopes: options.scope }) });
  if (options.output === 'table') context.terminal.out(`${issued.token}\n`);
  else printRecord(context.terminal, options.output, { token: issued.token, expiresInSeconds: issued.expiresInSeconds });
  context.end(EXIT_CODES.ok);
}
