import type { SetTask } from '../../definition/model.ts';
import { writeSeconds } from '../bind/duration.ts';
import { bindTemplate } from '../bind/template.ts';
import { isInlinable } from '../bind/value.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import { directiveTarget } from '../lowering/context.ts';
import { flowOfResult, outputPass, withInput } from '../lowering/data-flow.ts';
import { checkedOutput, placedSchema } from '../lowering/schemas.ts';
import { placementTraits } from '../lowering/draft.ts';
import { saveValues } from '../lowering/saved-values.ts';
import { addTemplatePass, joinDataFlow, plainFlow } from '../lowering/template-pass.ts';
import { WORK_HONOURS, type TaskRules } from './task-rules.ts';

/** `set` replaces: a Pass whose output is exactly the template's value (mapping §5.2). */
export const setRules: TaskRules<SetTask> = {
  honours: () => WORK_HONOURS,
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const template = bindTemplate(task.set, bodyBindings(task, inner, { place: 'set', values }), context.bind);
        const next = directiveTarget(task.then, inner.list);
        const schema = placedSchema(task, context);
        const limit = context.resolution.timeouts.get(task.pointer);
        const timeout = limit === undefined ? {} : { timeout: writeSeconds(limit, bodyBindings(task, inner, { place: 'timeout', values }), context.bind) };
        const pass = { part: 'body', template, ...timeout, traits: { ...placementTraits(task), ...(schema === undefined ? {} : { resultSchema: schema }) } } as const;
        const isChecked = checkedOutput(task, context) !== undefined || task.export.schema !== undefined;
        const isRead = task.output.as !== undefined || task.export.as !== undefined;
        if (!isChecked && (!isRead || isInlinable(template))) {
          return addTemplatePass(task, inner, { ...pass, flow: (result, isStateOutput) => flowOfResult(task, inner, { values, result, isStateOutput, next }, context) }, context);
        }
        const saved = saveValues(values, context);
        const after = outputPass(task, inner, { part: 'output', values: saved.values, next }, context);
        return addTemplatePass(
          task,
          inner,
          {
            ...pass,
            flow: (result, isStateOutput) => {
              const plain = plainFlow(result, isStateOutput, after);
              return { ...plain, dataFlow: joinDataFlow(plain.dataFlow, saved.assign()) };
            },
          },
          context,
        );
      },
      context,
    ),
};
