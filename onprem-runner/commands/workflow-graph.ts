import { Option } from 'commander';
import { addCompileOptions } from './compile-options.ts';
import type { AddCommand } from './context.ts';
import type { ChartOptions } from './tool-options.ts';

/** `uwf workflow graph FILE`: a document as a picture, coloured by where its tasks run. */
export const addWorkflowGraph: AddCommand = (parent, context) => {
  const command = parent
    .command('graph')
    .description('draw a document: its tasks coloured by zone, and which of them get Tier 1 data or declassify')
    .argument('<file>', 'workflow document (YAML or JSON); - reads standard input')
    .addOption(new Option('-o, --output <format>', 'Mermaid text, or the same as data').choices(['mermaid', 'json']).default('mermaid'))
    .addHelpText('after', '\nA document that is refused is drawn too, with the tasks that are refused marked.\nExit codes: 0 accepted · 2 not a valid document · 3 refused for its data flow');
  addCompileOptions(command).action(async (file: string, options: ChartOptions) => {
    const { drawGraph } = await import('./draw-document.ts');
    await drawGraph(context, file, options);
  });
};
