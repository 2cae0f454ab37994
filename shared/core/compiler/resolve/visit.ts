import type { TaskNode } from '../../definition/model.ts';

/** The tasks directly inside a task: of a `do`, of a `try` and of its `catch`. */
export function childTasks(task: TaskNode): readonly TaskNode[] {
  if (task.kind === 'do') return task.tasks;
  if (task.kind === 'try') return [...task.tasks, ...(task.catch.tasks ?? [])];
  return [];
}

/** Calls `visit` for every task and everything inside it, in document order. Functions are not followed. */
export function visitTasks(tasks: readonly TaskNode[], visit: (task: TaskNode) => void): void {
  for (const task of tasks) {
    visit(task);
    visitTasks(childTasks(task), visit);
  }
}
