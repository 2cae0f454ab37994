import { resealFor } from '#shared/application/vault/reseal.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { RevealedValue } from '#shared/ports/vault.ts';
import { printListing } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { addVaultOptions, withVault, type VaultCommand, type VaultCommandOptions } from './vault-options.ts';

interface RevealOptions extends VaultCommandOptions, OutputOptions {
  readonly purpose: string;
  readonly for?: string;
}

/** `uwf vault reveal TOKEN…`: values in the clear, or sealed to the registered key of a principal. */
export const addVaultReveal: AddCommand = (parent, context) => {
  const command = parent
    .command('reveal')
    .description('show the values of tokens, for a purpose that they allow; recorded before')
    .argument('<tokens...>', 'tokens: uwf-token:1:…')
    .requiredOption('--purpose <purpose>', 'what the values are needed for')
    .option('--for <principal>', 'seal the values to the registered key of this principal instead of showing them')
    .addOption(outputOption());
  addVaultOptions(command).action((tokens: readonly string[], options: RevealOptions) => reveal(context, tokens, options));
};

async function reveal(context: CommandContext, tokens: readonly string[], options: RevealOptions): Promise<void> {
  await withVault(context, options, async (opened) => {
    const { vault, tenant, actor } = opened;
    const revealed = await vault.reveal({ actor, purpose: options.purpose, wanted: tokens.map((token) => ({ token, place: { tenant } })) });
    const principal = options.for;
    const values = principal === undefined ? revealed.map(({ value }) => value) : await Promise.all(revealed.map((one) => reseal(opened, principal, one)));
    const rows = values.map((value, index) => ({ token: tokens[index] ?? '', value }));
    printListing(context.terminal, options.output, { rows, columns: [{ title: 'TOKEN', cell: (row) => row.token }, { title: 'VALUE', cell: (row) => textOf(row.value) }], toJson: (row) => row, whenEmpty: '' });
  });
}

/** The principal gets to know where the value is from, as with every sealed value. */
async function reseal({ recipients, actor }: VaultCommand, principal: string, { value, binding }: RevealedValue): Promise<string> {
  const { tenant, definition, pointer, execution } = binding;
  return resealFor(recipients, { actor, principal, value, context: { tid: tenant, def: definition, ptr: pointer, sub: actor, ...(execution === undefined ? {} : { exe: execution }) } });
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
