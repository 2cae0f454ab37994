import type { TaskNode } from '../../definition/model.ts';

/** The tasks directly inside a task, in the order of the document. */
export function childTasks(task: TaskNode): readonly TaskNode[] {
  switch (task.kind) {
    case 'do':
    case 'for':
      return task.tasks;
    case 'fork':
      return task.branches;
    case 'try':
      return [...task.tasks, ...(task.catch.tasks ?? [])];
    case 'listen':
      return task.foreach?.tasks ?? [];
    case 'call-asyncapi':
      return task.subscription?.foreach?.tasks ?? [];
    default:
      return [];
  }
}

/** Calls `visit` for every task and everything inside it, in document order. Functions are not followed. */
export function visitTasks(tasks: readonly TaskNode[], visit: (task: TaskNode) => void): void {
  for (const task of tasks) {
    visit(task);
    visitTasks(childTasks(task), visit);
  }
}
