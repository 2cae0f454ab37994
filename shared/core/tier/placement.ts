import type { JsonObject } from '../kernel/json.ts';
import type { DeclassificationMethod, TaskPriority } from '../definition/model.ts';
import type { Tier, Zone } from './tier.ts';

/** The compiler's proof of a zone for each state, and what the runner needs to enforce it. Plain JSON. */
export interface Placement {
  /** Zone of the deployment target: where the program itself is driven. */
  readonly zone: Zone;
  /** Task states only; every other state executes in `zone`. */
  readonly tasks: { readonly [stateName: string]: TaskPlacement };
  /** Input fields that travel sealed to this target. */
  readonly input: readonly SealedField[];
}

/** Where one task runs, and what it may get and let out. */
export interface TaskPlacement {
  readonly zone: Zone;
  /** JSON Pointer of the task in the definition. */
  readonly pointer: string;
  readonly priority: TaskPriority;
  /**
   * For a task in a zone of higher clearance than the target's: which sealed values may stand where in its arguments.
   * Key: JSON Pointer into the arguments; value: the origins (`ptr` of the sealed value's header) allowed at or beneath it.
   */
  readonly argumentOrigins: { readonly [argumentPointer: string]: readonly string[] };
  /** How the raw result leaves the task's zone. Absent: as it is (the task runs in the target's own zone). */
  readonly release?: ReleasePlan;
}

/** One input field that travels as one opaque sealed string. */
export interface SealedField {
  /** JSON Pointer into the input schema document: `/properties/client_pan`. */
  readonly schemaPointer: string;
  /** Pointer of that schema node in the definition: the `ptr` of the sealed value. */
  readonly origin: string;
  /** Where such values stand in the input: property names, `*` for every item of an array. */
  readonly dataPath: readonly string[];
  readonly tier: Tier;
}

/**
 * What may leave, node by node from the raw result's root. Default deny: an object member without a plan blocks the result.
 *  - `seal`    the whole value becomes one sealed string (absent and null stay clear)
 *  - `declassify` the plain value leaves if it keeps to the bound
 *  - `clear`   the value may be in the clear in the target's zone anyway
 *  - `object`  the object itself is in the clear, each member by its own plan
 */
export type ReleasePlan =
  | { readonly kind: 'seal'; readonly origin: string; readonly tier: Tier }
  | { readonly kind: 'declassify'; readonly bound: ReleaseBound; readonly purpose: string; readonly expires?: string; readonly to: Tier }
  | { readonly kind: 'clear' }
  | { readonly kind: 'object'; readonly members: { readonly [name: string]: ReleasePlan } };

/** What the runner checks before a declassified value leaves: the method, and the part of the schema that bounds it. */
export interface ReleaseBound {
  readonly method: DeclassificationMethod;
  /** JSON Schema of the released node; the value must satisfy it. */
  readonly schema: JsonObject;
}
