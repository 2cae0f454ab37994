import type { Definition, DoTask } from '../../definition/model.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { bindTransform } from '../bind/template.ts';
import { CONTEXT_VARIABLE, stateInput, variableValue, type Bindings } from '../bind/bindings.ts';
import { createProgramBuilder } from '../ir/builder.ts';
import { END, MACHINE, type DraftProgram, type Label } from '../ir/model.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';
import { addState } from '../lowering/draft.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { lowerTask } from '../lowering/lower-task.ts';
import { addRace } from '../lowering/race.ts';
import { staticSeconds } from '../lowering/retry-plan.ts';
import { addValidation, type ValidationRequest } from '../lowering/schemas.ts';
import { addTemplatePass, plainFlow, type ResultFlow } from '../lowering/template-pass.ts';
import type { BoundValue } from '../bind/value.ts';
import type { OptimisationLevel } from '../model.ts';
import type { Resolution } from './resolve.ts';

/** States without names, and findings. */
export interface LowerOutcome {
  readonly program: DraftProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** Pass 3: makes states of tasks (mapping §4, §5). Where an author's part is wrong, something stands in for it, so that the rest is checked. */
export function lowerDefinition(definition: Definition, resolution: Resolution, optimisation: OptimisationLevel = 0): LowerOutcome {
  const context = createContext(definition, resolution, optimisation);
  const root = workflowTask(definition);
  const exit = workflowOutput(root, context);
  const first = lowerWorkflow(root, exit, context);
  const start = workflowStart(root, first, context);
  return { program: context.builder.finish(start, workflowTimeout(context)), diagnostics: context.builder.diagnostics };
}

function createContext(definition: Definition, resolution: Resolution, optimisation: OptimisationLevel): LoweringContext {
  const builder = createProgramBuilder();
  const bind = { document: definition.source, language: definition.language, report: builder.report, readsVariable: builder.want };
  const context: LoweringContext = { definition, resolution, builder, bind, optimisation, scopes: new Map(), lowerTask: (task, scope) => lowerTask(task, scope, context), lowerTaskIn: lowerTask };
  return context;
}

const ROOT_SCOPE = { site: '', handlers: [], variables: new Map<string, BoundValue>(), enclosure: MACHINE, context: CONTEXT_VARIABLE, unchanged: new Set<never>() } as const;

const NO_LIST: Scope['list'] = { entries: new Map(), next: END, exit: END, end: () => END };

/** The workflow itself as the owner of its list; its states are called `workflow.…`. */
function workflowTask({ input, output, tasks }: Definition): DoTask {
  return { kind: 'do', name: 'workflow', pointer: '', input, output, export: {}, then: { kind: 'continue' }, metadata: { declassify: [] }, tasks };
}

function workflowBindings(place: string, root: BoundValue): Bindings {
  return { place, root, variables: new Map([['context', variableValue(CONTEXT_VARIABLE, '')]]), states: { input: root } };
}

/** The tasks; where the timeout is computed, in a race against it (mapping §5.14). */
function lowerWorkflow(root: DoTask, exit: Label, context: LoweringContext): Label {
  const limit = context.resolution.timeouts.get('');
  const list: Scope['list'] = { entries: new Map(), next: exit, exit, end: () => exit };
  const lower = ({ list: { exit: done, end }, ...inside }: Scope): Label => lowerList(root, root.tasks, { ...inside, exit: done, end }, context);
  if (limit?.kind !== 'expression') return lower({ ...ROOT_SCOPE, list });
  const bindings = workflowBindings('timeout', stateInput(limit.pointer));
  return addRace(root, { ...ROOT_SCOPE, list }, { limit, bindings, tasks: root.tasks, lower, leaves: [], next: exit }, context);
}

/** The workflow's `output.as` and `output.schema`, as the last states. */
function workflowOutput(root: DoTask, context: LoweringContext): Label {
  const { schema } = root.output;
  const checked: ValidationRequest | undefined = schema && { part: 'output', variant: '.schema', schema, value: stateInput(schema.pointer), dataFlow: {}, origins: [], next: END };
  const last = checked === undefined ? END : addValidation(root, { ...ROOT_SCOPE, list: NO_LIST }, checked, context);
  if (root.output.as === undefined) return last;
  const template = bindTransform(root.output.as, workflowBindings('output.as', stateInput(root.output.as.pointer)), context.bind);
  const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => plainFlow(result, isStateOutput, last);
  return addTemplatePass(root, { ...ROOT_SCOPE, list: NO_LIST }, { part: 'output', phase: 'end', template, flow }, context);
}

/** The workflow's `input.from`, and the start value of `$context` where it is used at all. */
function workflowStart(root: DoTask, first: Label, context: LoweringContext): Label {
  const scope: Scope = { ...ROOT_SCOPE, list: NO_LIST };
  const { from } = root.input;
  const bindings = workflowBindings('input.from', stateInput(from?.pointer ?? ''));
  const template = from === undefined ? undefined : bindTransform(from, { ...bindings, variables: new Map() }, context.bind);
  const assign = context.builder.isWanted(CONTEXT_VARIABLE) ? { Assign: { [CONTEXT_VARIABLE]: {} } } : {};
  if (template !== undefined) {
    const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => {
      const plain = plainFlow(result, isStateOutput, first);
      return { ...plain, dataFlow: { ...plain.dataFlow, ...assign } };
    };
    return addTemplatePass(root, scope, { part: 'start', template, flow }, context);
  }
  return Object.keys(assign).length === 0 ? first : addState(root, scope, { part: 'start', state: { Type: 'Pass', ...assign, Next: first } }, context);
}

function workflowTimeout({ resolution }: LoweringContext): number | undefined {
  return staticSeconds(resolution.timeouts.get(''));
}
