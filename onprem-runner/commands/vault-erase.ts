import type { JsonObject } from '#shared/core/kernel/json.ts';
import { formatAuditHead } from '#shared/core/vault/audit-head.ts';
import { CommandError } from '../output/command-error.ts';
import { printListing } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, type OutputOptions } from './options.ts';
import { readLines } from './vault-lines.ts';
import { addVaultOptions, withVault, type VaultCommand, type VaultCommandOptions } from './vault-options.ts';

interface EraseOptions extends VaultCommandOptions, OutputOptions {
  readonly reason: string;
  readonly yes?: boolean;
}

/** `uwf vault erase FILE`: crypto-erasure of data subjects. Ids come from a file: a command line is seen by everybody on the machine. */
export const addVaultErase: AddCommand = (parent, context) => {
  const command = parent
    .command('erase')
    .description('destroy the data keys of data subjects: none of their values opens any more')
    .argument('<file>', 'ids of data subjects, one for each line; - reads standard input')
    .requiredOption('--reason <code>', 'why, for the audit log: a code such as customer-request')
    .option('--yes', 'really do it; without it the command only shows what there is')
    .addOption(outputOption());
  addVaultOptions(command).action((file: string, options: EraseOptions) => erase(context, file, options));
};

interface EraseRow {
  readonly line: number;
  readonly keys: number;
  readonly values: number;
  /** Head of the audit log behind the erasure; empty when nothing was done. */
  readonly recorded: string;
}

async function erase(context: CommandContext, file: string, options: EraseOptions): Promise<void> {
  await withVault(context, options, async (opened) => {
    const rows: EraseRow[] = [];
    for await (const { number: line, text } of readLines(context, file)) rows.push({ line, ...(await eraseOne(opened, text.trim(), options)) });
    if (rows.length === 0) throw new CommandError('UWF-6007', `${file} names no data subject`);
    const columns = (['line', 'keys', 'values', 'recorded'] as const).map((name) => ({ title: name.toUpperCase(), cell: (row: EraseRow) => String(row[name]) }));
    printListing(context.terminal, options.output, { rows, columns, toJson: (row): JsonObject => ({ ...row }), whenEmpty: '' });
    if (options.yes !== true) context.terminal.tell('Nothing was erased: add --yes to destroy these data keys. It cannot be undone.');
  });
}

async function eraseOne({ vault, tenant, actor }: VaultCommand, subject: string, { reason, yes }: EraseOptions): Promise<Omit<EraseRow, 'line'>> {
  if (yes === true) {
    const { keyIds, values, recorded } = await vault.erase({ actor, tenant, subject, reason });
    return { keys: keyIds.length, values, recorded: formatAuditHead(recorded) };
  }
  const inUse = (await vault.subject({ tenant, subject })).keys.filter(({ erasedAt }) => erasedAt === undefined);
  return { keys: inUse.length, values: inUse.reduce((sum, key) => sum + key.values, 0), recorded: '' };
}
