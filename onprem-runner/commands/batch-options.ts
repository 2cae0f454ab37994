import { Option, type Command } from 'commander';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { BATCH_FORMATS, DELIMITERS, type BatchFormat, type DelimiterName } from '../batch/format.ts';
import { RETRY_FOR_MS_DEFAULT } from '../batch/limits.ts';
import { addConnectionOptions, type ConnectionOptions } from './connection.ts';
import { outputOption, parseDuration, parseInteger, type OutputOptions } from './options.ts';
import { addVaultOptions, type VaultCommandOptions } from './vault-options.ts';
import { WAIT_MS_DEFAULT } from './wait-for-run.ts';

/** Options of `uwf batch run`. */
export interface BatchOptions extends ConnectionOptions, OutputOptions, VaultCommandOptions {
  readonly workflow: string;
  readonly format?: BatchFormat;
  readonly delimiter: DelimiterName;
  readonly batchId?: string;
  readonly report?: string;
  readonly concurrency: number;
  readonly wait: boolean;
  readonly timeout: number;
  readonly retryFor: number;
  readonly dryRun?: true;
  readonly stopOnFailures?: number;
  readonly skipInvalid?: true;
  readonly fromLine: number;
  readonly toLine?: number;
  readonly local?: true;
  readonly priority?: Priority;
  readonly tokenise?: string;
}

const CONCURRENCY_DEFAULT = 32;
const CONCURRENCY_MAX = 256;
const LINES_MAX = 999_999_999;

const HELP = `
A batch that was stopped, by a signal, a failure or a crash, goes on where it was when the same command is given again: no line is done twice.
It is known by the content of its file, or by --batch-id. Beside the report stand its summary and its journal, which is what it goes on by.

Lines are numbered from 1 as an editor does; items of a JSON array by their position.

Exit codes: 0 all well · 1 some lines failed · 2 a command line or file that is not valid · 3 refused (a changed file, or all lines) · 4 auth
            5 not ended in time, or the service was away for too long · 6 no such workflow · 130 interrupted: give the command again`;

/** Adds the options of {@link BatchOptions}. */
export function addBatchOptions(command: Command): Command {
  const line = parseInteger({ min: 1, max: LINES_MAX });
  command
    .argument('<file>', 'inputs: NDJSON, CSV with a head, or one JSON array, of any size; - reads standard input')
    .requiredOption('--workflow <workflow>', 'name, namespace.name or namespace.name@version')
    .addOption(new Option('--format <format>', 'what the file is written in (default: by its name, else by its first byte)').choices(BATCH_FORMATS))
    .addOption(new Option('--delimiter <name>', 'what stands between two fields of CSV').choices(Object.keys(DELIMITERS)).default('comma'))
    .addOption(new Option('--batch-id <name>', 'name of the batch in place of the content of its file').conflicts('batch'))
    .addOption(new Option('--batch <name>').hideHelp())
    .option('--report <file>', 'where the report goes (default: a file of the data directory, named by the batch)')
    .option('-c, --concurrency <number>', 'lines at a time, at most: fewer while the service is busy', parseInteger({ min: 1, max: CONCURRENCY_MAX }), CONCURRENCY_DEFAULT)
    .option('--no-wait', 'only start the runs')
    .option('--timeout <duration>', 'how long to wait for each run, for example 30s, 5m', parseDuration, WAIT_MS_DEFAULT)
    .option('--retry-for <duration>', 'how long the service may be away or busy', parseDuration, RETRY_FOR_MS_DEFAULT)
    .option('--dry-run', 'check every line, send none; with --tokenise tell which fields would get tokens')
    .option('--stop-on-failures <number>', 'stop after this many failed lines', parseInteger({ min: 1, max: LINES_MAX }))
    .option('--skip-invalid', 'leave out lines that do not fit the input schema: they are reported, and are no failures')
    .option('--from-line <number>', 'first line', line, 1)
    .option('--to-line <number>', 'last line', line)
    .addOption(new Option('--priority <priority>', 'how urgent the tasks of the runs may be at most: a batch need not hold up others').choices(PRIORITIES))
    .option('--local', 'the system of this machine, whose target is the on-prem zone: nothing leaves the bank')
    .addHelpText('after', HELP);
  command.option('--tokenise <pointer>', 'put Tier 1 fields into the vault of this zone and send tokens; the pointer names the field with the id of the person');
  return addVaultOptions(addConnectionOptions(command)).addOption(outputOption());
}
