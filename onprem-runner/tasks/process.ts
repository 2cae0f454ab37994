import { domainFailure } from '#shared/core/asl/domain-failure.ts';
import type { ProcessTaskCaller, TaskCall, TaskPorts } from './task-context.ts';
import type { TaskResult } from './task-result.ts';

type ProcessKind = Parameters<ProcessTaskCaller['execute']>[0]['kind'];

/** `uwf:run-script`, `uwf:run-shell` and `uwf:run-container`: a process on the runner's machine, as far as its configuration allows. */
export function runProcess(kind: ProcessKind): (ports: TaskPorts, call: TaskCall) => Promise<TaskResult> {
  return async ({ processes }, { arguments: given, signal }) => {
    if (processes === undefined) return { outcome: 'failed', ...domainFailure('authorization', { title: 'This runner runs no processes' }) };
    return processes.execute({ kind, arguments: given, signal });
  };
}
