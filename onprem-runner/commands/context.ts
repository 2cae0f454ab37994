import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../output/terminal.ts';
import type { CommandEnvironment } from './config.ts';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: CommandEnvironment;
  /** Current directory: relative paths start here. */
  readonly folder: string;
  /** Says how the command ends. Without it a command ends with 0. */
  end(code: ExitCode): void;
}

/** Hangs one command beneath its noun (or beneath `uwf` itself). Code that is costly to load is imported when the command runs. */
export type AddCommand = (parent: Command, context: CommandContext) => void;
