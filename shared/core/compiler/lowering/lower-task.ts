import type { ExpressionSpec, TaskNode } from '../../definition/model.ts';
import { stateInput } from '../bind/bindings.ts';
import { bindCondition } from '../bind/condition.ts';
import { bindTransform } from '../bind/template.ts';
import { isInlinable } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import { lowerExtended } from '../extensions/lower-extended.ts';
import { extensionsOf } from '../extensions/matching.ts';
import type { Label } from '../ir/model.ts';
import { taskRules } from '../tasks/table.ts';
import type { TaskOf } from '../tasks/task-rules.ts';
import { bodyBindings, rawBindings } from './bindings.ts';
import { checkHonoured } from './check-honoured.ts';
import { directiveTarget, entryLabel, type LoweringContext, type Scope } from './context.ts';
import { addState } from './draft.ts';
import { directivesOf } from './lower-list.ts';
import { addRace } from './race.ts';
import { addValidation } from './schemas.ts';

/** Lowers one task with its `if`; its first place is `entryLabel`. Order of evaluation: mapping §4.1. */
export function lowerTask(task: TaskNode, scope: Scope, context: LoweringContext): void {
  const lower = (one: TaskNode, inside: Scope): Label => applyRules(one.kind, one, inside, context);
  const body = lowerExtended(task, extensionsOf(task, context), { scope, lower }, context);
  context.builder.alias(entryLabel(task, scope), task.if === undefined ? body : lowerIf(task, scope, { condition: task.if, body }, context));
}

function applyRules<K extends TaskNode['kind']>(kind: K, task: TaskOf<K>, scope: Scope, context: LoweringContext): Label {
  const rules = taskRules[kind];
  const honoured = rules.honours(task, context);
  checkHonoured(task, honoured, context);
  const lower = (one: TaskOf<K>, inside: Scope): Label => checkInput(one, inside, rules.lower(one, inside, context), context);
  return task.timeout === undefined || honoured.timeout ? lower(task, scope) : limited(task, scope, (inside) => lower({ ...task, then: { kind: 'continue' } }, inside), context);
}

/** A task that cannot keep to its time limit by itself runs against it. */
function limited(task: TaskNode, scope: Scope, lower: (inside: Scope) => Label, context: LoweringContext): Label {
  const limit = context.resolution.timeouts.get(task.pointer);
  if (limit === undefined) return lower(scope);
  const raw = stateInput(task.pointer);
  const from = task.input.from === undefined ? raw : bindTransform(task.input.from, rawBindings(task, scope, { place: 'input.from', raw }), context.bind);
  const values = { raw, input: isInlinable(from) ? from : raw };
  const bindings = bodyBindings(task, scope, { place: 'timeout', values });
  return addRace(task, scope, { limit, bindings, tasks: [task], lower, leaves: directivesOf({ ...task, then: { kind: 'continue' } }), next: directiveTarget(task.then, scope.list) }, context);
}

/** `input.schema` is about the raw input. */
function checkInput(task: TaskNode, scope: Scope, body: Label, context: LoweringContext): Label {
  const { schema } = task.input;
  if (schema === undefined) return body;
  return addValidation(task, scope, { part: 'input', variant: '.schema', schema, value: stateInput(task.pointer), dataFlow: {}, origins: [], next: body }, context);
}

/** A task that is skipped gives its raw input on, and the list goes on in sequence whatever its `then` says (mapping §4.3). */
function lowerIf(task: TaskNode, scope: Scope, at: { readonly condition: ExpressionSpec; readonly body: Label }, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  const ast = bindCondition(at.condition, rawBindings(task, scope, { place: 'if', raw }), context.bind);
  const state = { Type: 'Choice', Choices: [{ Condition: writeExpression(ast), Next: at.body }], Default: scope.list.next } as const;
  return addState(task, scope, { part: 'if', state, origins: [{ field: '/Choices/0/Condition', origin: at.condition.pointer }] }, context);
}
