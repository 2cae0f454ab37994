import type { AddCommand } from './context.ts';
import { outputOption, repeatable } from './options.ts';
import type { ImportOptions } from './transfer-options.ts';

const HELP = `
Every file of the set is checked before a row is written: who signed it, that it is for us and has not expired, that no file is missing, changed, moved or
from another set, and that every row fits the schema. An import that broke off goes on where it was; a set that was imported before is not imported again.
Beside the file of rows stands its ledger (.imports): keep the two together.

Exit codes: 0 imported, now or before · 1 failed · 2 a command line or file that is not valid · 3 refused: the set is not accepted`;

/** `uwf transfer import`: the rows of a set, once and only whole. */
export const addTransferImport: AddCommand = (parent, context) => {
  parent
    .command('import')
    .description('check a set of files and append its rows to a file, once')
    .argument('<folder>', 'folder of the set')
    .requiredOption('--schema <file>', 'JSON Schema of a row: the one that the sender used')
    .option('--to <file>', 'file that the rows are appended to (NDJSON)')
    .option('--check', 'only check the set')
    .addOption(repeatable('--key <file>', 'private key of the recipient; may be repeated, for keys of before a rotation').makeOptionMandatory())
    .addOption(repeatable('--sender <file>', 'public key of a trusted sender; may be repeated').makeOptionMandatory())
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)')
    .addOption(outputOption())
    .addHelpText('after', HELP)
    .action(async (folder: string, options: ImportOptions) => {
      const { importCommand } = await import('./transfer-do-import.ts');
      await importCommand(context, folder, options);
    });
};
