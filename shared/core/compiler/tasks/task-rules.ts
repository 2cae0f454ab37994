import type { TaskNode } from '../../definition/model.ts';
import type { Label } from '../ir/model.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';

/** What a kind of task says of itself. Shared code never asks which kind it is. */
export interface TaskRules<N extends TaskNode> {
  /** Makes the states of the task, from its `input.from` to its `export.as`, without its `if`; gives back the first of them. */
  readonly lower: (task: N, scope: Scope, context: LoweringContext) => Label;
  /** What of the common fields this task carries out itself. */
  readonly honours: (task: N, context: LoweringContext) => HonouredFields;
}

/** Common fields that a kind of task carries out itself. What it does not, is put around it, or refused. */
export interface HonouredFields {
  /** `timeout`: its states do it, or it takes no time. Otherwise it runs in a race against its time limit. */
  readonly timeout: boolean;
  /** `metadata.uwf.zone` and `.declassify`. */
  readonly placement: boolean;
}

/** A task that is one piece of work. */
export const WORK_HONOURS: HonouredFields = { timeout: true, placement: true };

/** A task that the runtime itself does: it is where the workflow is. */
export const RUNTIME_HONOURS: HonouredFields = { timeout: true, placement: false };

/** A task that is over at once and hands out nothing. */
export const INSTANT_HONOURS: HonouredFields = { timeout: true, placement: false };

/** A task that is made of others: placements belong to the tasks inside. */
export const COMPOSITE_HONOURS: HonouredFields = { timeout: false, placement: false };

/** The task of one kind. */
export type TaskOf<K extends TaskNode['kind']> = Extract<TaskNode, { readonly kind: K }>;

/** One row for each kind. */
export type TaskRulesTable = { readonly [K in TaskNode['kind']]: TaskRules<TaskOf<K>> };
