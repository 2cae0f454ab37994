import type { DurableProgram } from '#shared/core/durable/model.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import { placedWork } from '../placed-task.ts';
import { DEFINITIONS_KEPT_MAX } from '../definition-cache.ts';
import { createProgramCache } from '../program-cache.ts';

/** Programs for orchestrations, which are synchronous: what they run has to be held before. */
export interface DurablePrograms {
  /** Loads a program, so that `held` has it. Errors: `UWF-4042`, `UWF-4222`, `UWF-5001`. */
  load(revision: string): Promise<void>;
  /** A program that was loaded, unless so many others were since that it was forgotten. */
  held(revision: string): DurableProgram | undefined;
}

/** Programs of registered definitions, whose branches and items are carried out apart. */
export function createDurablePrograms({ definitionStore, max = DEFINITIONS_KEPT_MAX }: { readonly definitionStore: Pick<DefinitionStore, 'findByRevision'>; readonly max?: number }): DurablePrograms {
  const cache = createProgramCache({ definitionStore, max, programs: { causesQuoteValues: false, scopesRunApart: true } });
  const programs = new Map<string, DurableProgram>();
  const keep = (revision: string, program: DurableProgram): void => {
    programs.delete(revision);
    programs.set(revision, program);
    const [oldest] = programs.keys();
    if (programs.size > max && oldest !== undefined) programs.delete(oldest);
  };
  return {
    load: async (revision) => {
      const { stored, program } = await cache.load(revision);
      keep(revision, { program, isLocal: (state) => placedWork(stored.program.placement, state, undefined).isLocal });
    },
    held: (revision) => {
      const found = programs.get(revision);
      if (found !== undefined) keep(revision, found);
      return found;
    },
  };
}
