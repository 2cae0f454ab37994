import type { AslState, MapState } from '../../asl/model.ts';
import type { ForTask, TaskNode } from '../../definition/model.ts';
import { stateInput, variableValue } from '../bind/bindings.ts';
import { parsed } from '../bind/parsed.ts';
import { pathOf, toAst, type BoundValue } from '../bind/value.ts';
import { writeExpression, writeField } from '../bind/write.ts';
import { createProgramBuilder } from '../ir/builder.ts';
import { END, type Label } from '../ir/model.ts';
import { exportsInside } from '../resolve/exports.ts';
import { visitTasks } from '../resolve/visit.ts';
import { bodyBindings, type TaskValues } from './bindings.ts';
import { directiveTarget, entryLabel, type LoweringContext, type Scope } from './context.ts';
import { flowOfResult } from './data-flow.ts';
import { addState } from './draft.ts';
import { itemsOf } from './items.ts';
import { allDirectives, lowerList } from './lower-list.ts';
import { lowerEnclosure, enclosureRecovery } from './enclosure.ts';
import { newVariable } from './saved-values.ts';
import { assignInState } from './try-entry.ts';

/**
 * True when the iterations of a `for` cannot notice each other, so that a Map does the same by fewer transitions (mapping §5.3): no `while`,
 * no exports, nothing that leaves the loop, no position, and a first task that reads nothing but the item.
 */
export function canBeMap(task: ForTask, scope: Scope, context: LoweringContext): boolean {
  const [first] = task.tasks;
  if (context.optimisation === 0 || first === undefined || task.while !== undefined || task.timeout !== undefined) return false;
  if (!isOneStep(first, context) || !isClosed(task, context) || exportsInside(task.tasks, context.resolution.calls)) return false;
  return readsOnlyItem(task, first, scope, context);
}

const STEP_KINDS: ReadonlySet<TaskNode['kind']> = new Set(['set', 'call-http', 'call-openapi', 'call-function', 'emit', 'run']);

/** A task of one state, whose input nothing else gets. */
function isOneStep(task: TaskNode, { resolution }: LoweringContext): boolean {
  const isPlain = task.if === undefined && task.input.schema === undefined && task.input.from === undefined && task.output.schema === undefined && task.then.kind === 'continue';
  return isPlain && STEP_KINDS.has(task.kind) && (task.kind !== 'call-function' || resolution.calls.get(task.pointer)?.kind === 'catalogue');
}

/** Nothing inside leaves the loop or goes back to its first task, and there is no loop inside of it. */
function isClosed(task: ForTask, { resolution }: LoweringContext): boolean {
  let isSimple = true;
  visitTasks(task.tasks, (inner) => {
    if (inner.kind === 'for' || inner.kind === 'listen' || (inner.kind === 'call-function' && resolution.calls.get(inner.pointer)?.kind !== 'catalogue')) isSimple = false;
  });
  return isSimple && task.tasks.flatMap(allDirectives).every((directive) => directive.kind !== 'end' && !(directive.kind === 'task' && directive.name === task.tasks[0]?.name));
}

/** Lowers the body on trial, and looks at what its first state reads. */
function readsOnlyItem(task: ForTask, first: TaskNode, scope: Scope, context: LoweringContext): boolean {
  const builder = createProgramBuilder();
  const trial: LoweringContext = { ...context, builder, scopes: new Map(), bind: { ...context.bind, report: builder.report, readsVariable: builder.want }, lowerTask: (one, at) => context.lowerTaskIn(one, at, trial) };
  const [item, index] = ['uwf_item_0', 'uwf_index_0'];
  const variables = new Map([...scope.variables, [task.each, variableValue(item, '')], [task.at, variableValue(index, '')]]);
  const inside = { ...scope, variables, handlers: [], unchanged: new Set<never>(), exit: END, end: () => END };
  lowerList(task, task.tasks, inside, trial);
  const entry = builder.stateAt(entryLabel(first, { ...inside, list: { entries: new Map(), next: END, exit: END, end: () => END } }));
  if (entry === undefined || builder.isWanted(index)) return false;
  const twin = entry.evaluate?.state;
  return [entry.state, ...(twin === undefined ? [] : [twin])].every((state) => !readsInput(state));
}

/** A Pass or Task without an own `Output` gives its input on, or its result. */
function readsInput(state: AslState): boolean {
  if (state.Type === 'Pass') return state.Output === undefined || JSON.stringify(state).includes('$states.input');
  return state.Type !== 'Task' || state.Arguments === undefined || JSON.stringify({ ...state, Catch: undefined }).includes('$states.input');
}

/** The `for` as a Map that takes one item after the other; the output is the last iteration's, or the input when there is none. */
export function lowerMapLoop(task: ForTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const item = newVariable('item', context);
  const enclosure = lowerEnclosure(task, scope, { tasks: task.tasks, variant: '.each', exit: () => END, lower: (inside) => lowerBody(task, inside, item, context), isAdopted: false }, context);
  const items = writeField(itemsOf(task, bodyBindings(task, scope, { place: 'in', values }), context), '/Items');
  const last = { kind: 'condition', condition: parsed('$count($states.result) > 0'), then: parsed('$states.result[-1]'), else: toAst(values.input) } as const;
  const flow = flowOfResult(task, scope, { values, result: { kind: 'expression', origin: task.pointer, ast: last }, isStateOutput: false, next: directiveTarget(task.then, scope.list) }, context);
  const state: MapState = {
    Type: 'Map',
    Items: items.json,
    MaxConcurrency: 1,
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: '', States: {} },
    ...enclosureRecovery(task, scope, { enclosures: [enclosure], first: [] }, context),
    ...flow.dataFlow,
    Next: flow.next,
  };
  return addState(task, scope, { part: 'body', state, opens: [enclosure.opens], origins: [...items.origins, ...flow.origins] }, context);
}

/** The first task gets the item as its input; later ones find it in a variable. */
function lowerBody(task: ForTask, inside: Scope, item: string, context: LoweringContext): Label {
  const { list, ...rest } = inside;
  const [first] = task.tasks;
  const given = (value: BoundValue, at: Scope): Scope => ({ ...at, variables: new Map([...at.variables, [task.each, value]]) });
  const lowering: LoweringContext = { ...context, lowerTask: (one, at) => context.lowerTaskIn(one, one === first ? given(stateInput(task.pointer), at) : at, lowering) };
  const scope = given(variableValue(item, task.pointer), { ...rest, list });
  const start = lowerList(task, task.tasks, { ...scope, exit: list.exit, end: list.end }, lowering);
  const entry = context.builder.stateAt(start);
  if (entry !== undefined && context.builder.isWanted(item)) assignInState(entry.label, { [item]: writeExpression(pathOf('states', 'input')) }, context);
  return start;
}
