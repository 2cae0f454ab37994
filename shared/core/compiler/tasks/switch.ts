import type { AslDataFlow, ChoiceRule } from '../../asl/model.ts';
import type { SwitchCase, SwitchTask } from '../../definition/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { bindCondition } from '../bind/condition.ts';
import { isStateInput } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import type { FieldOrigin, Label } from '../ir/model.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import { directiveTarget, type LoweringContext, type Scope } from '../lowering/context.ts';
import { flowOfResult, withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { INSTANT_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `switch`: one Choice. Cases are tried in order on the transformed input; the case without `when` is the default wherever it stands;
 * without one, the task's own `then` is (mapping §5.2). Output and context ride on the rules.
 */
export const switchRules: TaskRules<SwitchTask> = {
  honours: () => INSTANT_HONOURS,
  lower: (task, scope, context) => withInput(task, scope, (values, inner) => lowerChoice(task, inner, values, context), context),
};

function lowerChoice(task: SwitchTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const conditional = task.cases.filter((candidate) => candidate.when !== undefined);
  const fallback = task.cases.find((candidate) => candidate.when === undefined);
  const flow = choiceFlow(task, scope, values, context);
  const rules = conditional.map((candidate, index) => lowerCase(candidate, { task, scope, values, root: `/Choices/${index}` }, context));
  const target = fallback === undefined ? directiveTarget(task.then, scope.list) : directiveTarget(fallback.then, scope.list);
  const last = flow(target, '');
  if (rules.length === 0) return addState(task, scope, { part: 'body', state: { Type: 'Pass', ...last.dataFlow, Next: last.next }, origins: last.origins }, context);
  const choices = rules.map(({ condition, next, root }) => {
    const taken = flow(next, root);
    return { rule: { Condition: condition.text, Next: taken.next, ...taken.dataFlow } satisfies ChoiceRule, origins: [condition.origin, ...taken.origins] };
  });
  const state = { Type: 'Choice', Choices: choices.map(({ rule }) => rule), Default: last.next, ...last.dataFlow } as const;
  return addState(task, scope, { part: 'body', state, origins: [...choices.flatMap(({ origins }) => origins), ...last.origins] }, context);
}

interface LoweredCase {
  readonly root: string;
  readonly condition: { readonly text: string; readonly origin: FieldOrigin };
  readonly next: Label;
}

interface CasePlace {
  readonly task: SwitchTask;
  readonly scope: Scope;
  readonly values: TaskValues;
  readonly root: string;
}

function lowerCase(candidate: SwitchCase, { task, scope, values, root }: CasePlace, context: LoweringContext): LoweredCase {
  const when = candidate.when ?? { pointer: candidate.pointer, text: 'true' };
  const ast = bindCondition(when, bodyBindings(task, scope, { place: 'when', values }), context.bind);
  const field = appendPointer(root, 'Condition');
  return { root, condition: { text: writeExpression(ast), origin: { field, origin: when.pointer } }, next: directiveTarget(candidate.then, scope.list) };
}

interface ChoiceFlow {
  readonly dataFlow: AslDataFlow;
  readonly origins: readonly FieldOrigin[];
  readonly next: Label;
}

/** Output and Assign for one way out of the Choice; a Choice without transformations gives its input on. */
function choiceFlow(task: SwitchTask, scope: Scope, values: TaskValues, context: LoweringContext): (next: Label, root: string) => ChoiceFlow {
  const isStateOutput = isStateInput(values.input);
  return (next, root) => {
    const flow = flowOfResult(task, scope, { values, result: values.input, isStateOutput, next }, context);
    return { ...flow, origins: flow.origins.map(({ field, origin }) => ({ field: `${root}${field}`, origin })) };
  };
}
