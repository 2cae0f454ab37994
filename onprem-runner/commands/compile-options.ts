import { InvalidArgumentError, Option, type Command } from 'commander';
import type { OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { OutputFormat } from '../output/format.ts';
import { repeatable, type OutputOptions } from './options.ts';

/** Options of the commands that compile. */
export interface CompileOptions {
  readonly target?: string;
  readonly handlers?: readonly string[];
  readonly catalogue?: readonly string[];
  readonly config?: string;
  readonly optimise?: OptimisationLevel;
}

/** Options of `uwf workflow validate`. */
export type ValidateOptions = CompileOptions & OutputOptions & { readonly watch?: boolean };

/** Options of `uwf workflow compile`. */
export interface WriteProgramOptions extends CompileOptions {
  readonly out?: string;
  readonly emit?: ProgramPart;
  readonly output?: OutputFormat;
}

/** Parts of a program that can be written alone. */
export const PROGRAM_PARTS = ['asl', 'map', 'placement', 'evidence', 'quota'] as const;
export type ProgramPart = (typeof PROGRAM_PARTS)[number];

/** `-O0`, `-O1`, `-O2`. */
export function optimiseOption(): Option {
  return new Option('-O, --optimise <level>', 'how far states are fused: 0 a state for every task, 1 with its neighbours (default), 2 also across the edges of loops and try').argParser(parseLevel);
}

function parseLevel(text: string): OptimisationLevel {
  const level = ([0, 1, 2] as const).find((one) => String(one) === text);
  if (level === undefined) throw new InvalidArgumentError('Expected 0, 1 or 2.');
  return level;
}

/** Adds what every command that compiles takes. */
export function addCompileOptions(command: Command): Command {
  return command
    .option('-t, --target <name>', 'target of uwf.config.yaml, or a zone: private-cloud, public-cloud, on-prem')
    .addOption(repeatable('--handlers <folder>', 'folder of handlers in place of those of the configuration; may be repeated'))
    .addOption(repeatable('--catalogue <file>', 'exported catalogue in place of those of the configuration; may be repeated'))
    .option('--config <file>', 'project configuration (default: uwf.config.yaml of the current folder)');
}
