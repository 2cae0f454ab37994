import type { CallOpenApiTask, Template } from '../../definition/model.ts';
import { parseDocument } from '../../definition/parse.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { fail, type Result } from '../../kernel/result.ts';
import type { Bindings } from '../bind/bindings.ts';
import { bindTemplate } from '../bind/template.ts';
import { constantValue, type BoundMember, type BoundValue } from '../bind/value.ts';
import type { OpenApiOperation } from '../openapi/model.ts';
import { findOperation, type OperationProblem } from '../openapi/operation.ts';
import { requestOf, type GivenParameters } from '../openapi/request.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import { directiveTarget, type LoweringContext } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addState } from '../lowering/draft.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { authenticationMember } from '../secrets/authentication.ts';
import { WORK_HONOURS, type TaskRules } from './task-rules.ts';

/** `call: openapi`: the document is read while compiling, and what runs is a Task `uwf:http` (mapping §5.10). */
export const callOpenApiRules: TaskRules<CallOpenApiTask> = {
  honours: () => WORK_HONOURS,
  lower: (task, scope, context) => {
    const operation = operationOf(task, context);
    if (operation === undefined) return addState(task, scope, { part: 'body', state: { Type: 'Pass', Next: directiveTarget(task.then, scope.list) } }, context);
    return withInput(
      task,
      scope,
      (values, inner) => {
        const given = httpArguments(task, { operation, bindings: bodyBindings(task, inner, { place: 'with', values }) }, context);
        return addWorkState(task, inner, { resource: 'uwf:http', given, source: { kind: 'http' }, values }, context);
      },
      context,
    );
  },
};

/** Undefined after a finding: of this task, or of the resolution, which tells of documents that are missing. */
function operationOf({ openapi }: CallOpenApiTask, { resolution, builder }: LoweringContext): OpenApiOperation | undefined {
  const text = resolution.resources.get(openapi.document.uri);
  if (text === undefined) return undefined;
  const operation = readOperation(text, { operationId: openapi.operationId, uri: openapi.document.uri });
  if (operation.ok) return operation.value;
  const pointer = operation.error.kind === 'document' ? openapi.document.pointer : appendPointer(openapi.pointer, 'operationId');
  builder.report(diagnosticError(operation.error.kind === 'document' ? 'UWF-2024' : 'UWF-2025', pointer, operation.error.message));
  return undefined;
}

function readOperation(text: string, wanted: { readonly operationId: string; readonly uri: string }): Result<OpenApiOperation, OperationProblem> {
  const document = parseDocument(text);
  return document.ok ? findOperation(document.value.json, wanted) : fail({ kind: 'document', message: 'The OpenAPI document is neither JSON nor YAML that can be read.' });
}

function httpArguments({ openapi }: CallOpenApiTask, call: { readonly operation: OpenApiOperation; readonly bindings: Bindings }, context: LoweringContext): BoundValue {
  const { pointer } = openapi;
  const request = requestOf(call.operation, givenParameters(openapi.parameters ?? { pointer, value: {} }, call.bindings, context));
  request.problems.forEach((message) => context.builder.report(diagnosticError('UWF-2026', openapi.parameters?.pointer ?? pointer, message)));
  const constant = (key: string, value: string | boolean): BoundMember => ({ key, value: constantValue(value, pointer) });
  const members = [
    constant('method', call.operation.method),
    ...request.members,
    constant('output', openapi.output),
    constant('redirect', openapi.redirect),
    ...authenticationMember(openapi.authentication, call.bindings, context),
  ];
  return { kind: 'object', origin: pointer, members };
}

function givenParameters(parameters: Template, bindings: Bindings, context: LoweringContext): GivenParameters {
  const bound = bindTemplate(parameters, bindings, context.bind);
  const members = bound.kind === 'object' ? bound.members : [];
  return { origin: bound.origin, values: new Map(members.map(({ key, value }) => [key, value])) };
}
