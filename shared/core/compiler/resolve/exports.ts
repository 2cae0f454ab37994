import type { TaskNode } from '../../definition/model.ts';
import type { ResolvedCall } from './call.ts';
import { childTasks } from './visit.ts';

/** True when one of the tasks, or a task inside, functions put in place of their calls included, changes `$context`. */
export function exportsInside(tasks: readonly TaskNode[], calls: ReadonlyMap<string, ResolvedCall>): boolean {
  return tasks.some((task) => hasExport(task) || exportsInside([...childTasks(task), ...inlined(task, calls)], calls));
}

function hasExport(task: TaskNode): boolean {
  const loop = task.kind === 'listen' ? task.foreach : task.kind === 'call-asyncapi' ? task.subscription?.foreach : undefined;
  return task.export.as !== undefined || loop?.export.as !== undefined;
}

/** Functions that call each other in a circle are refused before (UWF-1037). */
function inlined(task: TaskNode, calls: ReadonlyMap<string, ResolvedCall>): readonly TaskNode[] {
  const call = task.kind === 'call-function' ? calls.get(task.pointer) : undefined;
  return call?.kind === 'inline' ? [call.task] : [];
}
