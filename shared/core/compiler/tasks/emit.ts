import type { EmitTask } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { bindTemplate } from '../bind/template.ts';
import { constantValue, type BoundValue } from '../bind/value.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import type { LoweringContext } from '../lowering/context.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { RUNTIME_HONOURS, type TaskRules } from './task-rules.ts';

/** `emit`: a Task `uwf:emit`, whose result, the event as it was published, is the task's output (mapping §5.8). */
export const emitRules: TaskRules<EmitTask> = {
  honours: () => RUNTIME_HONOURS,
  lower: (task, scope, context) => {
    checkAttributes(task, context);
    return withInput(
      task,
      scope,
      (values, inner) => {
        const event = bindTemplate(task.event, bodyBindings(task, inner, { place: 'emit', values }), context.bind);
        const source = constantValue(sourceOf(context), task.pointer);
        const given: BoundValue = { kind: 'object', origin: task.pointer, members: [{ key: 'event', value: event }, { key: 'source', value: source }] };
        return addWorkState(task, inner, { resource: 'uwf:emit', given, source: { kind: 'helper' }, values }, context);
      },
      context,
    );
  },
};

/** The source of an event that names none. */
function sourceOf({ definition: { identity } }: LoweringContext): string {
  return `/${identity.namespace}/${identity.name}/${identity.version}`;
}

/** CloudEvents 1.0 "Naming conventions": what transports can carry. */
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;

function checkAttributes({ event }: EmitTask, { builder }: LoweringContext): void {
  if (!isJsonObject(event.value)) return;
  for (const name of Object.keys(event.value)) {
    if (!ATTRIBUTE_NAME.test(name)) builder.report(diagnosticError('UWF-2063', appendPointer(event.pointer, name), `'${name}' is no name of an attribute of an event.`));
  }
}
