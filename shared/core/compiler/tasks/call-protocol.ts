import type { UwfResource } from '../../asl/model.ts';
import type { CallProtocolTask } from '../../definition/model.ts';
import { bodyBindings } from '../lowering/bindings.ts';
import { withInput } from '../lowering/data-flow.ts';
import { addWorkState } from '../lowering/work-state.ts';
import { bindSecrets } from '../secrets/bind-secrets.ts';
import { WORK_HONOURS, type TaskRules } from './task-rules.ts';

const RESOURCES: { readonly [kind in CallProtocolTask['kind']]: UwfResource } = { 'call-grpc': 'uwf:grpc', 'call-a2a': 'uwf:a2a', 'call-mcp': 'uwf:mcp' };

/** `call: grpc`, `a2a`, `mcp`: one Task with the task's `with`, for targets that say they can do it (mapping §5.11). */
export const callProtocolRules: TaskRules<CallProtocolTask> = {
  honours: () => WORK_HONOURS,
  lower: (task, scope, context) =>
    withInput(
      task,
      scope,
      (values, inner) => {
        const given = bindSecrets(task.with, bodyBindings(task, inner, { place: 'with', values }), context, 'authentication');
        return addWorkState(task, inner, { resource: RESOURCES[task.kind], given, source: { kind: 'helper' }, values }, context);
      },
      context,
    ),
};
