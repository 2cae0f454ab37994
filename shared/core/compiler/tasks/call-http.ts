import type { CallHttpTask } from '../../definition/model.ts';
import { bindEndpoint } from '../bind/endpoint.ts';
import { bindTemplate } from '../bind/template.ts';
import type { BoundMember, BoundValue } from '../bind/value.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { Bindings } from '../bind/bindings.ts';
import { valueAt } from '../bind/value-at.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import type { LoweringContext } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { authenticationMember } from '../secrets/authentication.ts';
import { headerMembers } from '../secrets/bind-secrets.ts';
import { WORK_HONOURS, type TaskRules } from './task-rules.ts';

/** `call: http`: a Task `uwf:http` with `HttpTaskArguments` (mapping §5.10). */
export const callHttpRules: TaskRules<CallHttpTask> = {
  honours: () => WORK_HONOURS,
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const given = httpArguments(task, bodyBindings(task, inner, { place: 'with', values }), context);
        return addWorkState(task, inner, { resource: 'uwf:http', given, source: { kind: 'http' }, values }, context);
      },
      context,
    ),
};

function httpArguments({ http }: CallHttpTask, bindings: Bindings, context: LoweringContext): BoundValue {
  const literal = (key: string, value: string | boolean): BoundMember => {
    const written = appendPointer(http.pointer, key);
    const origin = valueAt(context.definition.source, written) === undefined ? http.pointer : written;
    return { key, value: { kind: 'literal', origin, value } };
  };
  const templates = (['query', 'body'] as const).flatMap((key): BoundMember[] => {
    const template = http[key];
    return template === undefined ? [] : [{ key, value: bindTemplate(template, bindings, context.bind) }];
  });
  const members = [
    literal('method', http.method.toUpperCase()),
    { key: 'endpoint', value: bindEndpoint(http.endpoint, bindings, context.bind) },
    ...(http.headers === undefined ? [] : headerMembers(http.headers, bindings, context)),
    ...templates,
    literal('output', http.output),
    literal('redirect', http.redirect),
    ...authenticationMember(http.authentication, bindings, context),
  ];
  return { kind: 'object', origin: http.pointer, members };
}
