import type { Command } from 'commander';
import type { AddCommand } from './context.ts';
import { addCompileOptions } from './compile-options.ts';
import type { ImportOptions, ImportStepsOptions } from './tool-options.ts';

/** `uwf workflow import FILE.asl.json` and `uwf workflow import steps FILE.json`: documents from elsewhere. */
export const addWorkflowImport: AddCommand = (parent, context) => {
  // Options behind `steps` are those of `steps`, although they have the same names.
  const command = addIdentityOptions(parent.command('import').enablePositionalOptions())
    .description('make a document of a state machine of Amazon States Language, which stays as it is')
    .argument('<file>', 'state machine (JSON); - reads standard input')
    .option('--as-is', 'write no document: only say whether Step Functions would take the machine')
    .option('--out <file>', 'write the document there in place of standard output')
    .addHelpText('after', '\nExit codes: 0 imported · 2 not a valid state machine');
  addCompileOptions(command).action(async (file: string, options: ImportOptions) => {
    const { importStateMachine } = await import('./import-documents.ts');
    await importStateMachine(context, file, options);
  });
  addIdentityOptions(command.command('steps'))
    .description('make documents of step lists of the earlier system')
    .argument('<file>', 'step list (JSON), or several (an array, or one on each line); - reads standard input')
    .option('--whole-steps', 'take a step whose child steps are not listed as one function')
    .option('--out <folder>', 'write each document there; needed when there are several')
    .addHelpText('after', '\nExit codes: 0 all are imported · 2 some cannot be')
    .action(async (file: string, options: ImportStepsOptions) => {
      const { importStepLists } = await import('./import-documents.ts');
      await importStepLists(context, file, options);
    });
};

function addIdentityOptions(command: Command): Command {
  return command
    .option('--namespace <name>', 'namespace of the document (default: imported)')
    .option('--name <name>', 'name of the document (default: from the file, or the name in it)')
    .option('--version <version>', 'version of the document (default: 1.0.0)');
}
