import type { ExpressionSpec, TaskNode } from '../../definition/model.ts';
import { bindExpression } from '../bind/bind.ts';
import { stateInput } from '../bind/bindings.ts';
import { toCondition } from '../bind/condition.ts';
import { writeExpression } from '../bind/write.ts';
import type { Label } from '../ir/model.ts';
import { taskRules } from '../tasks/table.ts';
import type { TaskOf } from '../tasks/task-rules.ts';
import { rawBindings } from './bindings.ts';
import { checkHonoured } from './check-honoured.ts';
import { entryLabel, type LoweringContext, type Scope } from './context.ts';
import { addState } from './draft.ts';

/** Lowers one task with its `if`; its first place is `entryLabel`. Order of evaluation: mapping §4.1. */
export function lowerTask(task: TaskNode, scope: Scope, context: LoweringContext): void {
  const body = applyRules(task.kind, task, scope, context);
  context.builder.alias(entryLabel(task, scope), task.if === undefined ? body : lowerIf(task, scope, { condition: task.if, body }, context));
}

function applyRules<K extends TaskNode['kind']>(kind: K, task: TaskOf<K>, scope: Scope, context: LoweringContext): Label {
  const rules = taskRules[kind];
  checkHonoured(task, rules.honours(task, context), context);
  return rules.lower(task, scope, context);
}

/** A task that is skipped gives its raw input on, and the list goes on in sequence whatever its `then` says (mapping §4.3). */
function lowerIf(task: TaskNode, scope: Scope, at: { readonly condition: ExpressionSpec; readonly body: Label }, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  const ast = bindExpression(at.condition, rawBindings(task, scope, { place: 'if', raw }), context.bind);
  const state = { Type: 'Choice', Choices: [{ Condition: writeExpression(toCondition(ast)), Next: at.body }], Default: scope.list.next } as const;
  return addState(task, scope, { part: 'if', state, origins: [{ field: '/Choices/0/Condition', origin: at.condition.pointer }] }, context);
}
