import type { UwfResource } from '../../asl/model.ts';
import type { RunProcess, RunTask, Template } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import type { Bindings } from '../bind/bindings.ts';
import { bindTemplate, expressionText } from '../bind/template.ts';
import { constantValue, type BoundMember, type BoundValue } from '../bind/value.ts';
import type { Label } from '../ir/model.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState, type Work } from '../lowering/work-state.ts';
import { bindSecrets } from '../secrets/bind-secrets.ts';
import { RUNTIME_HONOURS, WORK_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `run`: one Task (mapping §5.13). A workflow gets the task's transformed input unless the author gives one. Scripts and shells run on-prem,
 * whatever the target's zone is. Without `await`, the output is the transformed input.
 */
export const runRules: TaskRules<RunTask> = {
  honours: (task) => (task.process.kind === 'workflow' ? RUNTIME_HONOURS : WORK_HONOURS),
  lower: (task, scope, context) => withInput(task, scope, (values, inner) => lowerRun(task, inner, values, context), context),
};

const RESOURCES: { readonly [kind in RunProcess['kind']]: UwfResource } = {
  workflow: 'uwf:run-workflow',
  script: 'uwf:run-script',
  shell: 'uwf:run-shell',
  container: 'uwf:run-container',
};

function lowerRun(task: RunTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const { process } = task;
  const bindings = bodyBindings(task, scope, { place: 'run', values });
  const given = process.kind === 'workflow' ? workflowArguments(task, process, { bindings, values, context }) : processArguments(task, process, { bindings, values, context });
  const work: Work = { resource: RESOURCES[process.kind], given, source: { kind: 'helper' }, values, ...resultOf(task, values), ...zoneOf(task) };
  return addWorkState(task, scope, work, context);
}

/** What a workflow that is run leaves to its caller can be left out altogether; what was not waited for has no result. */
function resultOf(task: RunTask, { input }: TaskValues): Pick<Work, 'result'> {
  if (!task.await) return { result: input };
  return task.process.kind === 'workflow' && task.return === 'none' ? { result: constantValue(null, task.pointer) } : {};
}

/** Foreign code runs inside the bank only. An author who wants it somewhere else is told so by the placement. */
function zoneOf(task: RunTask): Pick<Work, 'traits'> {
  const isForeign = task.process.kind === 'script' || task.process.kind === 'shell';
  return isForeign && task.metadata.zone === undefined ? { traits: { requestedZone: { value: 'on-prem', pointer: task.pointer } } } : {};
}

interface RunPlace {
  readonly bindings: Bindings;
  readonly values: TaskValues;
  readonly context: LoweringContext;
}

type ProcessOf<K extends RunProcess['kind']> = Extract<RunProcess, { readonly kind: K }>;

function workflowArguments(task: RunTask, process: ProcessOf<'workflow'>, { bindings, values, context }: RunPlace): BoundValue {
  const constant = (key: 'namespace' | 'name' | 'version'): BoundMember => ({ key, value: constantValue(process[key], process.pointer) });
  const input: BoundMember = { key: 'input', value: process.input === undefined ? values.input : bindTemplate(process.input, bindings, context.bind) };
  const members = [constant('namespace'), constant('name'), constant('version'), input, { key: 'await', value: constantValue(task.await, task.pointer) }];
  return { kind: 'object', origin: process.pointer, members };
}

function processArguments(task: RunTask, process: ProcessOf<'script' | 'shell' | 'container'>, place: RunPlace): BoundValue {
  const members: readonly BoundMember[] = [
    { key: 'process', value: { kind: 'object', origin: process.pointer, members: [{ key: process.kind, value: describe(process, place) }] } },
    { key: 'await', value: constantValue(task.await, task.pointer) },
    { key: 'return', value: constantValue(task.return, task.pointer) },
  ];
  return { kind: 'object', origin: process.pointer, members };
}

/**
 * The process as the DSL shapes it; code that stands elsewhere was put in place when the document was read. Code and commands are never looked at for
 * expressions inside: they have `${…}` of their own. One that is wholly an expression is refused: data never decides what runs inside the bank.
 */
function describe(process: ProcessOf<'script' | 'shell' | 'container'>, place: RunPlace): BoundValue {
  refuseComputed(process, place);
  if (process.kind === 'container') return bindContainer(process.container, place);
  const own: readonly BoundMember[] =
    process.kind === 'shell'
      ? [{ key: 'command', value: constantValue(process.command, process.pointer) }]
      : [
          { key: 'language', value: constantValue(process.language, process.pointer) },
          { key: 'code', value: constantValue(process.code ?? '', process.pointer) },
        ];
  const { stdin, arguments: given, environment } = process.parameters;
  const part = (key: string, template: Template | undefined): readonly BoundMember[] => (template === undefined ? [] : [{ key, value: bindTemplate(template, place.bindings, place.context.bind) }]);
  const secret: readonly BoundMember[] = environment === undefined ? [] : [{ key: 'environment', value: bindSecrets(environment, place.bindings, place.context) }];
  return { kind: 'object', origin: process.pointer, members: [...own, ...part('stdin', stdin), ...part('arguments', given), ...secret] };
}

/** What is executed is written out; data comes in as arguments, stdin and environment. */
function refuseComputed(process: ProcessOf<'script' | 'shell' | 'container'>, { context }: RunPlace): void {
  for (const [name, value] of Object.entries(executedBy(process))) {
    if (typeof value !== 'string' || expressionText(value) === undefined) continue;
    context.builder.report(diagnosticError('UWF-2035', appendPointer(process.pointer, name), `The ${name} of a ${process.kind} cannot be an expression.`));
  }
}

function executedBy(process: ProcessOf<'script' | 'shell' | 'container'>): { readonly [name: string]: JsonValue | undefined } {
  if (process.kind === 'shell') return { command: process.command };
  if (process.kind === 'script') return { language: process.language, code: process.code };
  const { value } = process.container;
  return isJsonObject(value) ? { image: value['image'], command: value['command'] } : {};
}

/** The command of a container is not looked at for expressions either. */
function bindContainer(container: Template, { bindings, context }: RunPlace): BoundValue {
  const bound = bindSecrets(withoutCommand(container), bindings, context, 'environment');
  const command = commandOf(container);
  if (bound.kind !== 'object' || command === undefined) return bound;
  return { ...bound, members: [...bound.members, { key: 'command', value: constantValue(command, container.pointer) }] };
}

function commandOf({ value }: Template): string | undefined {
  const command = typeof value === 'object' && value !== null && 'command' in value ? value['command'] : undefined;
  return typeof command === 'string' ? command : undefined;
}

function withoutCommand(container: Template): Template {
  if (typeof container.value !== 'object' || container.value === null || commandOf(container) === undefined) return container;
  return { ...container, value: Object.fromEntries(Object.entries(container.value).filter(([key]) => key !== 'command')) };
}
