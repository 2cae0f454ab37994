import type { AddCommand } from './context.ts';
import type { FormatOptions } from './tool-options.ts';

/** `uwf workflow fmt FILE…`: documents in their canonical form. */
export const addWorkflowFmt: AddCommand = (parent, context) => {
  parent
    .command('fmt')
    .description('format documents: fields in reading order, one style; comments stay and the meaning never changes')
    .argument('<file...>', 'workflow documents (YAML or JSON), which are rewritten; - formats standard input to standard output')
    .option('--check', 'write nothing; end with 1 when a document is not formatted')
    .addHelpText('after', '\nExit codes: 0 done · 1 with --check: not formatted · 2 not readable')
    .action(async (files: readonly string[], options: FormatOptions) => {
      const { formatDocuments } = await import('./format-documents.ts');
      await formatDocuments(context, files, options);
    });
};
