import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { Placement } from '#shared/core/tier/placement.ts';

/** Where the work of a state is done, and how urgent it is. */
export interface PlacedWork {
  /** False of a state without a placement, too: the bank may hold any tier, and the runner refuses what its own copy of the program does not know. */
  readonly isLocal: boolean;
  readonly priority: TaskPriority;
}

/** What the placement says of a state. A run may be less urgent than its tasks say, never more: who starts runs must not overtake others by asking for it. */
export function placedWork({ zone, tasks }: Placement, state: string, most: TaskPriority | undefined): PlacedWork {
  const task = Object.hasOwn(tasks, state) ? tasks[state] : undefined;
  return { isLocal: task?.zone === zone, priority: atMost(task?.priority ?? 'normal', most) };
}

function atMost(priority: TaskPriority, most: TaskPriority | undefined): TaskPriority {
  return most !== undefined && PRIORITIES.indexOf(most) > PRIORITIES.indexOf(priority) ? most : priority;
}
