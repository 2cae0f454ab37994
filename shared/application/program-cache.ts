import { prepareProgram, type Program, type ProgramOptions } from '#shared/core/interpreter/program.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { createKeepingCache, type DefinitionCacheOptions, type KeepingCache, type LoadedDefinition } from './definition-cache.ts';

/** A registered definition together with its program, ready for `advance`. */
export interface LoadedProgram extends LoadedDefinition {
  readonly program: Program;
}

/** Prepared programs by revision. Errors: `UWF-4222` when this engine cannot execute a program, and those of the definition cache. */
export type ProgramCache = KeepingCache<LoadedProgram>;

/** A cache of programs for those who execute them; `programs` says how, where it is not by our own engine. */
export function createProgramCache({ programs, ...options }: DefinitionCacheOptions & { readonly programs?: ProgramOptions }): ProgramCache {
  return createKeepingCache(options, (stored) => prepare(stored, programs));
}

function prepare(stored: StoredDefinition, options: ProgramOptions | undefined): LoadedProgram {
  const program = prepareProgram(stored.program.machine, options);
  if (program.ok) return { stored, program: program.value };
  const problems = program.error.map((problem) => ({ pointer: problem.pointer, message: problem.message }));
  throw new UwfError('UWF-4222', 'the program cannot be executed by this engine', { details: { problems } });
}
