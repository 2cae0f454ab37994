import type { EndedExecutions, Watch } from '#shared/ports/ended-executions.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Row {
  readonly executionId: string;
  readonly watch: JsonText<Watch>;
  hasEnded: boolean;
  leaseUntil: number;
}

export interface MemoryEndedExecutions extends EndedExecutions {
  /** Told by the journal, in the step that ends an execution. */
  ended(executionId: string): void;
}

/** Watches that live as long as the process. */
export function createMemoryEndedExecutions(hasEnded: (executionId: string) => boolean): MemoryEndedExecutions {
  const rows = new Map<string, Row>();
  return {
    watch: async ({ watch }) => {
      if (!rows.has(watch.id)) rows.set(watch.id, { executionId: watch.executionId, watch: toText(watch), hasEnded: hasEnded(watch.executionId), leaseUntil: 0 });
    },
    claim: async ({ now, leaseMs, max }) => {
      const free = [...rows.values()].filter((row) => row.hasEnded && row.leaseUntil <= now).slice(0, pageSize(max, 0));
      for (const row of free) row.leaseUntil = now + leaseMs;
      return free.map(({ watch }) => parseText(watch));
    },
    settle: async ({ ids }) => ids.forEach((id) => rows.delete(id)),
    ended: (executionId) => {
      for (const row of rows.values()) if (row.executionId === executionId) row.hasEnded = true;
    },
  };
}
