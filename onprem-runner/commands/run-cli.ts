import { Command, CommanderError } from 'commander';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { reportError } from './report-error.ts';
import type { CommandContext } from './context.ts';
import { NOUNS, VERBS } from './table.ts';
import { packageVersion } from './version.ts';

/** Runs one command line (without the program's name) and answers how it ended. Never throws. */
export async function runCli(args: readonly string[], surroundings: Omit<CommandContext, 'end'>): Promise<ExitCode> {
  const outcome: { exitCode: ExitCode } = { exitCode: EXIT_CODES.ok };
  const context: CommandContext = { ...surroundings, end: (code) => void (outcome.exitCode = code) };
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    if (context.environment.debug && error instanceof Error && !(error instanceof CommanderError)) context.terminal.tell(error.stack ?? '');
    return reportError(context.terminal, error);
  }
}

/** The tree of commands: nouns with their verbs, and the verbs that need no noun. */
export function createProgram(context: CommandContext): Command {
  const program = configure(new Command('uwf'), context.terminal)
    .description('One workflow document for every zone, with a compiler that proves where its data may be.')
    .version(packageVersion(), '-V, --version')
    .addHelpText('after', '\nExit codes: 0 ok · 1 run failed · 2 usage · 3 refused by flow or policy · 4 auth · 5 timeout · 6 not found');
  for (const add of VERBS) add(program, context);
  for (const { name, description, verbs } of NOUNS) {
    const noun = configure(program.command(name), context.terminal).description(description);
    for (const add of verbs) add(noun, context);
  }
  return program;
}

/** Commands inherit these settings when they are made, so they are set before a verb is added. What stands behind a command is an option of it. */
function configure(command: Command, terminal: Terminal): Command {
  return command.enablePositionalOptions().exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => terminal.tell(text.trimEnd()),
    outputError: (text) => tellUsageError(terminal, text),
  });
}

/** What commander says of a wrong command line, in the form of every other error. */
function tellUsageError(terminal: Terminal, text: string): void {
  reportError(terminal, new CommandError('UWF-6002', text.replace(/^error: /, '').trim()));
}
