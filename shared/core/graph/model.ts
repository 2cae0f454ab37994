import type { Zone } from '../tier/tier.ts';

/** A workflow as a picture: what is drawn, without saying how. Plain JSON. */
export interface FlowChart {
  readonly title: string;
  readonly nodes: readonly ChartNode[];
  readonly groups: readonly ChartGroup[];
  readonly edges: readonly ChartEdge[];
}

/** One task (or state), or one of the points where the flow starts, ends, parts and meets. */
export interface ChartNode {
  /** Unique in the chart; made by counting, so that equal definitions give equal charts. */
  readonly id: string;
  readonly kind: 'start' | 'end' | 'work' | 'decision' | 'wait' | 'failure' | 'fork' | 'join';
  /** Lines of text: the name first, then what it does. */
  readonly lines: readonly string[];
  /** JSON Pointer of the task in the definition; absent for points of the flow. */
  readonly pointer?: string;
  readonly zone?: Zone;
  readonly marks: readonly ChartMark[];
  /** Id of the group in which it stands. */
  readonly group?: string;
}

/**
 * What matters for the data of a task: `tier-1`, `tier-2` it gets values of this tier sealed · `declassifies` a bounded part of its result leaves
 * in the clear · `refused` the compiler has refused it.
 */
export type ChartMark = 'tier-1' | 'tier-2' | 'declassifies' | 'refused';

/** Tasks that belong together: a list inside of a task, a branch, what is caught. */
export interface ChartGroup {
  readonly id: string;
  readonly title: string;
  /** Id of the group around it. */
  readonly group?: string;
}

/** A way that the flow can take; `error` only when something fails. Ends may be groups. */
export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly kind: 'flow' | 'error';
}

/** What is known of a task besides the definition: from its placement, or from findings. */
export interface TaskFacts {
  readonly zone?: Zone;
  readonly marks: readonly ChartMark[];
}

/** Facts by the JSON Pointer of a task. */
export type FactsOf = (pointer: string) => TaskFacts;
