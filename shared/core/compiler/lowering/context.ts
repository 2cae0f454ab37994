import type { Definition, FlowDirective, TaskNode } from '../../definition/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { BindContext } from '../bind/bind.ts';
import type { BoundValue } from '../bind/value.ts';
import type { ProgramBuilder } from '../ir/builder.ts';
import type { Label, EnclosureId } from '../ir/model.ts';
import type { OptimisationLevel } from '../model.ts';
import type { Resolution } from '../passes/resolve.ts';
import type { Handler } from './handler.ts';

/** What every part of the lowering works with. */
export interface LoweringContext {
  readonly definition: Definition;
  readonly resolution: Resolution;
  readonly builder: ProgramBuilder;
  readonly bind: BindContext;
  /** Lowers a task of any kind; its first place is `entryLabel`. Here, so that kinds with tasks inside need not know the table of kinds. */
  readonly lowerTask: (task: TaskNode, scope: Scope) => void;
  /** The same with another context for the tasks inside. */
  readonly lowerTaskIn: (task: TaskNode, scope: Scope, context: LoweringContext) => void;
  readonly optimisation: OptimisationLevel;
  /** The scope in which each state was made. */
  readonly scopes: Map<Label, Scope>;
}

/** What holds around a task: where it stands, who catches its errors, where control goes when it is done. */
export interface Scope {
  /** Place of the call in whose stead the task stands, `''` outside of functions. Labels start with it. */
  readonly site: string;
  /** The `try` tasks around, innermost first. */
  readonly handlers: readonly Handler[];
  /** Error and loop variables of the tasks around, by the author's name. */
  readonly variables: ReadonlyMap<string, BoundValue>;
  /** The ASL scope in which the states stand: a variable of an outer one can be read there and not assigned (mapping §4.4). */
  readonly enclosure: EnclosureId;
  /** The variable of the program that holds `$context` here. */
  readonly context: string;
  readonly list: ListScope;
  /** Handlers whose `try` got as its transformed input the very value that the task gets: nothing needs to be saved for them. */
  readonly unchanged: ReadonlySet<Handler>;
}

/** Where flow directives of one task lead. */
export interface ListScope {
  /** First places of the tasks of the same list. */
  readonly entries: ReadonlyMap<string, Label>;
  /** `continue`. */
  readonly next: Label;
  /** `exit`: what comes after the whole list. */
  readonly exit: Label;
  /** `end`: the end of the workflow, by way of the outputs of all tasks around. Made when it is first asked for. */
  readonly end: () => Label;
}

/** Where a task stands after functions were put in place of their calls: unique for each lowered task. */
export function placeOf(task: { readonly pointer: string }, scope: Scope): string {
  return `${scope.site}${task.pointer}`;
}

/** The first place of a task, before its `if`. */
export function entryLabel(task: TaskNode, scope: Scope): Label {
  return `${placeOf(task, scope)}#entry`;
}

/** Where a flow directive leads (DSL "Flow Directive"; mapping §4.3). That a named task is one of the list is known (UWF-1034). */
export function directiveTarget(directive: FlowDirective, list: ListScope): Label {
  switch (directive.kind) {
    case 'continue':
      return list.next;
    case 'exit':
      return list.exit;
    case 'end':
      return list.end();
    case 'task': {
      const entry = list.entries.get(directive.name);
      assert(entry !== undefined, 'the reader lets no flow directive through to a task of another list');
      return entry;
    }
  }
}
