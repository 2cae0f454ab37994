import { addCompileOptions, optimiseOption } from './compile-options.ts';
import type { AddCommand } from './context.ts';
import { outputOption } from './options.ts';
import type { DiffOptions } from './tool-options.ts';

/** `uwf workflow diff OLD NEW`: what a change of a definition means. */
export const addWorkflowDiff: AddCommand = (parent, context) => {
  const command = parent
    .command('diff')
    .description('compare two documents: their tasks, where those run, where data goes, what is declassified, and their states')
    .argument('<old>', 'workflow document (YAML or JSON)')
    .argument('<new>', 'workflow document (YAML or JSON)')
    .addOption(optimiseOption())
    .addHelpText('after', '\nExit codes: 0 the same · 1 different · 2 or 3 when one of them does not compile');
  addCompileOptions(command).addOption(outputOption());
  command.action(async (before: string, after: string, options: DiffOptions) => {
    const { compareDocuments } = await import('./compare-documents.ts');
    await compareDocuments(context, [before, after], options);
  });
};
