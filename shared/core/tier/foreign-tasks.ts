import type { Placement } from './placement.ts';

/** Names of the states whose work another zone does than the one where the program itself is driven. */
export function foreignTasks({ zone, tasks }: Pick<Placement, 'zone' | 'tasks'>): readonly string[] {
  return Object.keys(tasks).filter((state) => tasks[state]?.zone !== zone);
}
