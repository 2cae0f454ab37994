import { resolve } from 'node:path';
import { Option } from 'commander';
import type { TransferKeyUse } from '../transfer/compose.ts';
import { renderValue } from '../output/format.ts';
import type { AddCommand } from './context.ts';

interface KeyOptions {
  readonly use: TransferKeyUse;
  readonly out: string;
}

/** `uwf transfer key`: a key of the sender or of the recipient of sets. */
export const addTransferKey: AddCommand = (parent, context) => {
  parent
    .command('key')
    .description('make a key: the private part goes into a file for its owner only, the public part to stdout, to be given to the other side')
    .addOption(new Option('--use <use>', 'sign: of who sends; encrypt: of who receives').choices(['sign', 'encrypt']).makeOptionMandatory())
    .requiredOption('--out <file>', 'file of the private key; it must not exist')
    .addHelpText('after', '\nExample: uwf transfer key --use encrypt --out reporting.key > reporting.pub')
    .action(async ({ use, out }: KeyOptions) => {
      const { composeKey } = await import('../transfer/compose.ts');
      context.terminal.out(renderValue(await composeKey(resolve(context.folder, out), use), 'json'));
    });
};
