import type { TaskPriority } from '#shared/core/definition/model-parts.ts';

export { PRIORITIES } from '#shared/core/kernel/priority.ts';

/** A number for each priority: of rows that wait, of rows to take, of shares. */
export type PriorityCounts = Readonly<Record<TaskPriority, number>>;

/** Shares unless they are configured: of 15 starts 8 are critical ones, while there are any. */
export const PRIORITY_WEIGHTS_DEFAULT: PriorityCounts = { critical: 8, high: 4, normal: 2, low: 1 };

/** One number for each priority. */
export function countsOf(count: (priority: TaskPriority) => number): PriorityCounts {
  return { critical: count('critical'), high: count('high'), normal: count('normal'), low: count('low') };
}

/** All of them together. */
export function sumOf(counts: PriorityCounts): number {
  return counts.critical + counts.high + counts.normal + counts.low;
}
