import type { AslDataFlow } from '../../asl/model.ts';
import type { SchemaSpec, TaskNode, Template } from '../../definition/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { stateInput, stateResult } from '../bind/bindings.ts';
import { bindTransform } from '../bind/template.ts';
import { isInlinable, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { FieldOrigin, Label } from '../ir/model.ts';
import { exportBindings, outputBindings, rawBindings, type TaskValues } from './bindings.ts';
import { placeOf, type LoweringContext, type Scope } from './context.ts';
import { saveValues } from './saved-values.ts';
import { addValidation, checkedOutput, unusedVariant } from './schemas.ts';
import { addTemplatePass, plainFlow, type ResultFlow } from './template-pass.ts';

/** A result and what `output.as` and `export.as` may read besides. */
export interface ResultRequest {
  readonly values: TaskValues;
  /** Raw output of the task. */
  readonly result: BoundValue;
  /** True when the state gives out the result anyway, so that no `Output` is needed for it. */
  readonly isStateOutput: boolean;
  readonly next: Label;
}

/**
 * Lets one state carry out `output.as` and `export.as` (mapping §4.1): `Output` and `Assign` see the same values, so `export.as` has the
 * output inlined. Where evaluating the output twice could give two results, a Pass of its own does the export.
 */
export function flowOfResult(task: TaskNode, scope: Scope, request: ResultRequest, context: LoweringContext): ResultFlow {
  const as = task.output.as;
  if (as === undefined) return flowOfOutput(task, scope, { ...request, output: request.result }, context);
  const output = bindTransform(as, outputBindings(task, scope, request), context.bind);
  return flowOfOutput(task, scope, { ...request, output, isStateOutput: false }, context);
}

interface OutputRequest extends ResultRequest {
  /** Transformed output of the task. */
  readonly output: BoundValue;
}

/** As {@link flowOfResult}, once `output.as` has been applied. */
function flowOfOutput(task: TaskNode, scope: Scope, request: OutputRequest, context: LoweringContext): ResultFlow {
  const own = plainFlow(request.output, request.isStateOutput, request.next);
  const isChecked = checkedOutput(task, context) !== undefined;
  if (isChecked || (task.export.as !== undefined && (task.export.schema !== undefined || !isInlinable(request.output)))) return throughStates(task, scope, { request, own }, context);
  if (task.export.as === undefined) return own;
  const exported = exportFlow(bindExport({ as: task.export.as, task, scope }, request, context), scope.context);
  return { dataFlow: { ...own.dataFlow, ...exported.dataFlow }, origins: [...own.origins, ...exported.origins], next: request.next };
}

interface ExportPlace {
  readonly as: Template;
  readonly task: TaskNode;
  readonly scope: Scope;
}

function bindExport({ as, task, scope }: ExportPlace, at: Omit<OutputRequest, 'isStateOutput' | 'next'>, context: LoweringContext): BoundValue {
  context.builder.want(scope.context);
  return bindTransform(as, exportBindings(task, scope, at), context.bind);
}

function exportFlow(value: BoundValue, variable: string): { readonly dataFlow: AslDataFlow; readonly origins: readonly FieldOrigin[] } {
  const written = writeField(value, appendPointer('/Assign', variable));
  return { dataFlow: { Assign: { [variable]: written.json } }, origins: written.origins };
}

/** The state gives out the output and keeps what `export.as` may read; states behind it check the output and assign the context. */
function throughStates(task: TaskNode, scope: Scope, plan: { readonly request: OutputRequest; readonly own: ResultFlow }, context: LoweringContext): ResultFlow {
  const { request, own } = plan;
  const saved = saveValues(request.values, context);
  const next = afterOutput(task, { ...scope, unchanged: new Set() }, { part: 'output', variant: '.export', values: saved.values, next: request.next }, context);
  return { dataFlow: { ...own.dataFlow, ...saved.assign() }, origins: own.origins, next };
}

/** What follows a state whose output is the task's: the check of `output.schema`, then the export (mapping §4.1). */
function afterOutput(task: TaskNode, scope: Scope, request: OutputPassRequest, context: LoweringContext): Label {
  const { part, values, next, variant = '' } = request;
  const schema = checkedOutput(task, context);
  const output = stateInput(task.output.as?.pointer ?? task.pointer);
  const pass: ExportPassRequest = { part, variant, values, result: output, output, isStateOutput: true, next };
  if (schema === undefined) return exportPass(task, scope, pass, context);
  const place = { part, variant: '.schema' } as const;
  const checked = stateResult(task.pointer);
  const isExported = task.export.as !== undefined && task.export.schema === undefined;
  const exported = isExported && task.export.as !== undefined ? exportFlow(bindExport({ as: task.export.as, task, scope }, { values, result: checked, output: checked }, context), scope.context) : { dataFlow: {}, origins: [] };
  const after = isExported ? next : exportPass(task, scope, pass, context);
  return addValidation(task, scope, { part, variant: unusedVariant(placeOf(task, scope), place, context), schema, value: output, ...exported, next: after }, context);
}

interface ExportPassRequest extends OutputRequest {
  readonly part: 'output' | 'end';
  readonly variant: string;
}

function exportPass(task: TaskNode, scope: Scope, request: ExportPassRequest, context: LoweringContext): Label {
  const as = task.export.as;
  if (as === undefined) return request.next;
  const flow = (result: BoundValue, isTwin: boolean): ResultFlow => {
    const exported = exportFlow(result, scope.context);
    const kept: AslDataFlow = isTwin ? { Output: writeField(stateInput(task.pointer), '').json } : {};
    return { dataFlow: { ...kept, ...exported.dataFlow }, origins: exported.origins, next: request.next };
  };
  const template = bindExport({ as, task, scope }, request, context);
  if (task.export.schema !== undefined) return checkedExport(task, scope, { ...request, template, schema: task.export.schema }, context);
  return addTemplatePass(task, scope, { part: request.part, variant: unusedVariant(placeOf(task, scope), request, context), template, flow }, context);
}

/** The exported value becomes `$context` once it satisfies `export.schema`. */
function checkedExport(task: TaskNode, scope: Scope, request: ExportPassRequest & { readonly template: BoundValue; readonly schema: SchemaSpec }, context: LoweringContext): Label {
  const { part, schema, template, next } = request;
  const written = writeField(stateResult(task.pointer), appendPointer('/Assign', scope.context));
  const dataFlow: AslDataFlow = { Output: writeField(stateInput(task.pointer), '').json, Assign: { [scope.context]: written.json } };
  const variant = unusedVariant(placeOf(task, scope), { part, variant: '.export-schema' }, context);
  return addValidation(task, scope, { part, variant, schema, value: template, dataFlow, origins: [], next }, context);
}

/** One way out of a task that has states inside. */
export interface OutputPassRequest {
  readonly part: 'output' | 'end';
  readonly variant?: string;
  /** What `$input` means there: variables, because the input is gone by then. */
  readonly values: TaskValues;
  readonly next: Label;
}

/** The Pass that applies `output.as` and `export.as` to what reaches it; where a task has neither, there is none. */
export function outputPass(task: TaskNode, scope: Scope, request: OutputPassRequest, context: LoweringContext): Label {
  const result = stateInput(task.output.as?.pointer ?? task.pointer);
  const inside: Scope = { ...scope, unchanged: new Set() };
  const { part, values, next, variant = '' } = request;
  if (task.output.as === undefined) return afterOutput(task, inside, { part, variant, values, next }, context);
  const template = bindTransform(task.output.as, outputBindings(task, inside, { values, result }), context.bind);
  const flow = (output: BoundValue, isStateOutput: boolean): ResultFlow => flowOfOutput(task, inside, { values, result, output, isStateOutput, next }, context);
  return addTemplatePass(task, inside, { part, variant: unusedVariant(placeOf(task, scope), { part, variant }, context), template, flow }, context);
}

/**
 * Applies `input.from` of a task that becomes one state: inlined where that means the same, otherwise by a Pass in front. `lower` gets the
 * values and makes the state; the answer is the label of the first of them.
 */
export function withInput(task: TaskNode, scope: Scope, lower: (values: TaskValues, scope: Scope) => Label, context: LoweringContext): Label {
  const raw = stateInput(task.pointer);
  if (task.input.from === undefined) return lower({ raw, input: raw }, scope);
  const input = bindTransform(task.input.from, rawBindings(task, scope, { place: 'input.from', raw }), context.bind);
  if (isInlinable(input)) return lower({ raw, input }, scope);
  const saved = saveValues({ raw, input: raw }, context);
  const next = lower({ raw: saved.values.raw, input: raw }, { ...scope, unchanged: new Set() });
  const flow = (result: BoundValue, isStateOutput: boolean): ResultFlow => {
    const plain = plainFlow(result, isStateOutput, next);
    return { ...plain, dataFlow: { ...plain.dataFlow, ...saved.assign() } };
  };
  return addTemplatePass(task, scope, { part: 'input', variant: unusedVariant(placeOf(task, scope), { part: 'input', variant: '' }, context), template: input, flow }, context);
}
