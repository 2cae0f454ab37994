import { domainErrorName } from '../../asl/error-names.ts';
import type { AslState } from '../../asl/model.ts';
import type { ErrorSpec, RaiseTask, TaskNode, Template } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { bindTemplate } from '../bind/template.ts';
import { applied } from '../bind/applied.ts';
import type { Bindings } from '../bind/bindings.ts';
import { parsed } from '../bind/parsed.ts';
import { expressionsOf, expressionValue, toAst, type BoundMember, type BoundValue } from '../bind/value.ts';
import { writeExpression, writeField } from '../bind/write.ts';
import { canonicalErrorType } from '../errors/types.ts';
import type { FieldOrigin, Label, StatePart } from '../ir/model.ts';
import { ERROR_TYPE_CHARACTERS_MAX } from '../limits.ts';
import { bodyBindings, type TaskValues } from '../lowering/bindings.ts';
import { inputOf } from '../lowering/catchers.ts';
import type { LoweringContext, Scope } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { caughtMark, isStatic, type Handler } from '../lowering/handler.ts';
import { INSTANT_HONOURS, type TaskRules } from './task-rules.ts';

/**
 * `raise`: a Fail, or a jump to the `try` that catches it, found while compiling as far as type, status and instance decide
 * (mapping §5.6). `instance` is the pointer of the task unless the author gives one.
 */
export const raiseRules: TaskRules<RaiseTask> = {
  honours: () => INSTANT_HONOURS,
  lower: (task, scope, context) => withInput(task, scope, (values, inner) => lowerRaise(task, inner, values, context), context),
};

function lowerRaise(task: RaiseTask, scope: Scope, values: TaskValues, context: LoweringContext): Label {
  const spec = context.resolution.errors.get(task.pointer);
  if (spec === undefined) return addState(task, scope, { part: 'body', state: { Type: 'Fail' } }, context);
  return addError(task, scope, { spec, values, part: 'body' }, context);
}

/** An error of a task, and the part of the task that raises it. */
interface ErrorRequest {
  readonly spec: ErrorSpec;
  readonly values: TaskValues;
  readonly part: StatePart;
}

/** Adds the state that raises an error: a Fail, or the jump to where it is caught. */
export function addError(task: TaskNode, scope: Scope, { spec, values, part }: ErrorRequest, context: LoweringContext): Label {
  const type = canonicalErrorType(spec.type);
  if (type.length > ERROR_TYPE_CHARACTERS_MAX) {
    context.builder.report(diagnosticError('UWF-2049', appendPointer(spec.pointer, 'type'), `The error type has ${type.length} characters, at most ${ERROR_TYPE_CHARACTERS_MAX} are possible.`));
  }
  const raised: RaisedError = { task, part, spec, name: domainErrorName(type, spec.status), type, value: errorValue(task, scope, { spec, type, values }, context) };
  const caught = findHandler(raised, scope);
  return caught === undefined ? addFail(raised, scope, context) : addJump(raised, { ...caught, scope }, context);
}

interface RaisedError {
  readonly task: TaskNode;
  readonly part: StatePart;
  readonly spec: ErrorSpec;
  readonly name: string;
  readonly type: string;
  readonly value: Extract<BoundValue, { kind: 'object' }>;
}

function errorValue(task: TaskNode, scope: Scope, from: { readonly spec: ErrorSpec; readonly type: string; readonly values: TaskValues }, context: LoweringContext): RaisedError['value'] {
  const { spec, type, values } = from;
  const bindings = bodyBindings(task, scope, { place: 'raise', values });
  const member = (key: string, value: string | number): BoundMember => ({ key, value: { kind: 'literal', origin: spec.pointer, value } });
  const members = [
    member('type', type),
    member('status', spec.status),
    ...textMember('title', spec.title, { bindings, context }),
    ...textMember('detail', spec.detail, { bindings, context }),
    member('instance', spec.instance ?? task.pointer),
  ];
  return { kind: 'object', origin: spec.pointer, members };
}

const TEXT_OR_NOTHING = parsed('($value := $argument; $value != null ? $value)');

/** `title` or `detail`: where the author's expression gives null the error has no such member (RFC 9457 knows texts only). */
function textMember(key: string, template: Template | undefined, { bindings, context }: { readonly bindings: Bindings; readonly context: LoweringContext }): readonly BoundMember[] {
  if (template === undefined) return [];
  const value = bindTemplate(template, bindings, context.bind);
  if (value.kind === 'literal') return value.value === null ? [] : [{ key, value }];
  return [{ key, value: isMaybeNothing(value) ? expressionValue(applied(TEXT_OR_NOTHING, value.ast), value.origin) : value }];
}

/** Text that is put together is always there. */
function isMaybeNothing(value: BoundValue): value is Extract<BoundValue, { kind: 'expression' }> {
  return value.kind === 'expression' && !(value.ast.kind === 'binary' && value.ast.operator === '&');
}

/** The error as a value: one expression as soon as a member may be missing, which a field of its own may not be. */
function wholeValue({ value, spec }: RaisedError): BoundValue {
  return value.members.some((member) => isMaybeNothing(member.value)) ? expressionValue(toAst(value), spec.pointer) : value;
}

/** The innermost `try` around that catches the error, or may catch it. */
function findHandler(raised: RaisedError, scope: Scope): { readonly handler: Handler; readonly isDecided: boolean } | undefined {
  for (const handler of scope.handlers) {
    // The error fails the scope by itself, with everything that is to be known of it.
    if (handler.isBoundary === true) return undefined;
    const decision = decide(handler, raised);
    if (decision !== 'no') return { handler, isDecided: decision === 'yes' };
  }
  return undefined;
}

function decide(handler: Handler, { task, spec, type, value }: RaisedError): 'yes' | 'no' | 'maybe' {
  const { shape, texts, instance } = handler;
  if (shape.type !== undefined && shape.type !== type) return 'no';
  if (shape.status !== undefined && shape.status !== spec.status) return 'no';
  if (instance !== undefined && instance !== (spec.instance ?? task.pointer)) return 'no';
  const differs = value.members.some(({ key, value: member }) => (key === 'title' || key === 'detail') && texts[key] !== undefined && member.kind === 'literal' && member.value !== texts[key]);
  if (differs) return 'no';
  return isStatic(handler) ? 'yes' : 'maybe';
}

function addFail(raised: RaisedError, scope: Scope, context: LoweringContext): Label {
  const cause = writeCause(raised.value);
  const state: AslState = { Type: 'Fail', Error: raised.name, Cause: cause };
  const origins: readonly FieldOrigin[] = ['/Error', '/Cause'].map((field) => ({ field, origin: raised.spec.pointer }));
  return addState(raised.task, scope, { part: raised.part, state, origins }, context);
}

/** The error as compact JSON: a constant, or an expression when title or detail is one. */
function writeCause(value: RaisedError['value']): string {
  if (expressionsOf(value).length === 0) return JSON.stringify(Object.fromEntries(value.members.map(({ key, value: member }) => [key, member.kind === 'literal' ? member.value : null])));
  return writeExpression({ kind: 'call', callee: { kind: 'variable', name: 'string' }, arguments: [toAst(value)] });
}

function addJump(raised: RaisedError, to: { readonly handler: Handler; readonly isDecided: boolean; readonly scope: Scope }, context: LoweringContext): Label {
  const { handler, scope } = to;
  const isDirect = to.isDecided && handler.retry.kind === 'none';
  const target = isDirect ? handler.handler : handler.router;
  context.builder.want(target);
  context.builder.want(caughtMark(handler));
  const { error, fault } = handler.variables;
  const written = writeField(wholeValue(raised), appendPointer('/Assign', error));
  const needsError = !isDirect || context.builder.isWanted(error);
  const assign = {
    ...(needsError ? { [error]: written.json } : {}),
    ...(isDirect ? {} : { [fault]: { Error: raised.name, Cause: writeCause(raised.value) } }),
  };
  const state: AslState = { Type: 'Pass', Output: inputOf(handler, scope, context), ...(Object.keys(assign).length === 0 ? {} : { Assign: assign }), Next: target };
  return addState(raised.task, scope, { part: raised.part, state, origins: needsError ? written.origins : [] }, context);
}
