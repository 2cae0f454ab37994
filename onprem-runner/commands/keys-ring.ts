import type { Command } from 'commander';
import { addKeys, startRing } from '#shared/core/protocol/ring-change.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printRecord } from '../output/format.ts';
import type { AddCommand, CommandContext } from './context.ts';
import { changeRing, nowInSeconds, readCards, readRing, type RingOptions, type SigningOptions } from './keys-files.ts';
import { printRing } from './keys-tables.ts';
import { outputOption, parseInteger, repeatable, type OutputOptions } from './options.ts';

interface SignOptions extends SigningOptions, OutputOptions {
  readonly add?: readonly string[];
  readonly atOnce?: boolean;
  readonly lifeDays?: number;
  readonly retentionDays?: number;
}

const DAY_SECONDS = 86_400;
const DAYS_MAX = 3_650;
/** What a message may live, and no less. */
const RETENTION_DAYS_MIN = 7;

/** `uwf keys ring sign` and `uwf keys ring verify`. */
export const addKeysRing: AddCommand = (parent, context) => {
  const ring = parent.command('ring').description('the ring of public keys that all parties know each other by');
  addSign(ring, context);
  ring
    .command('verify')
    .description('check that a ring is signed by a release key that is pinned, and whole')
    .requiredOption('--ring <file>', 'ring of public keys')
    .addOption(repeatable('--pin <thumbprint>', 'release key that the ring must be signed by; may be repeated'))
    .addOption(outputOption())
    .addHelpText('after', '\nExit codes: 0 it verifies · 3 it is refused')
    .action((options: RingOptions & OutputOptions) => verify(context, options));
};

function addSign(ring: Command, context: CommandContext): void {
  ring
    .command('sign')
    .description('sign a new version of the ring, with keys added to it; without a ring, the first one')
    .requiredOption('--ring <file>', 'ring of public keys; replaced')
    .requiredOption('--release <folder>', 'folder of the release key')
    .addOption(repeatable('--pin <thumbprint>', 'an earlier release key that signed the ring; may be repeated'))
    .addOption(repeatable('--add <file>', 'cards of `uwf keys init -o json` or `uwf keys rotate -o json`; may be repeated'))
    .option('--at-once', 'first use of the added keys now, not after 16 minutes: only when old keys are lost, or nobody reads this ring yet')
    .option('--life-days <days>', 'how long the added keys are accepted (default: 365)', parseInteger({ min: 1, max: DAYS_MAX }))
    .option('--retention-days <days>', 'how long replaced keys are still verified (default: 8)', parseInteger({ min: RETENTION_DAYS_MIN, max: DAYS_MAX }))
    .addOption(outputOption())
    .action((options: SignOptions) => sign(context, options));
}

async function sign(context: CommandContext, options: SignOptions): Promise<void> {
  const { add = [], atOnce = false, lifeDays, retentionDays } = options;
  const cards = await readCards(context, add);
  const days = {
    ...(lifeDays === undefined ? {} : { lifeSeconds: lifeDays * DAY_SECONDS }),
    ...(retentionDays === undefined ? {} : { retentionSeconds: retentionDays * DAY_SECONDS }),
  };
  const addition = { cards, now: nowInSeconds(), ...days };
  const ring = await changeRing(context, options, (known, release) => (known === undefined ? startRing(release, addition) : addKeys(known, { ...addition, isAtOnce: atOnce })));
  context.terminal.tell(`The ring is now version ${ring.version}.`);
  printRing(context, options.output, { ring, held: [] });
}

async function verify(context: CommandContext, options: RingOptions & OutputOptions): Promise<void> {
  try {
    const ring = await readRing(context, options);
    printRecord(context.terminal, options.output, { version: ring.version, at: new Date(ring.at * 1_000).toISOString(), keys: ring.keys.length, revoked: ring.revoked.length });
  } catch (error) {
    if (!(error instanceof UwfError)) throw error;
    context.terminal.tell(error.message);
    context.end(EXIT_CODES.refused);
  }
}
