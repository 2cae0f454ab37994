import { verifyAuditLog } from '#shared/application/vault/verify-audit-log.ts';
import { FINGERPRINT_KEY_DEFAULT, KEK_DEFAULT } from '#shared/application/vault/vault-ports.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { AuditHead } from '#shared/core/vault/audit-chain.ts';
import { formatAuditHead, parseAuditHead } from '#shared/core/vault/audit-head.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { outputOption, repeatable, type OutputOptions } from './options.ts';
import { addVaultOptions, withVault, type VaultCommand, type VaultCommandOptions } from './vault-options.ts';

interface StatusOptions extends VaultCommandOptions, OutputOptions {
  readonly verify?: boolean;
  readonly anchor?: readonly string[];
}

/** `uwf vault status`: what the vault holds, its keys, and whether its audit log is whole. */
export const addVaultStatus: AddCommand = (parent, context) => {
  const command = parent
    .command('status')
    .description('show what the vault holds, versions of its keys and the head of the audit log')
    .option('--verify', 'read the whole audit log and check its chain; exit code 1 when it is broken')
    .addOption(repeatable('--anchor <head>', 'head of the audit log that was kept elsewhere, to be found in it again (with --verify); may be repeated'))
    .addOption(outputOption());
  addVaultOptions(command).action((options: StatusOptions) => status(context, options));
};

async function status(context: CommandContext, options: StatusOptions): Promise<void> {
  const anchors = (options.anchor ?? []).map(anchorOf);
  await withVault(context, options, async (opened) => {
    const { values, dataKeys, erasedKeys } = await opened.ports.store.counts();
    const under = Object.fromEntries(dataKeys.map(({ kek, version, keys }) => [`${kek} v${version}`, keys]));
    const verification = options.verify === true || anchors.length > 0 ? await verify(opened, anchors) : {};
    const head = formatAuditHead(await opened.ports.audit.head());
    printRecord(context.terminal, options.output, { values, dataKeys: under, erasedDataKeys: erasedKeys, keys: await keyVersions(opened), auditHead: head, ...verification });
    if (verification['audit'] === 'broken') context.end(EXIT_CODES.failed);
  });
}

async function keyVersions({ ports }: VaultCommand): Promise<JsonObject> {
  const found = await Promise.all([KEK_DEFAULT, FINGERPRINT_KEY_DEFAULT].map((key) => ports.keys.describe({ key })));
  return Object.fromEntries(found.flatMap((one) => (one === undefined ? [] : [[one.key, [...one.versions]]])));
}

async function verify({ ports }: VaultCommand, anchors: readonly AuditHead[]): Promise<JsonObject> {
  const { head, finding } = await verifyAuditLog(ports, { anchors });
  if (finding === undefined) return { audit: 'whole', auditRecords: head.sequence };
  return { audit: 'broken', auditRecords: head.sequence, auditFinding: { record: finding.sequence, fault: finding.fault } };
}

function anchorOf(text: string): AuditHead {
  const head = parseAuditHead(text);
  if (head === undefined) throw new CommandError('UWF-6002', '--anchor: expected a head as `uwf vault status` shows it');
  return head;
}
