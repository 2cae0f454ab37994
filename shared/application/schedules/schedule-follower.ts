import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';

/** Keeps schedules in step with the registry. */
export interface ScheduleFollower {
  /** A version was registered: the newest one of its workflow is the one that is scheduled. Says what will keep it from starting. Errors: `UWF-5001`. */
  follow(stored: StoredDefinition): Promise<readonly Diagnostic[]>;
  /** Once after the start of a process: what was registered by one that died before it could say so. */
  followAll(): Promise<void>;
}
