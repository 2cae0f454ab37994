import { readCommandEnvironment, wantsColour, type CommandEnvironment } from './commands/config.ts';
import { reportError } from './commands/report-error.ts';
import { runCli } from './commands/run-cli.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { createTerminal } from './output/terminal.ts';

/** The entry point of `uwf`: gives the streams, the environment and the folder of this process to the commands. */
async function main(): Promise<ExitCode> {
  leaveWhenNobodyReads();
  const environment = environmentOrError();
  if (!('values' in environment)) return environment.exitCode;
  const terminal = createTerminal(process, wantsColour(environment.values));
  return runCli(process.argv.slice(2), { terminal, environment: environment.values, folder: process.cwd() });
}

function environmentOrError(): { readonly values: CommandEnvironment } | { readonly exitCode: ExitCode } {
  try {
    return { values: readCommandEnvironment() };
  } catch (error) {
    return { exitCode: reportError(createTerminal(process, undefined), error) };
  }
}

/** `uwf run list | head`: the reader has gone, there is nothing left to say. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: Error & { readonly code?: string }) => {
    if (error.code === 'EPIPE') process.exit(EXIT_CODES.ok);
  });
}

process.exitCode = await main();
