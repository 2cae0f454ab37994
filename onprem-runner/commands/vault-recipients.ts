import type { Command } from 'commander';
import { registerRecipient, revokeRecipient } from '#shared/application/vault/recipients.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Recipient } from '#shared/ports/recipient-registry.ts';
import { printListing, printRecord } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { readJsonFile } from './run-input.ts';
import { addVaultOptions, withVault, type VaultCommandOptions } from './vault-options.ts';

type RecipientOptions = VaultCommandOptions & OutputOptions;
type PrincipalOptions = RecipientOptions & { readonly principal: string };

/** `uwf vault recipients list|register|revoke`: public keys to which results are resealed for their callers. */
export const addVaultRecipients: AddCommand = (parent, context) => {
  const recipients = parent.command('recipients').description('public keys to which results are sealed for their callers: list, register and revoke them');
  const verb = (command: Command): Command => addVaultOptions(command).addOption(outputOption());
  verb(recipients.command('list').description('list keys, revoked ones too').option('--principal <principal>', 'of this principal only')).action((options: RecipientOptions & { readonly principal?: string }) =>
    list(context, options),
  );
  verb(recipients.command('register').description('register a public key').argument('<file>', 'the key as a JWK (EC, P-256); - reads standard input').requiredOption('--principal <principal>', 'whose key it is')).action(
    (file: string, options: PrincipalOptions) => register(context, file, options),
  );
  verb(recipients.command('revoke').description('end the use of a key').argument('<thumbprint>', 'the key').requiredOption('--principal <principal>', 'whose key it is')).action((thumbprint: string, options: PrincipalOptions) =>
    revoke(context, thumbprint, options),
  );
};

async function list(context: CommandContext, options: RecipientOptions & { readonly principal?: string }): Promise<void> {
  await withVault(context, options, async ({ recipients, tenant }) => {
    const rows = await recipients.registry.list({ tenant, ...(options.principal === undefined ? {} : { principal: options.principal }) });
    printListing(context.terminal, options.output, { rows, columns: COLUMNS, toJson, whenEmpty: 'No keys are registered.' });
  });
}

async function register(context: CommandContext, file: string, options: PrincipalOptions): Promise<void> {
  const jwk = await readJsonFile(context, file);
  await withVault(context, options, async ({ recipients, tenant, actor }) => {
    printRecord(context.terminal, options.output, toJson(await registerRecipient(recipients, { actor, tenant, principal: options.principal, jwk })));
  });
}

async function revoke(context: CommandContext, thumbprint: string, options: PrincipalOptions): Promise<void> {
  await withVault(context, options, async ({ recipients, tenant, actor }) => {
    await revokeRecipient(recipients, { actor, tenant, principal: options.principal, thumbprint });
    context.terminal.tell('The key is revoked: nothing is sealed to it any more.');
  });
}

const COLUMNS: readonly TableColumn<Recipient>[] = [
  { title: 'PRINCIPAL', cell: (row) => row.principal },
  { title: 'KEY', cell: (row) => row.thumbprint },
  { title: 'REGISTERED', cell: (row) => new Date(row.registeredAt).toISOString() },
  { title: 'BY', cell: (row) => row.registeredBy },
  { title: 'REVOKED', cell: (row) => (row.revokedAt === undefined ? '' : new Date(row.revokedAt).toISOString()) },
];

function toJson({ publicKey: _publicKey, ...recipient }: Recipient): JsonObject {
  return { ...recipient };
}
