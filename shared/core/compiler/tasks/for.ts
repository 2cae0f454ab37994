import type { AslDataFlow, ChoiceRule } from '../../asl/model.ts';
import type { ForTask } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { stateInput, variableValue } from '../bind/bindings.ts';
import { bindCondition } from '../bind/condition.ts';
import { parsed } from '../bind/parsed.ts';
import { bindTransform } from '../bind/template.ts';
import type { BoundValue } from '../bind/value.ts';
import { isTotal } from '../bind/totality.ts';
import { writeExpression, writeField } from '../bind/write.ts';
import type { Label } from '../ir/model.ts';
import { bodyBindings, rawBindings, type TaskValues } from '../lowering/bindings.ts';
import { waysOut } from '../lowering/composite.ts';
import { placeOf, type LoweringContext, type Scope } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { itemsOf } from '../lowering/items.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { canBeMap, lowerMapLoop } from '../lowering/map-loop.ts';
import { newVariable, saveValues } from '../lowering/saved-values.ts';
import { addTemplatePass, joinDataFlow, plainFlow, type ResultFlow } from '../lowering/template-pass.ts';
import { COMPOSITE_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `for`: a Choice that binds the next item and leads to the body, which leads back to it (mapping §5.3). `while` is tested before every
 * iteration; each iteration gets the output of the one before; `exit` in the body ends the iteration, `end` the workflow.
 */
export const forRules: TaskRules<ForTask> = {
  honours: () => COMPOSITE_HONOURS,
  lower: (task, scope, context) => (canBeMap(task, scope, context) ? withInput(task, scope, (values, inner) => lowerMapLoop(task, inner, values, context), context) : lowerLoop(task, scope, context)),
};

function lowerLoop(task: ForTask, scope: Scope, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  const input = task.input.from === undefined ? raw : bindTransform(task.input.from, rawBindings(task, scope, { place: 'input.from', raw }), context.bind);
  const saved = saveValues({ raw, input }, context);
  const loop = newLoop(context);
  const ways = waysOut(task, scope, saved.values, context);
  const header = `${placeOf(task, scope)}#body`;
  const variables = new Map([...scope.variables, [task.each, variableValue(loop.item, task.pointer)], [task.at, variableValue(loop.index, task.pointer)]]);
  const inside = { ...scope, variables, unchanged: new Set<never>() };
  const first = lowerList(task, task.tasks, { ...inside, exit: header, end: ways.end }, context);
  addHeader(task, scope, { loop, values: saved.values, first, exit: ways.exit }, context);
  return addEntry(task, scope, { input, loop, header, assign: saved.assign }, context);
}

/** Variables of one loop. */
interface LoopVariables {
  /** The array that is gone through. */
  readonly items: string;
  /** How many iterations have begun. */
  readonly position: string;
  /** The author's variables. */
  readonly item: string;
  readonly index: string;
}

function newLoop(context: LoweringContext): LoopVariables {
  return { items: newVariable('items', context), position: newVariable('position', context), item: newVariable('item', context), index: newVariable('index', context) };
}

interface Header {
  readonly loop: LoopVariables;
  readonly values: TaskValues;
  readonly first: Label;
  readonly exit: Label;
}

function addHeader(task: ForTask, scope: Scope, { loop, values, first, exit }: Header, context: LoweringContext): void {
  const { items, position, item, index } = loop;
  const next = parsed(`$${items}[$${position}]`);
  const hasNext = parsed(`$${position} < $count($${items})`);
  const holds = whileCondition(task, scope, { loop, values, next }, context);
  const rule: ChoiceRule = {
    Condition: writeExpression(holds === undefined ? hasNext : { kind: 'condition', condition: hasNext, then: holds, else: { kind: 'value', value: false } }),
    Assign: { [item]: writeExpression(next), [index]: writeExpression(parsed(`$${position}`)), [position]: writeExpression(parsed(`$${position} + 1`)) },
    Next: first,
  };
  const origins = [{ field: '/Choices/0/Condition', origin: task.while?.pointer ?? task.in.pointer }, { field: `/Choices/0/Assign/${item}`, origin: task.in.pointer }];
  addState(task, scope, { part: 'body', state: { Type: 'Choice', Choices: [rule], Default: exit }, isSafe: holds === undefined || isTotal(holds), origins }, context);
}

/** `while`, for the next item and what its iteration would get. */
function whileCondition(task: ForTask, scope: Scope, at: { readonly loop: LoopVariables; readonly values: TaskValues; readonly next: ExpressionAst }, context: LoweringContext): ExpressionAst | undefined {
  const { loop, values, next } = at;
  if (task.while === undefined) return undefined;
  const bindings = bodyBindings(task, scope, { place: 'while', values });
  const own: readonly (readonly [string, BoundValue])[] = [
    [task.each, { kind: 'expression', origin: task.while.pointer, ast: next }],
    [task.at, variableValue(loop.position, task.while.pointer)],
  ];
  const current = stateInput(task.while.pointer);
  const variables = new Map([...bindings.variables, ...own]);
  return bindCondition(task.while, { ...bindings, root: current, states: { input: current }, variables }, context.bind);
}

interface Entry {
  readonly input: BoundValue;
  readonly loop: LoopVariables;
  readonly header: Label;
  readonly assign: () => AslDataFlow;
}

/** The Pass in front: items are computed once, on the transformed input. */
function addEntry(task: ForTask, scope: Scope, { input, loop, header, assign }: Entry, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  const items = itemsOf(task, bodyBindings(task, scope, { place: 'in', values: { raw, input } }), context);
  const written = writeField(items, `/Assign/${loop.items}`);
  const start: AslDataFlow = { Assign: { [loop.items]: written.json, [loop.position]: 0 } };
  const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => {
    const plain = task.input.from === undefined ? { dataFlow: {}, origins: [], next: header } : plainFlow(result, isStateOutput, header);
    return { ...plain, dataFlow: joinDataFlow(plain.dataFlow, joinDataFlow(start, assign())), origins: [...plain.origins, ...written.origins] };
  };
  if (task.input.from === undefined) return addState(task, scope, { part: 'input', state: { Type: 'Pass', ...flow(raw, true).dataFlow, Next: header }, origins: written.origins }, context);
  return addTemplatePass(task, scope, { part: 'input', template: input, flow }, context);
}
