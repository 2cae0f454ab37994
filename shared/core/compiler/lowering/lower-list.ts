import type { FlowDirective, TaskNode } from '../../definition/model.ts';
import type { Label } from '../ir/model.ts';
import { childTasks } from '../resolve/visit.ts';
import { entryLabel, type LoweringContext, type Scope } from './context.ts';
import { addState } from './draft.ts';
import type { Handler } from './handler.ts';

/** A scope without a list, and where control goes when the list is done: behind its last task to `exit` as well, unless `next` says otherwise. */
export type InsideScope = Omit<Scope, 'list'> & { readonly exit: Label; readonly next?: Label; readonly end: () => Label };

/** Lowers a list of tasks, each going on to the next; gives back the first place. An empty list becomes a Pass of its owner. */
export function lowerList(owner: TaskNode, tasks: readonly TaskNode[], inside: InsideScope, context: LoweringContext): Label {
  const { exit, end, next = exit, ...rest } = inside;
  const base: Scope = { ...rest, list: { entries: new Map(), next: exit, exit, end } };
  const entries = new Map(tasks.map((task) => [task.name, entryLabel(task, base)]));
  const isOnlyEnteredFirst = !isTarget(tasks[0], tasks);
  const scopeOf = (index: number): Scope => {
    const following = tasks[index + 1];
    const unchanged = index === 0 && isOnlyEnteredFirst ? rest.unchanged : new Set<Handler>();
    return { ...rest, unchanged, list: { entries, next: following === undefined ? next : entryLabel(following, base), exit, end } };
  };
  tasks.forEach((task, index) => context.lowerTask(task, scopeOf(index)));
  const [first] = tasks;
  if (first !== undefined) return entryLabel(first, scopeOf(0));
  return addState(owner, scopeOf(0), { part: 'body', variant: `.empty${context.builder.nextNumber('empty')}`, state: { Type: 'Pass', Next: next } }, context);
}

/** True when a flow directive of the list, or of a list inside of it that leads out, names the task. */
function isTarget(task: TaskNode | undefined, tasks: readonly TaskNode[]): boolean {
  return task !== undefined && tasks.some((other) => directivesOf(other).some((directive) => directive.kind === 'task' && directive.name === task.name));
}

/** Flow directives of a task that lead to places of its own list. */
export function directivesOf(task: TaskNode): readonly FlowDirective[] {
  const own = [task.then];
  if (task.kind === 'switch') return [...own, ...task.cases.map((candidate) => candidate.then)];
  if (task.kind === 'try') return [...own, task.catch.then];
  return own;
}

/** Every flow directive of a task and of all tasks inside. */
export function allDirectives(task: TaskNode): readonly FlowDirective[] {
  return [...directivesOf(task), ...childTasks(task).flatMap(allDirectives)];
}
