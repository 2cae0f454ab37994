import type { DoTask } from '../../definition/model.ts';
import { lowerComposite } from '../lowering/composite.ts';
import { lowerList } from '../lowering/lower-list.ts';
import { COMPOSITE_HONOURS, type TaskRules } from './task-rules.ts';

/** `do`: its tasks, in the same machine; Passes only for its own transformations (mapping §5.1). */
export const doRules: TaskRules<DoTask> = {
  honours: () => COMPOSITE_HONOURS,
  lower: (task, scope, context) => lowerComposite(task, scope, (inside) => lowerList(task, task.tasks, inside, context), context),
};
