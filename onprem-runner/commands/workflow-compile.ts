import { Option, type Command } from 'commander';
import { OUTPUT_FORMATS } from '../output/format.ts';
import { addCompileOptions, optimiseOption, PROGRAM_PARTS, type WriteProgramOptions } from './compile-options.ts';
import type { AddCommand } from './context.ts';

/** `uwf workflow compile FILE`: the program of a document, on stdout or as files. */
export const addWorkflowCompile: AddCommand = (parent, context) => {
  const command: Command = parent
    .command('compile')
    .description('compile a document into an executable state machine with its placement and evidence')
    .argument('<file>', 'workflow document (YAML or JSON); - reads standard input')
    .option('--out <folder>', 'write state-machine.asl.json, placement.json, evidence.json, source-map.json and quota.json there')
    .addOption(new Option('--emit <part>', 'write this part of the program only: the state machine, the source map, where tasks run, what an approver reads, what it costs').choices(PROGRAM_PARTS).conflicts('out'))
    .addOption(optimiseOption())
    .addOption(new Option('-o, --output <format>', 'how the program is written to stdout (default: json; table: its states)').choices(OUTPUT_FORMATS))
    .addHelpText('after', '\nExit codes: 0 compiled · 2 not a valid document · 3 refused for its data flow');
  addCompileOptions(command).action(async (file: string, options: WriteProgramOptions) => {
    const { writeProgram } = await import('./write-program.ts');
    await writeProgram(context, file, options);
  });
};
