import type { Command } from 'commander';
import type { OutputFormat } from '../output/format.ts';
import { repeatable, type OutputOptions } from './options.ts';

/** Options of the commands that compile. */
export interface CompileOptions {
  readonly target?: string;
  readonly handlers?: readonly string[];
  readonly catalogue?: readonly string[];
  readonly config?: string;
}

/** Options of `uwf workflow validate`. */
export type ValidateOptions = CompileOptions & OutputOptions;

/** Options of `uwf workflow compile`. */
export interface WriteProgramOptions extends CompileOptions {
  readonly out?: string;
  readonly output?: OutputFormat;
}

/** Adds what every command that compiles takes. */
export function addCompileOptions(command: Command): Command {
  return command
    .option('-t, --target <name>', 'target of uwf.config.yaml, or a zone: private-cloud, public-cloud, on-prem')
    .addOption(repeatable('--handlers <folder>', 'folder of handlers in place of those of the configuration; may be repeated'))
    .addOption(repeatable('--catalogue <file>', 'exported catalogue in place of those of the configuration; may be repeated'))
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)');
}
