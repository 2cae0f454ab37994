import { Option } from 'commander';
import { OUTPUT_FORMATS } from '../output/format.ts';
import { addCompileOptions, optimiseOption } from './compile-options.ts';
import type { AddCommand } from './context.ts';
import type { TestOptions } from './tool-options.ts';

/** `uwf workflow test [PATH…]`: runs the cases of workflows against fake work. */
export const addWorkflowTest: AddCommand = (parent, context) => {
  const command = parent
    .command('test')
    .description('run the cases of workflows: their programs, by a clock that jumps, against work that answers what each case says')
    .argument('[path...]', 'case files, or folders with cases/*.json beneath (default: statemachines)')
    .addOption(optimiseOption())
    .option('--junit <file>', 'also write a JUnit report there')
    .addOption(new Option('-o, --output <format>', 'how the report is written to stdout').choices([...OUTPUT_FORMATS, 'junit']).default('table'))
    .addHelpText('after', '\nExit codes: 0 all cases hold · 1 some do not · 2 no case, or a file that is none');
  addCompileOptions(command).action(async (paths: readonly string[], options: TestOptions) => {
    const { testWorkflows } = await import('./test-workflows.ts');
    await testWorkflows(context, paths, options);
  });
};
