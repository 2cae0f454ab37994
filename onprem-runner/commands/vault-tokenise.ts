import { tokeniseStream } from '#shared/application/vault/tokenise-stream.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';
import { CommandError } from '../output/command-error.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { parseInteger, repeatable } from './options.ts';
import { parseLine, readLines } from './vault-lines.ts';
import { addVaultOptions, withVault, type VaultCommandOptions } from './vault-options.ts';

interface TokeniseOptions extends VaultCommandOptions {
  readonly definition: string;
  readonly pointer: string;
  readonly purpose?: readonly string[];
  readonly principal?: string;
  readonly anyPrincipal?: boolean;
  readonly deterministic?: boolean;
  readonly batch: number;
}

const BATCH_DEFAULT = 500;

/** `uwf vault tokenise FILE`: tokens for the values of a file, as a stream. */
export const addVaultTokenise: AddCommand = (parent, context) => {
  const command = parent
    .command('tokenise')
    .description('put the values of a file into the vault and write their tokens')
    .argument('<file>', 'one JSON object for each line, {"subject": id of the data subject, "value": anything}; - reads standard input')
    .requiredOption('--definition <definition>', 'namespace/name of the definition that the tokens are for')
    .requiredOption('--pointer <pointer>', 'field that the values belong to, as the placement names it: /input/schema/document/properties/…')
    .addOption(repeatable('--purpose <purpose>', 'what the values may be revealed for; may be repeated (default: workflow)'))
    .option('--principal <principal>', 'who may start runs with the tokens')
    .option('--any-principal', 'every principal of the tenant may start runs with the tokens')
    .option('--deterministic', 'the same text or number of the same subject gets the same token')
    .option('--batch <number>', 'values in one transaction', parseInteger({ min: 1, max: BATCH_DEFAULT }), BATCH_DEFAULT)
    .addHelpText('after', '\nWrites one line for each value once its transaction is committed: {"line": number in the file, "token": "uwf-token:1:…"}');
  addVaultOptions(command).action((file: string, options: TokeniseOptions) => tokenise(context, file, options));
};

interface LineEntry extends VaultEntry {
  readonly line: number;
}

async function tokenise(context: CommandContext, file: string, options: TokeniseOptions): Promise<void> {
  if ((options.principal === undefined) === (options.anyPrincipal !== true)) throw new CommandError('UWF-6002', 'give --principal, or --any-principal where everybody may use the tokens');
  await withVault(context, options, async ({ vault, tenant, actor }) => {
    let count = 0;
    for await (const batch of tokeniseStream(vault, entriesOf(context, file, { ...options, tenant }), { actor, batch: options.batch })) {
      context.terminal.out(batch.map(({ entry, token }) => `${JSON.stringify({ line: entry.line, token })}\n`).join(''));
      count += batch.length;
    }
    context.terminal.tell(`${count} values tokenised.`);
  });
}

async function* entriesOf(context: CommandContext, file: string, options: TokeniseOptions & { readonly tenant: string }): AsyncGenerator<LineEntry> {
  const { tenant, definition, pointer, principal, purpose = ['workflow'], deterministic = false } = options;
  const binding = { tenant, definition, pointer, ...(principal === undefined ? {} : { principal }) };
  for await (const line of readLines(context, file)) {
    const { subject, value } = parseLine(file, line);
    if (typeof subject !== 'string' || subject === '' || value === undefined) throw new CommandError('UWF-6007', `${file}: line ${line.number} needs "subject", a text, and "value"`);
    yield { line: line.number, value, subject, binding, purposes: purpose, deterministic };
  }
}
