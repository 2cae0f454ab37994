import { Option } from 'commander';
import { addCompileOptions } from './compile-options.ts';
import type { AddCommand } from './context.ts';
import { outputOption, repeatable } from './options.ts';
import type { TestStateOptions } from './tool-options.ts';

/** `uwf test state FILE`: one state alone, as AWS's TestState does. */
export const addTestState: AddCommand = (parent, context) => {
  const command = parent
    .command('state')
    .description('test one state alone, in the shape of AWS TestState: of a state machine, of one state, or of what a document compiles to')
    .argument('<file>', 'state machine or state (JSON), or a workflow document; - reads standard input')
    .option('-s, --state <name>', 'name of the state, or of the task that it comes from (default: the first)')
    .option('-i, --input <json>', 'input of the state: JSON text, or @FILE', '{}')
    .option('--variables <json>', 'variables that the state sees: JSON text, or @FILE')
    .option('--context <json>', 'the context object: JSON text, or @FILE')
    .option('--mock <json>', 'what its work gives: JSON text, or @FILE')
    .addOption(repeatable('--mock-error <text>', 'how its work fails: the error name, given again the cause').conflicts('mock'))
    .option('--retrier-retry-count <count>', 'how often the retrier that matches has retried before', (text: string) => Number(text))
    .addOption(new Option('--inspection-level <level>', 'how much is told of the data').choices(['INFO', 'DEBUG', 'TRACE']))
    .addOption(outputOption())
    .addHelpText('after', '\nExit codes: 0 the state succeeded, or its error was caught · 1 it failed or would be retried · 2 it cannot be tested');
  addCompileOptions(command).action(async (file: string, options: TestStateOptions) => {
    const { testOneState } = await import('./test-one-state.ts');
    await testOneState(context, file, options);
  });
};
