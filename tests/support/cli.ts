import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import { runCli } from '#onprem-runner/commands/run-cli.ts';
import type { ExitCode } from '#onprem-runner/exit-codes.ts';
import { createMemoryTerminal } from './memory-terminal.ts';

/** What a command line did: its exit code and what it wrote. */
export interface CliOutcome {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSurroundings {
  readonly folder?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command line of `uwf` inside this process. */
export async function uwf(args: readonly string[], { folder = process.cwd(), input = '', environment = {} }: CliSurroundings = {}): Promise<CliOutcome> {
  const terminal = createMemoryTerminal(input);
  const exitCode = await runCli(args, { terminal, environment: readCommandEnvironment(environment), folder });
  return { exitCode, stdout: terminal.written(), stderr: terminal.told() };
}
