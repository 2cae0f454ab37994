import type { TaskPriority } from '../definition/model-parts.ts';

/** Names of the topics between the zones of one tenant in one environment (protocol §2). */
export interface Topics {
  /** Work items and cancellations for the on-prem runner. A cancellation takes the topic of its work item. */
  readonly commandsBy: Readonly<Record<TaskPriority, string>>;
  /** Answers of the on-prem runner. */
  readonly results: string;
  /** What the on-prem side tells of itself: incarnation, credit. */
  readonly control: string;
  /** Released definitions for the on-prem side. */
  readonly definitions: string;
  /** Where each side says which records it does not accept: place, code and digest of a record, never the record. */
  readonly deadLetters: { readonly cloud: string; readonly onPrem: string };
  /** Work items for workers inside the target's own zone. */
  readonly local: string;
}

/** Groups of consumers: each side reads as one, so that its processes share the partitions. */
export interface Groups {
  /** The cloud side: reads results and control. */
  readonly cloud: string;
  /** The on-prem side: reads commands and definitions. */
  readonly onPrem: string;
}

/** The topics of one tenant in one environment. */
export function topicsOf(environment: string, tenant: string): Topics {
  const prefix = prefixOf(environment, tenant);
  return {
    commandsBy: { critical: `${prefix}.cmd.critical`, high: `${prefix}.cmd.high`, normal: `${prefix}.cmd.normal`, low: `${prefix}.cmd.low` },
    results: `${prefix}.res`,
    control: `${prefix}.ctl`,
    definitions: `${prefix}.def`,
    deadLetters: { cloud: `${prefix}.cloud.dlq`, onPrem: `${prefix}.on-prem.dlq` },
    local: `${prefix}.local`,
  };
}

/** The groups of one tenant in one environment. */
export function groupsOf(environment: string, tenant: string): Groups {
  const prefix = prefixOf(environment, tenant);
  return { cloud: `${prefix}.cloud`, onPrem: `${prefix}.on-prem` };
}

function prefixOf(environment: string, tenant: string): string {
  return `uwf.${environment}.${tenant}`;
}
