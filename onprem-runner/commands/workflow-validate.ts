import type { Command } from 'commander';
import { addCompileOptions, type ValidateOptions } from './compile-options.ts';
import type { AddCommand } from './context.ts';
import { outputOption } from './options.ts';

/** `uwf workflow validate FILE…`: says whether documents are valid and their data flow allowed, with every finding. */
export const addWorkflowValidate: AddCommand = (parent, context) => {
  const command: Command = parent
    .command('validate')
    .description('check documents: their form, their expressions and where their data would be')
    .argument('<file...>', 'workflow documents (YAML or JSON); - reads standard input')
    .option('-w, --watch', 'check again whenever a document, a handler or the configuration changes, until Ctrl-C')
    .addHelpText('after', '\nExit codes: 0 accepted · 2 not a valid document · 3 refused for its data flow');
  addCompileOptions(command).addOption(outputOption());
  command.action(async (files: readonly string[], options: ValidateOptions) => {
    const { validateDocuments, watchDocuments } = await import('./validate-documents.ts');
    await (options.watch === true ? watchDocuments : validateDocuments)(context, files, options);
  });
};
