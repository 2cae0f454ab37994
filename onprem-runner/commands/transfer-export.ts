import { Option } from 'commander';
import { BATCH_FORMATS, DELIMITERS } from '../batch/format.ts';
import { TRANSFER_LIFE_MS_DEFAULT } from '../transfer/limits.ts';
import { addConnectionOptions } from './connection.ts';
import type { AddCommand } from './context.ts';
import { outputOption, parseDuration } from './options.ts';
import type { ExportOptions } from './transfer-options.ts';

const HELP = `
The schema lists every field of a row: objects with additionalProperties: false, values with a type. Fields of Tier 1 are refused, and so is a row in which
a card number, an account, an address or the like is found. Nothing of a refused export is left that looks like a set.

With --anonymise, rows lose their names by a plan (YAML or JSON):
  k: 10                          # subjects that share what is told of them; the project's configuration has the least
  suppression: 0.05              # share of rows that may be left out because too few are like them
  subject: /client_id            # whose a row is, or: rows
  fields:
    /client_id: direct           # never leaves
    /birth_date: { quasi: { date: year } }
    /postcode: { quasi: { prefix: 2 } }
    /amount: { quasi: { range: 1000 } }
    /product: { sensitive: { l: 3 } }   # at least 3 different ones in every class

Exit codes: 0 written · 1 failed · 2 a command line, file, schema or plan that is not valid · 3 refused: the rows may not leave like this · 4 auth`;

/** `uwf transfer export`: rows leave the bank as a set of encrypted files. */
export const addTransferExport: AddCommand = (parent, context) => {
  const command = parent
    .command('export')
    .description('encrypt and sign rows as a set of files that another zone may import')
    .addOption(new Option('--from <file>', 'rows: NDJSON, CSV with a head, or one JSON array; - reads standard input').conflicts('fromRuns'))
    .option('--from-runs <workflow>', 'rows: outputs of the completed runs of a workflow; a run whose result is in quarantine has none')
    .addOption(new Option('--format <format>', 'what the file is written in (default: by its name, else by its first byte)').choices(BATCH_FORMATS))
    .addOption(new Option('--delimiter <name>', 'what stands between two fields of CSV').choices(Object.keys(DELIMITERS)).default('comma'))
    .requiredOption('--schema <file>', 'JSON Schema of a row, with its tiers (JSON or YAML)')
    .requiredOption('--to <folder>', 'where the folder of the set goes')
    .requiredOption('--key <file>', 'private key of the sender (`uwf transfer key --use sign`)')
    .requiredOption('--recipient <file>', 'public key of the recipient')
    .option('--expires <duration>', 'how long the set may be imported, for example 24h', parseDuration, TRANSFER_LIFE_MS_DEFAULT)
    .option('--anonymise <plan>', 'take the names off the rows by this plan')
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .addHelpText('after', HELP);
  addConnectionOptions(command).addOption(outputOption());
  command.action(async (options: ExportOptions) => {
    const { exportCommand } = await import('./transfer-do-export.ts');
    await exportCommand(context, options);
  });
};
