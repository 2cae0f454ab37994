import type { TaskState } from '../asl/model.ts';
import type { CatalogueEntry } from '../definition/catalogue-entry.ts';
import type { Declassification, SchemaSpec, TaskPriority } from '../definition/model.ts';
import type { Zone } from './tier.ts';

/** What the lowering knows of a state and the program does not say: the input of the tier check. */
export interface StateTraits {
  /** JSON Pointer of the task that the state comes from. */
  readonly pointer: string;
  /** `metadata.uwf.zone` of the task. */
  readonly requestedZone?: { readonly value: Zone; readonly pointer: string };
  /** `metadata.uwf.declassify` of the task; those of a catalogue entry are in `entry`. */
  readonly declassify: readonly Declassification[];
  readonly priority: TaskPriority;
  /** The catalogue entry of a `uwf:function` task. */
  readonly entry?: CatalogueEntry;
  /** Schema of the raw result, when the author gave one (`output.schema` without an `output.as`). */
  readonly resultSchema?: SchemaSpec;
  /**
   * Only on a Pass that carries out a `set` (or another template): the same state as a Task with Resource `uwf:evaluate`,
   * to be used instead when the template must be evaluated in another zone. Same Next/End, Output and Assign over `$states.result`.
   */
  readonly evaluate?: TaskState;
}
