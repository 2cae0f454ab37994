import type { TaskNode } from '../../definition/model.ts';
import type { Label } from '../ir/model.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';

/** What a kind of task says of itself. Shared code never asks which kind it is. */
export interface TaskRules<N extends TaskNode> {
  /** Makes the states of the task, from its `input.from` to its `export.as`, without its `if`; gives back the first of them. */
  readonly lower: (task: N, scope: Scope, context: LoweringContext) => Label;
  /** What of the common fields is carried out for this task; the rest is refused by name. */
  readonly honours: (task: N, context: LoweringContext) => HonouredFields;
}

/** Common fields that a kind of task carries out. */
export interface HonouredFields {
  /** `timeout`. */
  readonly timeout: boolean;
  /** `output.schema`: enforced by a worker, or used for its tiers only. */
  readonly outputSchema: 'enforced' | 'tiers' | false;
  /** `metadata.uwf.zone` and `.declassify`. */
  readonly placement: boolean;
}

/** A task that is made of others: limits and placements belong to the tasks inside. */
export const COMPOSITE_HONOURS: HonouredFields = { timeout: false, outputSchema: false, placement: false };

/** The task of one kind. */
export type TaskOf<K extends TaskNode['kind']> = Extract<TaskNode, { readonly kind: K }>;

/** One row for each kind. */
export type TaskRulesTable = { readonly [K in TaskNode['kind']]: TaskRules<TaskOf<K>> };
