import type { Definition, DoTask } from '../../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { bindTransform } from '../bind/template.ts';
import { CONTEXT_VARIABLE, stateInput, variableValue, type Bindings } from '../bind/bindings.ts';
import { createProgramBuilder } from '../ir/builder.ts';
import { END, type DraftProgram, type Label } from '../ir/model.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';
import { addState } from '../lowering/draft.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { lowerTask } from '../lowering/lower-task.ts';
import { staticSeconds } from '../lowering/retry-plan.ts';
import { addTemplatePass, plainFlow, type ResultFlow } from '../lowering/template-pass.ts';
import type { BoundValue } from '../bind/value.ts';
import type { Resolution } from './resolve.ts';

/** States without names, and findings. */
export interface LowerOutcome {
  readonly program: DraftProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** Pass 3: makes states of tasks (mapping §4, §5). Where an author's part is wrong, something stands in for it, so that the rest is checked. */
export function lowerDefinition(definition: Definition, resolution: Resolution): LowerOutcome {
  const context = createContext(definition, resolution);
  const root = workflowTask(definition);
  const exit = workflowOutput(root, context);
  const first = lowerList(root, definition.tasks, { ...ROOT_SCOPE, exit, end: () => exit }, context);
  const start = workflowStart(root, first, context);
  return { program: context.builder.finish(start, workflowTimeout(context)), diagnostics: [...workflowFindings(definition), ...context.builder.diagnostics] };
}

function createContext(definition: Definition, resolution: Resolution): LoweringContext {
  const builder = createProgramBuilder();
  const bind = { document: definition.source, report: builder.report, readsVariable: builder.want };
  const context: LoweringContext = { definition, resolution, builder, bind, scopes: new Map(), lowerTask: (task, scope) => lowerTask(task, scope, context) };
  return context;
}

const ROOT_SCOPE = { site: '', handlers: [], errors: new Map<string, BoundValue>(), unchanged: new Set<never>() } as const;

const NO_LIST: Scope['list'] = { entries: new Map(), next: END, exit: END, end: () => END };

/** The workflow itself as the owner of its list; its states are called `workflow.…`. */
function workflowTask({ input, output, tasks }: Definition): DoTask {
  return { kind: 'do', name: 'workflow', pointer: '', input, output, export: {}, then: { kind: 'continue' }, metadata: { declassify: [] }, tasks };
}

function workflowBindings(place: string, root: BoundValue): Bindings {
  return { place, root, variables: new Map([['context', variableValue(CONTEXT_VARIABLE, '')]]), states: { input: root } };
}

/** The workflow's `output.as`, as the last state. */
function workflowOutput(root: DoTask, context: LoweringContext): Label {
  if (root.output.as === undefined) return END;
  const template = bindTransform(root.output.as, workflowBindings('output.as', stateInput(root.output.as.pointer)), context.bind);
  const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => plainFlow(result, isStateOutput, END);
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

function workflowTimeout({ resolution, builder }: LoweringContext): number | undefined {
  const duration = resolution.timeouts.get('');
  if (duration?.kind === 'expression') builder.report(diagnosticError('UWF-2044', duration.pointer, 'The timeout of a workflow cannot be an expression.'));
  return staticSeconds(duration);
}

function workflowFindings({ output }: Definition): readonly Diagnostic[] {
  return output.schema === undefined ? [] : [diagnosticError('UWF-2042', output.schema.pointer, 'The output schema of a workflow is not enforced yet.')];
}
