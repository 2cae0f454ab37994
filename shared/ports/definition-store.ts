import type { CompiledProgram, OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { DefinitionIdentity } from '#shared/core/definition/model.ts';

/**
 * The registry: immutable versions of definitions with their compiled programs, one per identity and target.
 * Errors: `UWF-5001` (store unavailable, retryable).
 */
export interface DefinitionStore {
  /**
   * Stores a version. Storing the same revision again changes nothing but its manifest, if another one comes with it: it was released anew, perhaps by
   * another key. Another revision under the same version is answered `conflict`.
   */
  put(request: { readonly stored: StoredDefinition }): Promise<'stored' | 'unchanged' | 'conflict'>;
  /** One version, or the highest by semantic versioning when `version` is absent. `namespace` may be absent when the name is unique. */
  find(request: DefinitionReference): Promise<StoredDefinition | undefined>;
  findByRevision(request: { readonly revision: string }): Promise<StoredDefinition | undefined>;
  /** All versions, ordered by namespace, name, then version, highest first. */
  list(): Promise<readonly StoredDefinition[]>;
}

/** A registered definition. Times are epoch milliseconds. */
export interface StoredDefinition {
  readonly identity: DefinitionIdentity;
  /** SHA-256 (hex) over the canonical JSON (RFC 8785) of the compiled program, which names its compiler version and target. */
  readonly revision: string;
  readonly program: CompiledProgram;
  /** What beside `program.source` the program was made of; absent when that was all. */
  readonly pinned?: PinnedParts;
  readonly registeredAt: number;
  readonly registeredBy: string;
  /** Sent with a run, not registered by name: never listed. */
  readonly inline: boolean;
}

/** What a version holds beside its program: what the program's source does not, and its compilation depends on; and who vouches for it. */
export interface PinnedParts {
  /** Texts of outside documents by URI, as they were when the version was registered. */
  readonly resources?: { readonly [uri: string]: string };
  readonly optimisation?: OptimisationLevel;
  /** Compact JWS of the release key (see `DefinitionManifest`). Absent where nothing is released to another zone. */
  readonly manifest?: string;
}

/** `name`, `namespace.name` or `namespace.name@version`, parsed. */
export interface DefinitionReference {
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
}
