import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';

/** Definitions that one process keeps at hand; a program is some hundred kilobytes at most. */
export const DEFINITIONS_KEPT_MAX = 256;

/** A registered definition at hand. */
export interface LoadedDefinition {
  readonly stored: StoredDefinition;
}

/** Registered definitions by revision. A revision never changes, so an entry is never stale. */
export interface DefinitionCache {
  /** Errors: `UWF-4042` when the revision is not registered, `UWF-5001`. */
  load(revision: string): Promise<LoadedDefinition>;
}

/** A cache that also takes a definition that its caller has. */
export interface KeepingCache<T extends LoadedDefinition> extends DefinitionCache {
  load(revision: string): Promise<T>;
  keep(stored: StoredDefinition): T;
}

/** Where definitions are found, and how many are kept. */
export interface DefinitionCacheOptions {
  readonly definitionStore: Pick<DefinitionStore, 'findByRevision'>;
  readonly max?: number;
}

/** For those who read definitions and execute none: nothing of a program is prepared. */
export function createDefinitionCache(options: DefinitionCacheOptions): DefinitionCache {
  return createKeepingCache(options, (stored) => ({ stored }));
}

/** A cache of what is made of definitions. It forgets the one that was not used for the longest time. Errors of both methods: those of `prepare`, too. */
export function createKeepingCache<T extends LoadedDefinition>(options: DefinitionCacheOptions, prepare: (stored: StoredDefinition) => T): KeepingCache<T> {
  const max = options.max ?? DEFINITIONS_KEPT_MAX;
  const entries = new Map<string, T>();
  const use = (revision: string): T | undefined => {
    const known = entries.get(revision);
    if (known === undefined) return undefined;
    entries.delete(revision);
    entries.set(revision, known);
    return known;
  };
  const keep = (stored: StoredDefinition): T => {
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
