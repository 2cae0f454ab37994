import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';

/** Prepared programs that one process keeps; a program is some hundred kilobytes at most. */
export const PREPARED_PROGRAMS_MAX = 256;

/** A registered definition together with its program, ready for `advance`. */
export interface LoadedProgram {
  readonly stored: StoredDefinition;
  readonly program: Program;
}

/** Prepared programs by revision. A revision never changes, so an entry is never stale. */
export interface ProgramCache {
  /** Errors: `UWF-4042` when the revision is not registered, `UWF-4222` when this engine cannot execute it, `UWF-5001`. */
  load(revision: string): Promise<LoadedProgram>;
  /** Takes a definition that the caller has at hand. Errors: `UWF-4222`. */
  keep(stored: StoredDefinition): LoadedProgram;
}

function prepare(stored: StoredDefinition): LoadedProgram {
  const program = prepareProgram(stored.program.machine);
  if (program.ok) return { stored, program: program.value };
  const problems = program.error.map((problem) => ({ pointer: problem.pointer, message: problem.message }));
  throw new UwfError('UWF-4222', 'the program cannot be executed by this engine', { details: { problems } });
}

/** A cache that forgets the program that was not used for the longest time. */
export function createProgramCache(options: { readonly definitionStore: DefinitionStore; readonly max?: number }): ProgramCache {
  const max = options.max ?? PREPARED_PROGRAMS_MAX;
  const entries = new Map<string, LoadedProgram>();
  const use = (revision: string): LoadedProgram | undefined => {
    const known = entries.get(revision);
    if (known === undefined) return undefined;
    entries.delete(revision);
    entries.set(revision, known);
    return known;
  };
  const keep = (stored: StoredDefinition): LoadedProgram => {
    const loaded = use(stored.revision) ?? prepare(stored);
    entries.set(stored.revision, loaded);
    const [oldest] = entries.keys();
    if (entries.size > max && oldest !== undefined) entries.delete(oldest);
    return loaded;
  };
  return {
    keep,
    load: async (revision) => {
      const known = use(revision);
      if (known !== undefined) return known;
      const stored = await options.definitionStore.findByRevision({ revision });
      if (stored === undefined) throw new UwfError('UWF-4042', 'the revision of a running execution is not registered', { details: { revision } });
      return keep(stored);
    },
  };
}
