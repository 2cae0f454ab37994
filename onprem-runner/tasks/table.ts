import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { runEvaluate } from './evaluate.ts';
import { runFunction } from './function.ts';
import { runHttpCall } from './http-call.ts';
import { runProcess } from './process.ts';
import type { TaskCall, TaskPorts } from './task-context.ts';
import { taskFailure, type TaskResult } from './task-result.ts';
import { runValidate } from './validate.ts';

type TaskKind = 'uwf:function' | 'uwf:http' | 'uwf:evaluate' | 'uwf:validate' | 'uwf:run-script' | 'uwf:run-shell' | 'uwf:run-container';

/** What a task may do inside the bank: one row per kind of resource (`TaskResource`). */
const taskKinds: { readonly [kind in TaskKind]: (ports: TaskPorts, call: TaskCall) => Promise<TaskResult> } = {
  'uwf:function': runFunction,
  'uwf:http': runHttpCall,
  'uwf:evaluate': runEvaluate,
  'uwf:validate': runValidate,
  'uwf:run-script': runProcess('script'),
  'uwf:run-shell': runProcess('shell'),
  'uwf:run-container': runProcess('container'),
};

/** Runs the task of a resource. A resource of no known kind is a function that nobody here knows. */
export async function runTask(ports: TaskPorts, call: TaskCall): Promise<TaskResult> {
  const kind = kindOf(call.item.resource);
  return kind === undefined ? taskFailure(ERROR_NAMES.unknownFunction, 'this runner has no such kind of task') : taskKinds[kind](ports, call);
}

function kindOf(resource: string): TaskKind | undefined {
  if (resource.startsWith('uwf:function:')) return 'uwf:function';
  return resource !== 'uwf:function' && isTaskKind(resource) ? resource : undefined;
}

function isTaskKind(resource: string): resource is TaskKind {
  return Object.hasOwn(taskKinds, resource);
}
