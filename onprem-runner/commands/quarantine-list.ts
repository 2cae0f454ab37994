import { Option } from 'commander';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { HeldOutput, QuarantineStatus } from '#shared/ports/quarantine.ts';
import { printListing } from '../output/format.ts';
import type { TableColumn } from '../output/table.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { addOnPremStoreOptions, type OnPremStoreOptions } from './on-prem-store.ts';
import { outputOption, parseInteger, type OutputOptions } from './options.ts';
import { withQuarantine } from './quarantine-options.ts';

const STATUSES: readonly QuarantineStatus[] = ['held', 'approved', 'released', 'used', 'discarded'];
const ROWS_DEFAULT = 100;
const ROWS_MAX = 1_000;

interface ListOptions extends OnPremStoreOptions, OutputOptions {
  readonly status?: QuarantineStatus;
  readonly after?: number;
  readonly max: number;
}

/** `uwf quarantine list`: what waits for a person, the oldest first. */
export const addQuarantineList: AddCommand = (parent, context) => {
  const command = parent
    .command('list')
    .description('list outputs that were held, with the reason and the place, never with what was found')
    .addOption(new Option('-s, --status <status>', 'of this status only').choices(STATUSES))
    .option('--after <sequence>', 'behind this sequence number (the last one of the page before)', parseInteger({ min: 0, max: 999_999_999 }))
    .option('-n, --max <rows>', 'this many at most', parseInteger({ min: 1, max: ROWS_MAX }), ROWS_DEFAULT);
  addOnPremStoreOptions(command).addOption(outputOption()).action((options: ListOptions) => list(context, options));
};

async function list(context: CommandContext, { status, after, max, ...options }: ListOptions): Promise<void> {
  await withQuarantine(context, options, async ({ quarantine }) => {
    const rows = await quarantine.list({ max, ...(status === undefined ? {} : { status }), ...(after === undefined ? {} : { after }) });
    printListing(context.terminal, options.output, { rows, columns: COLUMNS, toJson: describeHeld, whenEmpty: 'Nothing is held.' });
  });
}

/** An output without its ciphertext and its keyed digest. */
export function describeHeld(held: HeldOutput): JsonObject {
  const { sealed, fingerprint: _fingerprint, findings, decisions, task, heldAt, lastAt, ...rest } = held;
  return {
    ...rest,
    task: { ...task },
    findings: findings.map((finding) => ({ ...finding })),
    decisions: decisions.map((decision) => ({ ...decision, at: new Date(decision.at).toISOString() })),
    heldAt: new Date(heldAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
    isKept: sealed !== undefined,
  };
}

const COLUMNS: readonly TableColumn<HeldOutput>[] = [
  { title: 'SEQ', cell: (held) => String(held.sequence) },
  { title: 'ID', cell: (held) => held.id },
  { title: 'STATUS', cell: (held) => held.status },
  { title: 'HELD', cell: (held) => new Date(held.heldAt).toISOString() },
  { title: 'COUNT', cell: (held) => String(held.count) },
  { title: 'DEFINITION', cell: (held) => held.task.definition },
  { title: 'STATE', cell: (held) => held.task.state },
  { title: 'FINDINGS', cell: (held) => held.findings.map(({ reason, pointer }) => `${reason} at '${pointer}'`).join(', ') },
];
